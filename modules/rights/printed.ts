import { html } from '../../platform/html.ts'
import { whyKept } from '../../kernel/statement/keeping-laws.ts'
import type { ErasureReport } from '../../kernel/rights/erase.ts'
import { dayInWords } from '../../kernel/declare/periods.ts'
import { titleOfNamed } from '../../kernel/statement/names.ts'
import type { Language, Words } from '../../kernel/declare/terms.ts'
import type { WayIn } from './contract.ts'
import type { Needs } from './needs.ts'
import { dayOn, letterFoot, letterHead } from './paper.ts'

interface Answered {
  readonly reference: string
  readonly by: WayIn
  readonly name: string | null
  readonly from: string | null
  readonly receivedAt: Date
  readonly language: Language
  readonly answer: string | null
  readonly refusal: string | null
  readonly closedAt: Date | null
  readonly person: { readonly name: string } | null
}
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
type Printing = Pick<Needs, 'stating' | 'store'>

const title = { de: 'Ihre Anfrage zum Datenschutz', en: 'Your privacy request' } as const

/** What came in, as a letter about it calls it. */
const cameBy: Record<WayIn, Words> = {
  letter: { de: 'Ihr Schreiben', en: 'your letter' },
  mail: { de: 'Ihre E-Mail', en: 'your e-mail' },
  form: { de: 'Ihre Anfrage über unser Formular', en: 'your request through our form' },
  account: { de: 'Ihre Anfrage aus dem Konto', en: 'your request from the account' },
}

/**
 * The answer, as a page that prints on letter paper, in the language of the person: who writes, to whom, the answer,
 * and where to complain.
 */
export function printedAnswer(
  { stating, store }: Printing,
  { reference, by, name, from, receivedAt, answer, refusal, closedAt, person, language }: Answered,
): string {
  const words =
    language === 'de'
      ? {
          received: `${cameBy[by].de} haben wir am ${dayOn(stating, receivedAt, 'de')} erhalten.`,
          open: 'Die Antwort steht noch aus.',
          no: 'Wir können Ihrem Wunsch nicht entsprechen.',
        }
      : {
          received: `We received ${cameBy[by].en} on ${dayOn(stating, receivedAt, 'en')}.`,
          open: 'The answer has not been written yet.',
          no: 'We cannot comply with your request.',
        }
  return html`${letterHead(stating, language, { title: title[language], to: addressee(from, person?.name ?? name), at: closedAt ?? store.clock.now(), reference })}
<p>${words.received}</p>
${refusal !== null && html`<p>${words.no}</p>`}
${answer === null ? html`<p>${words.open}</p>` : answer.split(/\n{2,}/).map(part => html`<p class="as-typed">${part}</p>`)}
${letterFoot(stating, language)}`.text
}

/** As the letter gave the sender; the name that we know, where it gave none. */
export const addressee = (from: string | null, name: string | null | undefined): string =>
  [...(name && !(from ?? '').includes(name) ? [name] : []), ...(from ?? '').split(from?.includes('\n') ? '\n' : ', ')]
    .map(line => line.trim())
    .filter(Boolean)
    .join('\n')

export interface ErasedRequest {
  readonly reference: string
  readonly by: WayIn
  readonly to: string
  readonly receivedAt: Date
  readonly report: ErasureReport
}

/**
 * The answer to somebody whose data has just been erased: what went, what a law keeps and until when, who hears of it,
 * and what stays as proof.
 */
export function printedErasure(
  { stating, store }: Printing,
  { reference, by, to, receivedAt, report }: ErasedRequest,
  language: Language,
): string {
  const say = (de: string, en: string): string => ({ de, en })[language]
  const named = (table: string): string => titleOfNamed(store.declarations, table, language)
  const told = stating.manifest.recipients.filter(({ id }) => report.told.includes(id))
  const rows = (count: number): string =>
    count === 1 ? say('ein Eintrag', 'one entry') : say(`${count} Einträge`, `${count} entries`)
  return html`${letterHead(stating, language, { title: report.waits ? say('Ihre Daten werden später gelöscht', 'Your data will be erased later') : say('Ihre Daten sind gelöscht', 'Your data has been erased'), to, at: report.at, reference })}
<p>${report.waits ? say(`${cameBy[by].de} haben wir am ${dayOn(stating, receivedAt, 'de')} erhalten. Sie haben verlangt, dass wir Ihre Daten löschen (Art. 17 DSGVO). Das dürfen wir noch nicht (Art. 17 Abs. 3 DSGVO). Seit dem ${dayOn(stating, report.at, 'de')} bewahren wir sie nur noch auf.`, `We received ${cameBy[by].en} on ${dayOn(stating, receivedAt, 'en')}. You asked us to erase your data (Art. 17 GDPR). We may not do so yet (Art. 17(3) GDPR). Since ${dayOn(stating, report.at, 'en')} we only store it.`) : say(`${cameBy[by].de} haben wir am ${dayOn(stating, receivedAt, 'de')} erhalten. Am ${dayOn(stating, report.at, 'de')} haben wir gelöscht, was wir über Sie gespeichert hatten (Art. 17 DSGVO).`, `We received ${cameBy[by].en} on ${dayOn(stating, receivedAt, 'en')}. On ${dayOn(stating, report.at, 'en')} we erased what we held about you (Art. 17 GDPR).`)}</p>
${
  report.gone.length > 0 &&
  html`<h2>${say('Gelöscht', 'Erased')}</h2>
<ul>${report.gone.map(one => html`<li>${named(one.table)}: ${rows(one.rows)}</li>`)}</ul>`
}
${
  report.kept.length > 0 &&
  html`<h2>${report.waits ? say('Noch aufbewahrt', 'Still kept') : say('Noch aufbewahrt, weil ein Gesetz es verlangt', 'Still kept, because a law requires it')}</h2>
<p>${report.waits ? say('Niemand arbeitet mehr mit diesen Einträgen. Sobald nichts mehr entgegensteht, werden sie automatisch gelöscht.', 'Nobody works with these entries any more. They will be erased automatically as soon as nothing stands against it any longer.') : say('Die Verarbeitung dieser Einträge ist eingeschränkt: Niemand arbeitet mehr mit ihnen. Sie werden automatisch gelöscht.', 'These entries are restricted: nobody works with them any more. They will be erased automatically.')}</p>
<ul>${report.kept.map(one => html`<li>${named(one.table)}: ${rows(one.rows)}, ${say('bis', 'until')} ${dayInWords(one.until, language)}. ${whyKept(one.law, language)}</li>`)}</ul>`
}
${
  report.blanked.length > 0 &&
  html`<h2>${say('Einträge über andere', 'Entries about others')}</h2>
<p>${say('Diese Einträge betreffen vor allem andere und bleiben deshalb. Was darin von Ihnen stand, ist gelöscht.', 'These entries mainly concern others and therefore stay. What stood in them about you has been erased.')}</p>
<ul>${report.blanked.map(one => html`<li>${named(one.table)}: ${rows(one.rows)}</li>`)}</ul>`
}
${
  report.shared.length > 0 &&
  html`<h2>${say('Daten, die auch andere betreffen', 'Data that also concerns others')}</h2>
<p>${say('Diese Einträge betreffen auch Personen, die das Gerät zur selben Zeit genutzt haben. Mit Ihnen sind sie nicht mehr verbunden; gelöscht werden sie zusammen mit den Daten der letzten dieser Personen.', 'These entries also concern people who used the device at the same time. They are no longer linked to you, and are erased together with the data of the last of these people.')}</p>
<ul>${report.shared.map(one => html`<li>${named(one.table)}: ${rows(one.rows)}</li>`)}</ul>`
}
${
  told.length > 0 &&
  html`<h2>${say('Wem wir es mitteilen', 'Whom we tell')}</h2>
<p>${say('Wer Daten über Sie von uns bekommen hat, erfährt von der Löschung (Art. 19 DSGVO): ', 'We tell everybody who received data about you from us that it has been erased (Art. 19 GDPR): ')}${told.map(({ name }) => name).join(', ')}.</p>`
}
<h2>${say('Was als Nachweis bleibt', 'What stays as proof')}</h2>
<p>${say(`Auch ${cameBy[by].de} und der Verlauf dazu sind gelöscht. Damit wir nachweisen können, dass wir rechtzeitig geantwortet haben, bleibt ein Vermerk ohne Namen: das Zeichen oben, was verlangt wurde, wann es einging und wann es erledigt war (Art. 5 Abs. 2 DSGVO).`, `${capital(cameBy[by].en)} and its history have been erased, too. So that we can show that we answered in time, we keep a note without a name: the reference above, what was asked for, when it came in and when it was completed (Art. 5(2) GDPR).`)}</p>
${letterFoot(stating, language)}`.text
}
