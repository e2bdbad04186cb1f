import { days, later } from '../../kernel/clock/clock.ts'
import { Right, type Words } from '../../kernel/declare/terms.ts'
import { objectable } from '../../kernel/rights/objections.ts'
import { person } from '../../kernel/store/work.ts'
import type { Met } from '../../platform/contract.ts'
import { demoPart, type Stage } from '../../platform/demo.ts'
import { DemoPeople } from '../identity/contract.ts'
import { desk } from './activities.ts'
import { needed } from './needs.ts'
import { objectTo } from './objecting.ts'
import { openRequest, type OpeningRequest } from './opening.ts'
import { answerRequest, askFromAccount, takeOn } from './requests.ts'
import { request } from './tables.ts'

const needs = { ...needed, cast: DemoPeople }
type Given = Met<typeof needs>

/** What people ask of the privacy desk: some of it is answered, some of it waits, and one answer is nearly due. */
export const demo = [
  demoPart({
    needs,
    plays: async (given, stage) => {
      if (!given.stating.states(desk.name)) return {}
      const { critical, waiting } = given.cast.customers
      if (waiting) await asksForCorrection(given, stage, waiting.id)
      if (critical) await asksAndObjects(given, stage, critical.id)
      await lettersFromOutside(given, stage)
      return {
        told: {
          ...(waiting && { [waiting.mail]: 'waits for the answer to a request' }),
          ...(critical && { [critical.mail]: 'has asked what is stored, and got an answer' }),
        },
      }
    },
  }),
]

/** What they write, in the language of the statement. */
const words = {
  correction: {
    de: 'Ich bin umgezogen und habe geheiratet. Bitte ändern Sie meinen Nachnamen; wie ich das nachweise, sagen Sie mir bitte.',
    en: 'I have moved and married. Please change my last name, and tell me how I prove it.',
  },
  access: {
    de: 'Welche Daten haben Sie über mich gespeichert, und woher haben Sie sie?',
    en: 'Which data do you hold about me, and where did you get it?',
  },
  answered: {
    de: 'Alles, was wir über Sie gespeichert haben, finden Sie im Portal unter „Meine Daten“, mit Zweck, Herkunft und Aufbewahrung. Alle Angaben stammen von Ihnen; an andere gehen nur die Angaben, die unser Versanddienst für unsere E-Mails braucht.',
    en: 'Everything that we hold about you is in the portal under “My data”, with purpose, source and storage period. All of it came from you; others only get what our mail service needs for our e-mails.',
  },
  grounds: {
    de: 'Für mich gilt eine Auskunftssperre. Über mich soll so wenig wie möglich verarbeitet werden, auch wo das Gesetz es erlaubt.',
    en: 'I am under a registry information block. As little as possible is to be processed about me, also where the law allows it.',
  },
  erasure: {
    de: 'Bitte löschen Sie alles, was Sie über mich gespeichert haben. Ein Konto habe ich bei Ihnen nicht, aber Sie haben mir geschrieben.',
    en: 'Please erase everything that you hold about me. I have no account with you, but you have written to me.',
  },
  confidential: {
    de: 'Darf meine Hausverwaltung in mein Konto sehen? Ich möchte das vertraulich klären.',
    en: 'May the manager of my building look into my account? I would like to settle this in confidence.',
  },
} satisfies Record<string, Words>
const inLanguage = ({ stating }: Given, text: Words): string => text[stating.manifest.languages[0] ?? 'de']

const asksForCorrection = (given: Given, stage: Stage, account: string): Promise<void> =>
  stage.once(
    'a request for a correction',
    () => askFromAccount(given, account, { right: Right.A16, says: inLanguage(given, words.correction) }),
    async () => (await askedBy(given, account, Right.A16)) !== undefined,
  )

/** What somebody has asked for already, before a kill. */
const askedBy = ({ store }: Given, account: string, right: Right) =>
  store.under(desk, person(account), work =>
    work.read(request, 'id', 'state', 'handledBy').where('right', '=', right).executeTakeFirst(),
  )

async function asksAndObjects(given: Given, stage: Stage, account: string): Promise<void> {
  await stage.once('a request for access, answered', async () => {
    const asked = await askedBy(given, account, Right.A15)
    const { id } =
      asked ?? (await askFromAccount(given, account, { right: Right.A15, says: inLanguage(given, words.access) }))
    const privacy = given.cast.staff.privacy?.id
    if (privacy === undefined || (asked && asked.state !== 'open')) return
    if (!asked?.handledBy) await takeOn(given, privacy, ['desk'], id)
    await answerRequest(given, privacy, ['desk'], id, inLanguage(given, words.answered))
  })
  if (objectable(given.store, 'customer').length)
    await stage.once('an objection', () => objectTo(given, account, 'all', inLanguage(given, words.grounds)))
}

/** Mail that came days ago, from people without an account: one of them is to be answered within a week. */
async function lettersFromOutside(given: Given, stage: Stage): Promise<void> {
  const now = given.store.clock.now()
  const mail = (says: Words, daysAgo: number, more: Pick<OpeningRequest, 'list' | 'from' | 'right' | 'messageId'>) =>
    openRequest(given.store, given.stating, {
      by: 'mail',
      says: inLanguage(given, says),
      receivedAt: later(now, -days(daysAgo)),
      ...more,
    })
  await stage.once('a mail that asks for an erasure', () =>
    mail(words.erasure, 25, {
      list: 'desk',
      from: 'lorenz.adam@example.net',
      right: Right.A17,
      messageId: '<erasure@demo>',
    }),
  )
  if (given.stating.manifest.privacyOfficer)
    await stage.once('a mail to the privacy officer', () =>
      mail(words.confidential, 3, { list: 'officer', from: 'henriette.voss@example.net', messageId: '<officer@demo>' }),
    )
}
