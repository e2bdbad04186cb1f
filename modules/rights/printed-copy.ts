import { tableNamed } from '../../kernel/declare/persons.ts'
import { html, type Html } from '../../platform/html.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import type { Snapshot } from '../../kernel/rows/copy.ts'
import { valuesInWords } from '../../kernel/statement/value-words.ts'
import { groupsOf, type HeldGroup, type HeldTable } from './my-data.ts'
import { letterFoot, letterHead } from './paper.ts'
import type { Taking } from './archive.ts'

/**
 * More than so many entries of one table are no longer read on paper (Art. 12(1) GDPR): they are summed up, and go
 * along as a file.
 */
export const mostOnPaper = 500

/**
 * Everything held, on letter paper, item by item with purpose, basis, source, recipients and period (Art. 15(1), (3)
 * GDPR); written while it is read.
 */
export async function* copyOnPaper({
  store,
  stating,
  subject,
  language,
  snapshot,
  to,
  reference,
}: Taking & { readonly snapshot: Snapshot; readonly to: string; readonly reference: string }): AsyncGenerator<Buffer> {
  const say = (de: string, en: string): string => ({ de, en })[language]
  const groups = groupsOf(store, stating, subject, await snapshot.held(), language)
  const write = (part: Html): Buffer => Buffer.from(`${part.text}\n`)
  const { company, privacyOfficer, privacyContact, timeZone } = stating.manifest
  const officer =
    privacyOfficer && typeof privacyOfficer === 'object' && 'mail' in privacyOfficer
      ? privacyOfficer.mail
      : privacyContact.mail
  const stands = new Intl.DateTimeFormat({ de: 'de-DE', en: 'en-GB' }[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  }).format(snapshot.at)
  yield write(html`${letterHead(stating, language, { title: say('Auskunft über Ihre Daten', 'Access to your data'), to, at: snapshot.at, reference })}
<p>${say(`Hier steht alles, was wir über Sie gespeichert haben (Art. 15 DSGVO), Stand ${stands}. Zu jedem Bereich lesen Sie, wozu wir die Angaben nutzen, auf welcher Grundlage, wer sie erhält, woher sie stammen und wie lange sie bleiben.`, `This is everything that we hold about you (Art. 15 GDPR), as of ${stands}. For each area you read what we use the data for, on which basis, who receives it, where it came from and how long it stays.`)}</p>
<dl><div><dt>${say('Verantwortlich', 'Controller')}</dt><dd>${company.name}, ${company.street}, ${company.postcode} ${company.city}</dd></div>
<div><dt>${say('Fragen zum Datenschutz', 'Questions about your data')}</dt><dd>${officer}</dd></div></dl>
<p>${say('Sie können verlangen, dass wir Ihre Daten berichtigen, löschen oder nur noch aufbewahren, und einer Verarbeitung widersprechen (Art. 16, 17, 18 und 21 DSGVO). Automatisierte Entscheidungen im Sinne von Art. 22 DSGVO treffen wir nicht.', 'You can demand that we correct your data, erase it or only store it, and object to a processing (Art. 16, 17, 18 and 21 GDPR). We make no automated decisions in the sense of Art. 22 GDPR.')}</p>`)
  for (const group of groups) {
    yield write(head(group, language))
    for (const item of group.items) yield* entriesOf(item, { store, language, timeZone, snapshot })
  }
  if (snapshot.unreadable().length)
    yield write(
      html`<p>${say('Einige Angaben fehlen hier, weil sie bei uns beschädigt sind und sich nicht lesen lassen. Wir wissen davon.', 'Some details are missing here, as they are damaged in our store and cannot be read. We know about it.')}</p>`,
    )
  yield write(letterFoot(stating, language))
}

function head({ title, words, purposes, basis, recipients }: HeldGroup, language: Language): Html {
  const say = (de: string, en: string): string => ({ de, en })[language]
  const nobody = say('niemand außerhalb unseres Unternehmens', 'nobody outside our company')
  const receiving = recipients.map(({ name, country, task }) => `${name} (${country}): ${task}`)
  return html`<h2>${title}</h2><p>${words}</p>
<dl><div><dt>${say('Wozu', 'What for')}</dt><dd>${purposes.join('; ')}</dd></div>
<div><dt>${say('Rechtsgrundlage', 'Legal basis')}</dt><dd>${basis.label} (${say(`Art. 6 Abs. 1 Buchst. ${basis.letter} DSGVO`, `Art. 6(1)(${basis.letter}) GDPR`)})</dd></div>
<div><dt>${say('Empfänger', 'Recipients')}</dt><dd>${receiving.join('\n') || nobody}</dd></div></dl>`
}

interface Printing extends Pick<Taking, 'store' | 'language'> {
  readonly timeZone: string
  readonly snapshot: Snapshot
}

async function* entriesOf(
  item: HeldTable,
  { store: { declarations }, language, timeZone, snapshot }: Printing,
): AsyncGenerator<Buffer> {
  const say = (de: string, en: string): string => ({ de, en })[language]
  const sources = [...Map.groupBy(item.columns, ({ source }) => source)].map(
    ([source, columns]) => `${[...new Set(columns.map(({ label }) => label))].join(', ')}: ${source}`,
  )
  yield Buffer.from(
    html`<h3>${item.title} (${String(item.rows)})</h3>
<dl><div><dt>${say('Aufbewahrung', 'Storage')}</dt><dd>${item.until}</dd></div><div><dt>${say('Woher', 'Where from')}</dt><dd>${sources.join('\n')}</dd></div></dl>
${item.rows > mostOnPaper && html`<p>${say(`Das sind ${item.rows} Einträge. Auf Papier wären sie nicht zu lesen; sie liegen als Datei bei (${item.table}).`, `These are ${item.rows} entries. They would be unreadable on paper and are enclosed as a file (${item.table}).`)}</p>`}`
      .text,
  )
  if (item.rows > mostOnPaper) return
  const columns = tableNamed(declarations.tables, item.table)?.columns ?? {}
  const shown = item.columns
    .filter(({ secret }) => !secret)
    .flatMap(({ name, label }) => {
      const column = columns[name]
      return column ? [{ name, label, say: valuesInWords(column, declarations, language, timeZone) }] : []
    })
  const hidden = [...new Set(item.columns.filter(({ secret }) => secret).map(({ label }) => label))]
  for await (const rows of snapshot.rowsOf(item.table)) {
    yield Buffer.from(
      rows
        .map(
          row =>
            html`<dl class="entry">${shown
              .map(({ name, label, say }) => [label, say(row[name])] as const)
              .filter(([, words]) => words !== '')
              .map(([label, words]) => html`<div><dt>${label}</dt><dd>${words}</dd></div>`)}</dl>`.text,
        )
        .join('\n'),
    )
  }
  if (hidden.length)
    yield Buffer.from(
      html`<p class="quiet">${say(`Nicht gezeigt, weil es Ihren Zugang schützt: ${hidden.join(', ')}.`, `Not shown, because it protects your access: ${hidden.join(', ')}.`)}</p>`
        .text,
    )
}
