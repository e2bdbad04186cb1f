import { accountability } from '../../kernel/declare/activities.ts'
import { alarmsToMail, takeToMail, type Alarm, type AlarmToMail } from '../../kernel/alarms/alarms.ts'
import { seconds } from '../../kernel/clock/clock.ts'
import type { Units } from '../../kernel/store/units.ts'
import { platform } from '../../kernel/store/work.ts'
import { SetAside, inBatches } from '../../kernel/problems/batches.ts'
import type { Job } from '../../kernel/jobs/queue.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import type { Settings, Stating } from '../../platform/services.ts'
import { delivery } from './activities.ts'
import { alarmAddress } from './alarm-address.ts'
import type { Letter } from './contract.ts'
import { post } from './outbox.ts'

export interface AlarmLettersNeeds {
  readonly store: Units
  readonly stating: Stating
  readonly settings: Settings
}

/**
 * Mails the operator of alarms: an urgent one at once, others together, one that goes on at most once an hour or day
 * with how often it happened.
 */
export function alarmLetters(needs: AlarmLettersNeeds): Job[] {
  const { store, stating, settings } = needs
  if (settings.alarmsTo === undefined) return []
  const aside = new SetAside(store.clock)
  const does = async (): Promise<void> => {
    const to = alarmAddress(settings, stating.manifest)
    if (to === undefined) return
    await inBatches(await store.under(accountability, platform, alarmsToMail), { aside, keyOf: one => one.id }, some =>
      tellOperator(needs, to, some),
    )
  }
  return [{ name: 'mail.alarms', every: seconds(5), whateverTheClock: true, does }]
}

/**
 * Alarms go into the outbox in the transaction that marks them as mailed, and leave like every letter, by what the
 * statement says of mail.
 */
const tellOperator = (
  { store, stating, settings }: AlarmLettersNeeds,
  to: string,
  some: readonly AlarmToMail[],
): Promise<void> =>
  store.under(accountability, platform, async work => {
    const due = await takeToMail(work, some)
    if (due.length === 0) return
    // Whoever is on duty may read either language of the installation.
    const {
      languages: [language = 'de', ...others],
    } = stating.manifest
    const letter = letterOn(due, {
      languages: [language, ...others],
      timeZone: stating.manifest.timeZone,
      link: `${settings.baseUrl}/app/console/alarms`,
      toCompany: settings.alarmsTo === 'company',
    })
    await work.under(delivery, platform, inner =>
      post(inner, { ...letter, to, language, subjectId: subjectOf(store, to) }),
    )
  })

/** The operator's mailbox is a subject of its own among letters: they belong to nobody's account. */
function subjectOf(store: Units, address: string): string {
  const hex = store.keyedHash('mailbox for alarms', address.toLowerCase()).toString('hex')
  // RFC 9562, section 5.8: version and variant of a UUID whose other bits are free.
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

interface Telling {
  readonly languages: readonly Language[]
  readonly timeZone: string
  readonly link: string
  /** It goes to the company's own address, as no other is named. */
  readonly toCompany?: boolean
}

/**
 * What the operator reads, in one language after the other. Alarms name things of the installation and nobody, so a
 * letter can hold them whole.
 */
export function letterOn(
  alarms: readonly Alarm[],
  { languages, timeZone, link, toCompany = false }: Telling,
): Pick<Letter, 'title' | 'says' | 'button' | 'after'> {
  const all = languages.map(language => words[language])
  return {
    title: all
      .map(t =>
        t.title(
          alarms.length,
          alarms.some(({ urgent }) => urgent),
        ),
      )
      .join(' / '),
    says: languages.flatMap((language, index) => [
      ...(index > 0 ? [words[language].name] : []),
      ...saidIn(language, alarms, timeZone),
    ]),
    button: { label: all.map(t => t.open).join(' / '), link },
    after: all.map(t => `${toCompany ? t.whyCompany : t.why} ${t.acknowledged}`),
  }
}

function saidIn(language: Language, alarms: readonly Alarm[], timeZone: string): string[] {
  const t = words[language]
  const at = new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  })
  const shown = alarms.slice(0, mostInALetter)
  return [
    ...shown.flatMap(({ says, mend, since, times, urgent }) => [
      `${urgent ? `${t.urgent} ` : ''}${says[language]}`,
      `${t.mend} ${mend[language]}`,
      times === 1 ? t.once(at.format(since)) : t.often(at.format(since), times),
    ]),
    ...(alarms.length > shown.length ? [t.more(alarms.length - shown.length)] : []),
  ]
}
const mostInALetter = 10

const words = {
  de: {
    name: 'Auf Deutsch:',
    title: (count: number, urgent: boolean) =>
      `${urgent ? 'Dringend: ' : ''}${count === 1 ? 'Ein Alarm' : `${count} Alarme`} Ihrer Obhut-Installation`,
    urgent: 'Dringend:',
    mend: 'Was zu tun ist:',
    once: (since: string) => `Aufgetreten am ${since}.`,
    often: (since: string, times: number) => `Seit ${since}, bisher ${times}-mal.`,
    more: (count: number) =>
      count === 1 ? 'Ein weiterer steht in der Konsole.' : `${count} weitere stehen in der Konsole.`,
    open: 'Alarme öffnen',
    why: 'Diese Nachricht geht an die Adresse, die in OBHUT_ALARMS_TO für Alarme angegeben ist.',
    whyCompany:
      'Diese Nachricht geht an die Adresse des Unternehmens, weil in OBHUT_ALARMS_TO keine andere für Alarme angegeben ist.',
    acknowledged: 'Wer einen Alarm in der Konsole übernimmt, bekommt ihn nicht stündlich oder täglich wieder.',
  },
  en: {
    name: 'In English:',
    title: (count: number, urgent: boolean) =>
      `${urgent ? 'Urgent: ' : ''}${count === 1 ? 'An alarm' : `${count} alarms`} of your Obhut installation`,
    urgent: 'Urgent:',
    mend: 'What to do:',
    once: (since: string) => `It happened on ${since}.`,
    often: (since: string, times: number) => `Since ${since}, ${times} times so far.`,
    more: (count: number) => (count === 1 ? 'One more is in the console.' : `${count} more are in the console.`),
    open: 'Open the alarms',
    why: 'This message goes to the address that OBHUT_ALARMS_TO names for alarms.',
    whyCompany: 'This message goes to the address of the company, as OBHUT_ALARMS_TO names no other for alarms.',
    acknowledged: 'An alarm that somebody acknowledges in the console is not repeated every hour or day.',
  },
} as const
