import { createHash, randomBytes } from 'node:crypto'
import { rightsKept } from '../../kernel/declare/activities.ts'
import { platform } from '../../kernel/store/work.ts'
import { disclosure, notice, type WhatRecipientsHear } from '../../kernel/disclosure/tables.ts'
import { each, type SetAside } from '../../kernel/problems/batches.ts'
import type { Recipient } from '../../kernel/statement/manifest.ts'
import { exactlyAfter } from '../../kernel/declare/periods.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import { desk } from './activities.ts'
import { recipientHears } from './letters.ts'
import type { Needs } from './needs.ts'
import { FormLinkGone } from './refusals.ts'

/** Where a recipient reads what was corrected. */
export const noticeAt = { de: '/datenschutz/mitteilung', en: '/privacy/notice' } as const
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/**
 * Tells recipients what became of data that they received (Art. 19 GDPR): each once, by the mail address that the
 * statement names, or through the desk.
 */
export async function tellRecipients(needs: Needs, aside: SetAside): Promise<void> {
  const { stating, store } = needs
  if (!stating.states(rightsKept.name) || !stating.states(desk.name)) return
  const untold = () =>
    store.under(rightsKept, platform, work =>
      work
        .over(notice)
        .selectFrom('obhut.notice')
        .select('id')
        .where('state', '=', 'to tell')
        .where(aside.without('id'))
        .orderBy('at')
        .limit(200)
        .execute(),
    )
  await each(untold, { aside, keyOf: one => one.id }, ({ id }) => tellOf(needs, id))
}

/** One notice, in one transaction with the letter and the entry in the log of disclosures. */
const tellOf = (needs: Needs, id: string): Promise<void> =>
  needs.store.under(rightsKept, platform, async work => {
    const { stating, settings } = needs
    const next = await work
      .over(notice)
      .selectFrom('obhut.notice')
      .select(['id', 'subject', 'what', 'recipient', 'fields', 'marks', 'encryptedMarks', 'becomes'])
      .where('id', '=', id)
      .where('state', '=', 'to tell')
      .forUpdate()
      .executeTakeFirst()
    if (!next) return
    const { manifest } = stating
    const [language = 'de'] = manifest.languages
    const to = await recipientOf(needs, next.recipient)
    const token = next.becomes === null ? undefined : randomBytes(32).toString('base64url')
    const goesAt =
      token === undefined ? work.now : exactlyAfter(work.now, stating.value(rightsKept.notices), manifest.timeZone)
    await work
      .over(notice)
      .updateTable('obhut.notice')
      .where('id', '=', next.id)
      .set({ state: 'told', toldAt: work.now, goesAt, token: token === undefined ? null : hashOf(token) })
      .execute()
    // A recipient that no version of the statement names is nobody that one could write to.
    if (!to) return
    const said = {
      what: next.what,
      fields: next.fields.filter(isPersonalData),
      marks: [...next.marks, ...((next.encryptedMarks ?? []) as string[])], // as: written with the notice
      recipient: to.name,
      post: placeOf(to),
      byPost: to.notices === undefined,
    }
    await work.under(desk, platform, inner =>
      needs.mailer.post(inner, {
        to: to.notices ?? manifest.privacyContact.mail,
        subjectId: next.subject,
        language,
        ...recipientHears(
          language,
          manifest.company.name,
          said,
          token === undefined ? undefined : `${settings.baseUrl}${noticeAt[language]}/${token}`,
        ),
        ...(token !== undefined && { worthUntil: goesAt }),
      }),
    )
    // What staff pass on by post is not told yet.
    if (to.notices !== undefined)
      await work.add(disclosure, {
        at: work.now,
        recipient: to.id,
        activity: rightsKept.name,
        fields: [...next.fields],
        ground: `Art. 19 GDPR, ${next.what}`,
        subject: next.subject,
      })
  })

/** As the statement in force names it, or else the latest version that did: data that went there is there still. */
const recipientOf = async ({ stating, versions }: Needs, wanted: string | null): Promise<Recipient | undefined> =>
  stating.manifest.recipients.find(({ id }) => id === wanted) ??
  (await versions.all()).flatMap(({ manifest }) => manifest.recipients).findLast(({ id }) => id === wanted)

const placeOf = ({ street, postcode, city }: Recipient): string => `${street}, ${postcode} ${city}`

const terms: ReadonlySet<string> = new Set(Object.values(PersonalData))
/** The log of disclosures holds terms; one that a later version no longer speaks has no words. */
const isPersonalData = (field: string): field is PersonalData => terms.has(field)

/** What was corrected, for the recipient behind the link. */
export const noticeBehind = ({ store }: Needs, token: string): Promise<Corrected> =>
  store.under(rightsKept, platform, async work => {
    const found = await work
      .over(notice)
      .selectFrom('obhut.notice')
      .select(['what', 'was', 'becomes', 'goesAt'])
      .where('token', '=', hashOf(token))
      .where('goesAt', '>', work.now)
      .executeTakeFirst()
    if (!found) throw new FormLinkGone()
    return { what: found.what, was: valuesIn(found.was), becomes: valuesIn(found.becomes), until: found.goesAt }
  })
export interface Corrected {
  readonly what: WhatRecipientsHear
  readonly was: readonly Value[]
  readonly becomes: readonly Value[]
  readonly until: Date | null
}
interface Value {
  readonly is: PersonalData
  readonly values: readonly string[]
}

const valuesIn = (kept: unknown): Value[] =>
  // as: written by `correctRow`
  Object.entries((kept ?? {}) as Record<PersonalData, string[]>).map(([is, values]) => ({
    is: is as PersonalData,
    values,
  }))
