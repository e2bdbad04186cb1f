import type { Words } from '../declare/terms.ts'

/** One thing in which a version of the statement differs from another. */
export interface Change {
  /** The promise that changed: `website.access-log/keep`. */
  readonly where: string
  /** What changed, in the words of a reader: "Zugriffsprotokoll: Aufbewahrung". */
  readonly what: Words
  /** Nothing where there was nothing before, or is nothing any more. */
  readonly before: Words | null
  readonly after: Words | null
  /** Whether people have to be told before it holds, and why. */
  readonly material: boolean
  readonly why: Words
}

const why = (de: string, en: string): Words => ({ de, en })
export const reasons = {
  'new activity': why('neue Verarbeitung', 'new processing'),
  'new purpose': why('neuer Zweck', 'new purpose'),
  'new recipient': why('neuer Empfänger', 'new recipient'),
  'new task': why('weitere Aufgabe', 'a further task'),
  'other recipient': why('anderer Empfänger', 'another recipient'),
  'new data': why('weitere Daten', 'further data'),
  'new source': why('Daten werden auch hierfür gelesen', 'data is read for this too'),
  'new country': why('weiteres Land', 'a further country'),
  'weaker safeguard': why(
    'andere oder keine Garantie für die Übermittlung',
    'another safeguard for the transfer, or none',
  ),
  longer: why('längere Frist', 'longer period'),
  'less notice': why('kürzerer Vorlauf vor Änderungen', 'less notice before changes'),
  'new people': why('Daten weiterer Personen', 'data of further persons'),
  'other basis': why('andere Rechtsgrundlage', 'another legal basis'),
  'weaker basis': why('schwächere Rechtsgrundlage', 'weaker legal basis'),
  'weaker measure': why('eine Schutzmaßnahme entfällt', 'a protective measure is dropped'),
  'other way': why('anderes Verfahren', 'another way of doing it'),
  'new operation': why('weitere Vorgänge mit den Daten', 'further operations on the data'),
  'other controller': why('anderer Verantwortlicher', 'another controller'),
  less: why('weniger als bisher', 'less than before'),
  shorter: why('kürzere Frist', 'shorter period'),
  better: why('besser als bisher', 'better than before'),
  particulars: why('Angabe, an der sich für Sie nichts ändert', 'a detail that changes nothing for you'),
} as const satisfies Record<string, Words>
export type Reason = keyof typeof reasons

const immaterial: ReadonlySet<Reason> = new Set(['less', 'shorter', 'better', 'particulars'])

export const change = (
  where: string,
  what: Words,
  before: Words | null,
  after: Words | null,
  reason: Reason,
): Change => ({ where, what, before, after, material: !immaterial.has(reason), why: reasons[reason] })

export const isMaterial = (changes: readonly Change[]): boolean => changes.some(({ material }) => material)
