import { isDeepStrictEqual } from 'node:util'
import { change, type Change, type Reason } from './change.ts'
import type { FactChanged, Facts } from './facts.ts'
import { labels, type Term } from './labels.ts'
import { listed } from '../declare/periods.ts'
import type { Words } from '../declare/terms.ts'

/**
 * What only the code says of an activity, and no manifest: whose rows it sees, whose data it keeps and by which rule
 * rows end. What is new wording, another name for a source, or a further column of a category that people were told of
 * already is no change to them, and so is not among these.
 */
export function codeChanged(
  name: string,
  title: Words,
  before: Facts | undefined,
  changed: readonly FactChanged[],
): Change[] {
  // A version from before facts were kept tells of none of this.
  if (!before) return []
  return changed
    .filter(({ promise }) => promise.startsWith(`${name}/`))
    .flatMap(one =>
      ofCode({
        ...one,
        fact: one.promise.slice(name.length + 1),
        name,
        title,
        before: one.before,
        after: one.after,
        known: before,
      }),
    )
}

interface CodeFact extends FactChanged {
  readonly fact: string
  readonly name: string
  readonly title: Words
  readonly known: Facts
}

function ofCode(one: CodeFact): Change[] {
  const { fact, before, after } = one
  if (fact === 'reach') return before === undefined || after === undefined ? [] : [reachChanged(one)]
  if (fact.startsWith('end/')) return endChanged(one)
  if (fact.startsWith('about/')) return aboutChanged(one)
  if (fact.startsWith('data/')) return columnChanged(one)
  return fact === 'recipients' ? kindsChanged(one) : []
}

const tell = (
  { promise, title }: CodeFact,
  fact: Words,
  before: Words | null,
  after: Words | null,
  reason: Reason,
): Change => change(promise, { de: `${title.de}: ${fact.de}`, en: `${title.en}: ${fact.en}` }, before, after, reason)

/** The own rows only, everybody's, or those of persons of these kinds. */
type Reach = 'own' | 'all' | `own as ${string}` | readonly string[]
const reachChanged = (one: CodeFact): Change => {
  const [was, is] = [one.before as Reach, one.after as Reach]
  return tell(
    one,
    { de: 'wessen Daten dafür gesehen werden', en: 'whose data is seen for it' },
    seenOf(was),
    seenOf(is),
    reaches(was, is) ? 'new source' : 'less',
  )
}
const seenOf = (reach: Reach): Words =>
  reach === 'own'
    ? { de: 'nur die eigenen', en: 'one’s own only' }
    : typeof reach === 'string' && reach !== 'all'
      ? { de: `nur die eigenen, auch als ${reach.slice(7)}`, en: `one’s own only, also as ${reach.slice(7)}` }
      : reach === 'all'
        ? { de: 'die aller', en: 'everybody’s' }
        : { de: `die aller Personen der Art ${listed(reach, 'de')}`, en: `those of every ${listed(reach, 'en')}` }
/** Whether it sees persons whom it did not see so far. */
const reaches = (was: Reach, is: Reach): boolean =>
  is === 'all' ||
  (typeof is === 'string' && is !== 'own' && was === 'own') ||
  (typeof is === 'object' && (was === 'own' || (typeof was === 'object' && is.some(kind => !was.includes(kind)))))

interface End {
  readonly rule?: string
  readonly keep?: unknown
  readonly from?: unknown
}

/**
 * A new table may end as others of the activity do, or with the rows that it belongs to: that was told. One without an
 * end is about nobody.
 */
function endChanged(one: CodeFact): Change[] {
  const { before, after, known, name } = one
  if (after === undefined || (before === undefined && (after === 'none' || isTold(after as End, known, name))))
    return []
  return [
    tell(
      one,
      { de: 'Ende der Speicherung', en: 'end of storage' },
      before === undefined ? null : endsBy(before as End),
      endsBy(after as End),
      'other way',
    ),
  ]
}
const isTold = (end: End, known: Facts, name: string): boolean =>
  end.rule === 'with' || factsOf<End>(known, `${name}/end/`).some(one => isDeepStrictEqual(termOf(one), termOf(end)))
const termOf = ({ rule, keep, from }: End): unknown => [rule, keep, from]
const endsBy = ({ rule = '' }: End): Words =>
  (
    ({
      since: { de: 'nach einer Frist', en: 'after a period' },
      with: { de: 'mit den zugehörigen Daten', en: 'with the data they belong to' },
      erasure: { de: 'mit der Löschung', en: 'at erasure' },
    }) as Readonly<Record<string, Words>>
  )[rule] ?? { de: 'ohne Regel', en: 'by no rule' }

interface AboutFact {
  readonly who: string
  readonly kinds?: readonly string[]
  readonly mentions?: readonly string[]
  readonly also?: readonly { readonly kind: string }[]
  readonly through?: unknown
  readonly unaudited?: boolean
}

function aboutChanged(one: CodeFact): Change[] {
  const after = one.after as AboutFact | undefined
  if (!after) return []
  const before = one.before as AboutFact | undefined
  return before ? whoseChanged(one, before, after) : whoseIsNew(one, after)
}

const whose: Words = { de: 'um wessen Daten es geht', en: 'whose data it is' }
/** Rows that are another one's, or nobody's any more, go out of a copy and stay at an erasure. */
function whoseChanged(one: CodeFact, before: AboutFact, after: AboutFact): Change[] {
  const owned = ({ who, kinds = [], also = [], through }: AboutFact): unknown => ({ who, kinds, also, through })
  const unnamed = (before.mentions ?? []).some(mention => !after.mentions?.includes(mention))
  return [
    ...(isDeepStrictEqual(owned(before), owned(after)) && !unnamed
      ? []
      : [tell(one, whose, persons(before), persons(after), 'other way')]),
    ...(after.unaudited && before.unaudited === false
      ? [
          tell(
            one,
            { de: 'Protokoll der Zugriffe', en: 'log of what is done' },
            { de: 'geführt', en: 'kept' },
            null,
            'weaker measure',
          ),
        ]
      : []),
  ]
}
/**
 * A new table is told of by its categories and its end, and here where it is about persons whom the activity did not
 * touch so far.
 */
function whoseIsNew(one: CodeFact, after: AboutFact): Change[] {
  if (after.who === 'nobody') return []
  const known = factsOf<AboutFact>(one.known, `${one.name}/about/`)
  const kindsIn = ({ kinds = [], also = [] }: AboutFact): string[] => [...kinds, ...also.map(({ kind }) => kind)]
  const strangers = kindsIn(after).length
    ? kindsIn(after).some(kind => !known.some(one => kindsIn(one).includes(kind)))
    : !known.some(({ who }) => who === after.who)
  return strangers ? [tell(one, whose, null, persons(after), 'new people')] : []
}
function persons({ who, kinds = [], also = [], mentions = [] }: AboutFact): Words {
  if (who === 'nobody') return { de: 'niemandes', en: 'nobody’s' }
  // Whoever knows more could: an internet provider of an address, say (recital 26 GDPR).
  if (who === 'unattributed')
    return {
      de: 'ohne zusätzliche Angaben niemandem zugeordnet',
      en: 'attributed to nobody without further details',
    }
  const all = [...kinds, ...also.map(({ kind }) => kind), ...mentions]
  return all.length
    ? { de: listed(all, 'de'), en: listed(all, 'en') }
    : { de: 'der betroffenen Person', en: 'the person concerned' }
}

interface ColumnFact {
  readonly is?: Term
  readonly secret?: boolean
  readonly refersTo?: string
}

/**
 * Which categories there are is compared for the activity as a whole; of one column, that it turns into something else,
 * what a copy of it holds and what it goes with.
 */
function columnChanged(one: CodeFact): Change[] {
  if (one.before === undefined || one.after === undefined) return []
  const [was, is] = [one.before as ColumnFact, one.after as ColumnFact]
  return [
    ...(was.is === is.is
      ? []
      : [
          tell(
            one,
            { de: 'Daten', en: 'data' },
            was.is ? said(was.is) : null,
            is.is ? said(is.is) : null,
            is.is ? 'new data' : 'less',
          ),
        ]),
    ...(was.secret !== undefined && was.secret !== is.secret
      ? [tell(one, { de: 'was eine Kopie zeigt', en: 'what a copy shows' }, null, null, 'other way')]
      : []),
    ...(was.refersTo !== undefined && was.refersTo !== is.refersTo
      ? [tell(one, { de: 'wozu die Daten gehören', en: 'what the data belongs to' }, null, null, 'other way')]
      : []),
  ]
}

interface Kinds {
  readonly kinds: readonly string[]
}

/**
 * Which recipients there are the manifest says, and the comparison of activities; here what they are handed data for.
 */
function kindsChanged(one: CodeFact): Change[] {
  if (one.before === undefined || one.after === undefined) return []
  const [was, is] = [(one.before as Kinds).kinds, (one.after as Kinds).kinds]
  const more = is.filter(kind => !was.includes(kind))
  return more.length
    ? [
        tell(
          one,
          { de: 'wofür Empfänger Daten erhalten', en: 'what recipients get data for' },
          null,
          { de: listed(more, 'de'), en: listed(more, 'en') },
          'new task',
        ),
      ]
    : []
}

const said = (term: Term): Words => labels[term]
const factsOf = <F>(facts: Facts, under: string): F[] =>
  Object.entries(facts).flatMap(([promise, fact]) => (promise.startsWith(under) ? [fact as F] : []))
