import type { Words } from '../declare/terms.ts'
import { words } from '../text/words.ts'

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

export const reasons = {
  'new activity': words('neue Verarbeitung', 'new processing'),
  'new purpose': words('neuer Zweck', 'new purpose'),
  'new recipient': words('neuer Empfänger', 'new recipient'),
  'new task': words('weitere Aufgabe', 'a further task'),
  'other recipient': words('anderer Empfänger', 'another recipient'),
  'new data': words('weitere Daten', 'further data'),
  'new source': words('Daten werden auch hierfür gelesen', 'data is read for this too'),
  'new country': words('weiteres Land', 'a further country'),
  'weaker safeguard': words(
    'andere oder keine Garantie für die Übermittlung',
    'another safeguard for the transfer, or none',
  ),
  longer: words('längere Frist', 'longer period'),
  'less notice': words('kürzerer Vorlauf vor Änderungen', 'less notice before changes'),
  'new people': words('Daten weiterer Personen', 'data of further persons'),
  'other basis': words('andere Rechtsgrundlage', 'another legal basis'),
  'weaker basis': words('schwächere Rechtsgrundlage', 'weaker legal basis'),
  'weaker measure': words('eine Schutzmaßnahme entfällt', 'a protective measure is dropped'),
  'other way': words('anderes Verfahren', 'another way of doing it'),
  'new operation': words('weitere Vorgänge mit den Daten', 'further operations on the data'),
  'other controller': words('anderer Verantwortlicher', 'another controller'),
  'other question': words('anderer Wortlaut einer Einwilligung', 'other wording of a consent'),
  less: words('weniger als bisher', 'less than before'),
  shorter: words('kürzere Frist', 'shorter period'),
  better: words('besser als bisher', 'better than before'),
  'other words': words('anderer Wortlaut, gleicher Inhalt', 'other wording, same content'),
  particulars: words('Angabe, an der sich für Sie nichts ändert', 'a detail that changes nothing for you'),
} as const satisfies Record<string, Words>
export type Reason = keyof typeof reasons

const immaterial: ReadonlySet<Reason> = new Set(['less', 'shorter', 'better', 'other words', 'particulars'])

export const change = (
  where: string,
  what: Words,
  before: Words | null,
  after: Words | null,
  reason: Reason,
): Change => ({ where, what, before, after, material: !immaterial.has(reason), why: reasons[reason] })

export const isMaterial = (changes: readonly Change[]): boolean => changes.some(({ material }) => material)
