import { createHash, randomBytes } from 'node:crypto'
import { person, visitor, type Work } from '../../kernel/data/work.ts'
import { links } from './activities.ts'
import { LinkExpired, LinkUsed } from './refusals.ts'
import { link, type purposesOfLinks } from './tables.ts'

export type Opens = (typeof purposesOfLinks)[number]

/** What is stored of a token. It has 256 bits of chance, so a plain hash is enough: nobody can try them all. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()
export const newToken = (): string => randomBytes(32).toString('base64url')

/** A link for one person and one purpose: works once, until it expires. Returns the token, which is stored nowhere. */
export async function issueLink(work: Work, opens: Opens, subject: string, expiresAt: Date): Promise<string> {
  const token = newToken()
  await work.under(links, person(subject), inner => inner.over(link).insertInto('identity.link')
    .values({ subject, token: tokenHash(token), opens, createdAt: inner.now, expiresAt }).execute())
  return token
}

/** Whose link this is, without using it up. */
export function linkHolder(work: Work, opens: readonly Opens[], token: string): Promise<{ readonly subject: string, readonly opens: Opens }> {
  return work.under(links, visitor, async inner => {
    const row = await inner.over(link).selectFrom('identity.link').select(['subject', 'opens', 'usedAt', 'expiresAt'])
      .where('token', '=', tokenHash(token)).where('opens', 'in', [...opens]).executeTakeFirst()
    if (!row || row.expiresAt <= inner.now) throw new LinkExpired()
    if (row.usedAt) throw new LinkUsed()
    return { subject: row.subject, opens: row.opens }
  })
}

/** Uses a link up, in this transaction: of two at once, one finds it used. */
export function redeemLink(work: Work, opens: readonly Opens[], token: string): Promise<{ readonly subject: string, readonly opens: Opens }> {
  return work.under(links, visitor, async inner => {
    const used = await inner.over(link).updateTable('identity.link').set({ usedAt: inner.now })
      .where('token', '=', tokenHash(token)).where('opens', 'in', [...opens]).where('usedAt', 'is', null).where('expiresAt', '>', inner.now)
      .returning(['subject', 'opens']).executeTakeFirst()
    return used ?? await linkHolder(inner, opens, token)
  })
}

/** Takes back what was sent to a person for these purposes and not used yet. */
export async function withdrawLinks(work: Work, opens: readonly Opens[], subject: string): Promise<void> {
  await work.under(links, person(subject), inner => inner.over(link).deleteFrom('identity.link').where('subject', '=', subject).where('opens', 'in', [...opens]).where('usedAt', 'is', null).execute())
}

/** Whether a person has such a link already. */
export function hasLink(work: Work, opens: Opens, subject: string): Promise<boolean> {
  return work.under(links, person(subject), async inner =>
    await inner.over(link).selectFrom('identity.link').select('id').where('subject', '=', subject).where('opens', '=', opens).executeTakeFirst() !== undefined)
}
