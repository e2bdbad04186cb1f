import { createHash, randomBytes } from 'node:crypto'
import { mailedCodeHash, newMailedCode } from '../../platform/mailed-code.ts'
import { another } from '../../kernel/store/another.ts'
import { bySkew } from '../../kernel/clock/clock.ts'
import { visitor, type Work } from '../../kernel/store/work.ts'
import { links } from './activities.ts'
import { againstCode } from './limits.ts'
import { pageAt, type Needs } from './needs.ts'
import { CodeWrong, LinkExpired, LinkUsed } from './refusals.ts'
import { link, type purposesOfLinks } from './tables.ts'

export type Opens = (typeof purposesOfLinks)[number]

/** Where in the portal each of them leads. */
const pages = {
  registration: 'confirm',
  activation: 'activate',
  reset: 'reset',
  'old mail': 'mail',
  'new mail': 'mail',
} as const satisfies Record<Opens, string>

/** What is stored of a token. It has 256 bits of chance, so a plain hash is enough: nobody can try them all. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()
export const newToken = (): string => randomBytes(32).toString('base64url')

const codeHash = ({ settings }: Pick<Needs, 'settings'>, mail: string, code: string): Buffer =>
  mailedCodeHash(settings.secret, { for: 'identity.link', mail, code })

export interface Issued {
  readonly link: string
  readonly code: string
}
interface Issuing {
  readonly opens: Opens
  readonly subject: string
  readonly mail: string
  readonly expiresAt: Date
}

/**
 * A link for one person and one purpose, with its code: works once, until it expires, and ends older ones for the same.
 * Neither token nor code is stored in clear.
 */
export async function issueLink(
  needs: Pick<Needs, 'settings'>,
  work: Work,
  { opens, subject, mail, expiresAt }: Issuing,
): Promise<Issued> {
  const token = newToken()
  const code = newMailedCode()
  await withdrawLinks(work, [opens], subject)
  await work.under(links, another(subject), inner =>
    inner
      .over(link)
      .insertInto('identity.link')
      .values({
        subject,
        token: tokenHash(token),
        code: codeHash(needs, mail, code),
        opens,
        createdAt: inner.now,
        expiresAt,
      })
      .execute(),
  )
  return { link: pageAt(needs, pages[opens], token), code }
}

/**
 * The page behind a link, for whoever came there without its token: the code of the letter, and the address that it
 * went to, are worth a new token. The old one is void.
 */
export async function tokenForCode(
  needs: Needs,
  { mail, code }: { readonly mail: string; readonly code: string },
  address: string,
): Promise<{ readonly page: string; readonly token: string }> {
  const counted = await needs.limits.count(...againstCode({ address, mail }))
  const token = newToken()
  const found = await needs.store.under(links, visitor, work =>
    work
      .over(link)
      .updateTable('identity.link')
      .set({ token: tokenHash(token), code: null })
      .where('code', '=', codeHash(needs, mail, code))
      .where('usedAt', 'is', null)
      .where('expiresAt', '>', work.now)
      .where('createdAt', '<=', bySkew(work.now))
      .returning('opens')
      .executeTakeFirst(),
  )
  if (!found) throw new CodeWrong()
  await counted.giveBack()
  return { page: pages[found.opens], token }
}

/** Whose link this is, without using it up. */
export function linkHolder(
  work: Work,
  opens: readonly Opens[],
  token: string,
): Promise<{ readonly subject: string; readonly opens: Opens }> {
  return work.under(links, visitor, async inner => {
    const row = await inner
      .over(link)
      .selectFrom('identity.link')
      .select(['subject', 'opens', 'usedAt', 'createdAt', 'expiresAt'])
      .where('token', '=', tokenHash(token))
      .where('opens', 'in', [...opens])
      .executeTakeFirst()
    if (!row || row.expiresAt <= inner.now || row.createdAt > bySkew(inner.now)) throw new LinkExpired()
    if (row.usedAt) throw new LinkUsed()
    return { subject: row.subject, opens: row.opens }
  })
}

/** Uses a link up, in this transaction: of two at once, one finds it used. */
export function redeemLink(
  work: Work,
  opens: readonly Opens[],
  token: string,
): Promise<{ readonly subject: string; readonly opens: Opens }> {
  return work.under(links, visitor, async inner => {
    const used = await inner
      .over(link)
      .updateTable('identity.link')
      .set({ usedAt: inner.now, code: null })
      .where('token', '=', tokenHash(token))
      .where('opens', 'in', [...opens])
      .where('usedAt', 'is', null)
      .where('expiresAt', '>', inner.now)
      .where('createdAt', '<=', bySkew(inner.now))
      .returning(['subject', 'opens'])
      .executeTakeFirst()
    return used ?? (await linkHolder(inner, opens, token))
  })
}

/** Takes back what was sent to a person for these purposes and not used yet. */
export async function withdrawLinks(work: Work, opens: readonly Opens[], subject: string): Promise<void> {
  await work.under(links, another(subject), inner =>
    inner
      .over(link)
      .deleteFrom('identity.link')
      .where('subject', '=', subject)
      .where('opens', 'in', [...opens])
      .where('usedAt', 'is', null)
      .execute(),
  )
}

/** Whether a person has such a link already. */
export function hasLink(work: Work, opens: Opens, subject: string): Promise<boolean> {
  return work.under(
    links,
    another(subject),
    async inner =>
      (await inner
        .over(link)
        .selectFrom('identity.link')
        .select('id')
        .where('subject', '=', subject)
        .where('opens', '=', opens)
        .executeTakeFirst()) !== undefined,
  )
}
