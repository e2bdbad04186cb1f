import { chance } from '../../tools/testing/chance.ts'
import { kinds, type Further, type Kind, type Mix, type MixActivity, type MixTable } from './mix-for-test.ts'

/*
 * Rows with up to three persons, worked out on paper: who finds which, what the copy holds, what an erasure leaves. Plain
 * values and sets; no line is shared with the kernel, which asks the same of a database.
 */
export interface Person {
  readonly id: string
  readonly kind: Kind
  restricted: boolean
  /** Names of activities. */
  readonly objects: Set<string>
  readonly consents: boolean
  erased: boolean
}
export interface Row {
  readonly id: string
  readonly table: MixTable
  readonly main: Person
  /** Each place with its person, none, or nobody any more; and its words. */
  readonly places: { person: Person | undefined; words: string | null }[]
  /** The law's moment lies so far back that no law asks for the row. */
  readonly old: boolean
  /** Its storage period is over. */
  due: boolean
  gone: boolean
  byLaw: boolean
}
/** What lies apart of a row that its law keeps, or that outlived it on request. */
export interface Apart {
  readonly row: Row
  readonly place: number
  readonly person: Person
  readonly words: string | null
  readonly law: boolean
}
export interface Group {
  readonly persons: readonly Person[]
  readonly rows: readonly Row[]
  readonly apart: Apart[]
}

const blanked = ({ does }: Further): boolean => does !== 'deletes'
const furtherAt = (row: Row, place: number): Further => row.table.further[place]! // a row has places as its table has
/** Whether somebody's part of a row lies apart on request; whoever the row is about anyway has it rest whole. */
const liesApart = (row: Row, place: number): boolean => {
  const { person } = row.places[place]!
  return (
    person !== undefined &&
    person !== row.main &&
    blanked(furtherAt(row, place)) &&
    (person.restricted || person.objects.has(row.table.keeper))
  )
}
/** Who stands in a place for everybody to see. */
const at = (row: Row, place: number): Person | undefined =>
  liesApart(row, place) ? undefined : row.places[place]!.person
const wholes = (row: Row): Person[] => [
  row.main,
  ...row.places.flatMap(({ person }, place) => (person && !blanked(furtherAt(row, place)) ? [person] : [])),
]

/** Whether an activity finds a row, in a unit for one person where it is for one. */
export function finds(activity: MixActivity, row: Row, who?: Person): boolean {
  const keeps = row.table.keeper === activity.name
  const read = activity.reads[row.table.name] ?? []
  if (row.gone || row.byLaw || (!keeps && read.length === 0)) return false
  const places = row.places.map((_, place) => place).filter(place => at(row, place))
  const inKinds = (kind: Kind): boolean => activity.of?.includes(kind) === true
  const found =
    activity.reach === 'all'
      ? !activity.of || inKinds(row.table.main) || places.some(place => inKinds(furtherAt(row, place).kind))
      : (row.main === who && (!activity.of || inKinds(row.table.main))) ||
        places.some(place => at(row, place) === who && inKinds(furtherAt(row, place).kind))
  if (!found) return false
  const goesOn = activity.despite || activity.basis === 'consent'
  if (!goesOn && wholes(row).some(one => one.restricted)) return false
  const reads = (place: number): boolean =>
    keeps ||
    (blanked(furtherAt(row, place)) ? read.some(name => name === `p${place + 1}` || name === `v${place + 1}`) : true)
  const concerned = [row.main, ...(who ? [who] : []), ...places.filter(reads).map(place => at(row, place)!)]
  if (activity.basis === 'interest' && concerned.some(one => one.objects.has(activity.name))) return false
  return activity.basis !== 'consent' || concerned.every(one => one.consents)
}

/** A row as it lies in the store. */
export const asStored = (row: Row): string =>
  [
    row.table.name,
    row.id,
    ...row.places.map(({ person, words }, place) =>
      liesApart(row, place) ? '- -' : `${person?.id ?? '-'} ${words ?? '-'}`,
    ),
    row.byLaw ? 'by law' : wholes(row).some(one => one.restricted) ? 'on request' : '-',
  ].join(' ')

/** What lies apart: `table row place person words law`. */
export const allApart = ({ rows, apart }: Group): string[] => [
  ...apart.map(one => apartAs(one.row, one.place, one.person, one.words, one.law)),
  ...rows
    .filter(row => !row.gone)
    .flatMap(row =>
      row.places.flatMap(({ person, words }, place) =>
        liesApart(row, place) ? [apartAs(row, place, person!, words, false)] : [],
      ),
    ),
]
const apartAs = (row: Row, place: number, person: Person, words: string | null, law: boolean): string =>
  `${row.table.name} ${row.id} p${place + 1} ${person.id} ${words ?? '-'} ${law ? 'law' : 'request'}`

/** What the copy holds of a person: whole rows, and the words of a place. */
export function copy({ rows, apart }: Group, who: Person): string[] {
  const own = rows.filter(row => !row.gone && row.main === who && row.table.main === who.kind)
  const parts = rows
    .filter(row => !row.gone && row.main !== who)
    .flatMap(row =>
      row.places.flatMap(({ person, words }, place) =>
        person === who ? [`${row.table.name}.p${place + 1} ${words ?? '-'}`] : [],
      ),
    )
  return [
    ...own.map(row => `${row.table.name} ${row.id}`),
    ...parts,
    ...apart
      .filter(one => one.person === who)
      .map(one => `${one.row.table.name}.p${one.place + 1} ${one.words ?? '-'}`),
  ].sort()
}

export interface Told {
  gone: number
  blanked: number
  kept: number
}
/** Erases somebody, and says how many rows went, lost something, and are kept whole or in part by a law. */
export function erase(group: Group, who: Person): Told {
  const told = { gone: 0, blanked: 0, kept: 0 }
  for (const row of group.rows.filter(one => !one.gone)) {
    const whole =
      row.main === who || row.places.some(({ person }, place) => person === who && !blanked(furtherAt(row, place)))
    if (whole && row.table.law && !row.old) {
      row.byLaw = true
      told.kept++
    } else if (whole) {
      told.gone++
      // What others had restricted of it is theirs, and stays with them; an objection keeps nothing.
      row.places.forEach(({ person, words }, place) => {
        if (person !== who && person?.restricted && liesApart(row, place))
          group.apart.push({ row, place, person, words, law: false })
      })
      row.gone = true
    }
    if (row.main !== who) leavePlaces(group, row, who, told)
  }
  for (const one of [...group.apart])
    if (one.person === who && !one.law) {
      group.apart.splice(group.apart.indexOf(one), 1)
      told.blanked++
      keep(group, one.row, one.place, who, one.words, told)
    }
  who.erased = true
  who.restricted = false
  who.objects.clear()
  return told
}
function leavePlaces(group: Group, row: Row, who: Person, told: Told): void {
  if (row.gone) return
  row.places.forEach((place, index) => {
    if (place.person !== who || !blanked(furtherAt(row, index))) return
    told.blanked++
    keep(group, row, index, who, place.words, told)
    place.person = undefined
    place.words = null
  })
}
function keep(group: Group, row: Row, place: number, person: Person, words: string | null, told: Told): void {
  if (furtherAt(row, place).does !== 'keeps' || row.old) return
  group.apart.push({ row, place, person, words, law: true })
  told.kept++
}

/** Nothing of a row that is gone comes back, and nobody asks for it any more. */
export function lift(group: Group, who: Person): void {
  who.restricted = false
  for (const one of [...group.apart])
    if (one.person === who && !one.law) group.apart.splice(group.apart.indexOf(one), 1)
}

/** Takes the rows whose period is over, but for those that somebody had restricted, wholly or in part. */
export function sweep({ rows }: Group): void {
  for (const row of rows.filter(one => one.due && !one.gone && !one.byLaw)) {
    if (wholes(row).some(one => one.restricted)) continue
    if (row.places.some(({ person }, place) => person?.restricted && liesApart(row, place))) continue
    if (row.table.law && !row.old) row.byLaw = true
    else row.gone = true
  }
}

let rowsMade = 0
/** A few people, each of a kind, in rows in which they stand in one or several places. */
export function aGroup(seed: number, { tables }: Mix, newId: () => string): Group {
  const below = chance(seed * 7919 + 13)
  const persons = Array.from({ length: 3 + below(4) }, (_, index) => ({
    id: newId(),
    kind: kinds[index < 3 ? index : below(3)]!, // each kind is there
    restricted: false,
    objects: new Set<string>(),
    consents: below(3) > 0,
    erased: false,
  }))
  const of = (kind: Kind): Person => {
    const some = persons.filter(one => one.kind === kind)
    return some[below(some.length)]! // each kind is there
  }
  const rows = tables.flatMap(table =>
    Array.from({ length: 4 }, () => ({
      id: newId(),
      table,
      main: of(table.main),
      places: table.further.map(({ kind }) =>
        below(4) === 0 ? { person: undefined, words: null } : { person: of(kind), words: `w${rowsMade++}` },
      ),
      old: below(3) === 0,
      due: false,
      gone: false,
      byLaw: false,
    })),
  )
  return { persons, rows, apart: [] }
}
