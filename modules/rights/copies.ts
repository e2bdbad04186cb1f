import { createHash, randomBytes } from 'node:crypto'
import type { Answer, Customer, Staff } from '../../house/route.ts'
import { person, visitor } from '../../kernel/data/work.ts'
import { exactlyAfter } from '../../kernel/statement/periods.ts'
import type { Language } from '../../kernel/statement/terms.ts'
import { desk, requests } from './activities.ts'
import { copyAsZip, portableAsZip } from './archive.ts'
import type { Needs } from './needs.ts'
import { CopyGone } from './refusals.ts'
import { copyLink } from './tables.ts'

export type CopyFormat = 'copy' | 'portable'
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

export interface MadeLink { readonly link: string, readonly expiresAt: Date }

/** A link to the person's copy, for whoever has proven to be the person. It works until it expires; the file is made as it is fetched and never stored. */
export async function linkToCopy(needs: Needs, subject: { readonly kind: 'customer' | 'staff', readonly id: string }, format: CopyFormat, language: Language): Promise<MadeLink> {
  const token = randomBytes(32).toString('base64url')
  return needs.store.under(desk, person(subject.id), async work => {
    const expiresAt = exactlyAfter(work.now, needs.stating.value(desk.copyLink), needs.stating.manifest.timeZone)
    await work.over(copyLink).insertInto('rights.copy_link').values({ token: hashOf(token), kind: subject.kind, format, language, madeAt: work.now, expiresAt }).execute()
    return { link: `/api/my-data/copies/${token}`, expiresAt }
  })
}
export const ownCopy = (needs: Needs, { is, account }: Customer | Staff, format: CopyFormat, language: Language): Promise<MadeLink> => linkToCopy(needs, { kind: is, id: account }, format, language)

/** The file behind a link. */
export async function fetchCopy(needs: Needs, token: string): Promise<Answer<never>> {
  const { store, stating } = needs
  const found = await store.under(desk, visitor, work =>
    work.over(copyLink).selectFrom('rights.copy_link').select(['subject', 'kind', 'format', 'language', 'expiresAt']).where('token', '=', hashOf(token)).where('expiresAt', '>', work.now).executeTakeFirst())
  if (!found) throw new CopyGone()
  const { subject: id, kind, format, language } = found
  await store.under(requests, person(id), async work => { work.note({ what: format, about: 'everything', subject: id }) })
  const taking = { store, stating, subject: { kind, id }, language }
  const name = { copy: { de: 'meine-daten', en: 'my-data' }, portable: { de: 'meine-daten-zum-mitnehmen', en: 'my-portable-data' } }[format][language]
  return { status: 200, stream: await (format === 'copy' ? copyAsZip(taking) : portableAsZip(taking)), headers: { 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${name}.zip"` } }
}
