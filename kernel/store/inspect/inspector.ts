import { catalogueName, snake, type AnyTable } from '../../declare/table.ts'
import { planFor, type Plan } from '../../vault/encryption.ts'
import { encryptedTables } from '../../declare/encrypted-tables.ts'
import { searchableTables, type SearchableColumn } from '../../search/columns.ts'
import { refuseUnknownWords } from '../../search/writing.ts'
import { StaysEncrypted } from '../../vault/keys.ts'
import { effectOf } from '../by-hand.ts'
import { shapeOf, type Shaped } from './compiler.ts'
import { declaredIn, inspect, type Effect, type Inspection } from './inspect.ts'

/** What a unit of work has to know of a query before it runs it. */
export interface Inspected extends Inspection {
  readonly plan: Plan
  /** The searchable columns of the table that it writes to, whose words go beside them. */
  readonly searchable: ReadonlyMap<string, SearchableColumn> | undefined
  /** Every table that it reads or writes. */
  readonly tables: readonly string[]
  /** The table that it writes to. */
  readonly written: string | undefined
  /** Whether that is worth an entry in the audit log: a table about persons, and more of it than its routine columns. */
  readonly isEntered: boolean
  /**
   * Whether it is worth one where staff or a user of a tenant writes: the table is about persons in another way than by
   * an own subject, or is a tenant's.
   */
  readonly isEnteredOfOthers: boolean
  /** Whether it tells something of the table that it writes to: where nothing is written, that nothing is there. */
  readonly looksWhereItWrites: boolean
  /**
   * The other tables that it reads whose rows are somebody's own: of those an entry says that the person read them. What
   * belongs to a thing that the person possesses is left out there: whoever looks at charts of the own readings would
   * fill the log with nothing else.
   */
  readonly entersOwnReads: readonly string[]
  /**
   * The other tables that it reads and that are about persons, in whatever way, or a tenant's: of those an entry says
   * that staff read them.
   */
  readonly entersStaffReads: readonly string[]
  /** The other tables about persons that it reads: of those an entry says that a user of a tenant read them. */
  readonly entersUserReads: readonly string[]
  /** Of whom the same is said of the table that it writes to, where no entry says that it was written. */
  readonly entersReadOfWritten: { readonly staff: boolean; readonly user: boolean }
}

const mostKnown = 2000
/** The audit log's own rows are not audited again. */
const ownOfTheLog = ['obhut.audit_person', 'obhut.audit_origin', 'obhut.disclosure']

/** Inspects queries; those of one shape come again and again, so that each shape is looked at once. */
export function inspector(all: Iterable<AnyTable>): (query: Shaped) => Inspected {
  const tables = [...all]
  const declared = declaredIn(tables)
  const encrypted = encryptedTables(tables)
  const searched = searchableTables(tables)
  const audited = tables.filter(table => table.unaudited === undefined)
  const namesOf = (who: string): Set<string> =>
    new Set(audited.filter(table => table.about.who === who).map(catalogueName))
  const own = namesOf('owner')
  const besides = namesOf('through').union(namesOf('pseudonym'))
  const aboutPersons = own.union(besides)
  const seenByStaff = aboutPersons.union(new Set(audited.filter(table => table.tenanted).map(catalogueName)))
  const notOwn = seenByStaff.difference(own)
  const routine = new Map(
    audited
      .filter(table => table.about.who === 'owner' && !ownOfTheLog.includes(catalogueName(table)))
      .map(table => [catalogueName(table), new Set(table.routine.map(snake))]),
  )
  const look = (query: Shaped, effect: Effect | undefined): Inspected => {
    const found = inspect(query.query, declared, effect)
    for (const [table, columns] of found.inPieces)
      for (const name of columns) {
        const column = encrypted.get(table)?.columns.get(name)
        if (column) throw new StaysEncrypted(column, 'name it in the query itself, not in a piece of SQL')
      }
    const [[written, columns] = []] = found.writes
    const searchable = written === undefined ? undefined : searched.get(written)
    const passedOver = written === undefined ? undefined : routine.get(written)
    const others = [...found.reads.keys()].filter(name => name !== written)
    const plan = planFor(query.query, encrypted)
    if (searchable) refuseUnknownWords(searchable, found.setUnseen)
    return {
      ...found,
      plan,
      tables: [...new Set([...found.reads.keys(), ...found.writes.keys()])],
      written,
      searchable,
      isEntered: passedOver !== undefined && ![...(columns ?? [])].every(column => passedOver.has(column)),
      isEnteredOfOthers: written !== undefined && notOwn.has(written),
      looksWhereItWrites: written !== undefined && (effect !== undefined || found.reads.has(written)),
      entersOwnReads: others.filter(name => own.has(name)),
      entersStaffReads: others.filter(name => seenByStaff.has(name)),
      entersUserReads: others.filter(name => aboutPersons.has(name)),
      entersReadOfWritten: {
        staff: written !== undefined && seenByStaff.has(written) && !ownOfTheLog.includes(written),
        user: written !== undefined && aboutPersons.has(written) && !ownOfTheLog.includes(written),
      },
    }
  }
  const known = new Map<string, Inspected>()
  return query => {
    const effect = effectOf(query)
    const shape = effect ? `${shapeOf(query)}\n${saidIn(effect)}` : shapeOf(query)
    const before = known.get(shape)
    if (before) return before
    const now = look(query, effect)
    if (known.size >= mostKnown) known.clear()
    known.set(shape, now)
    return now
  }
}

const saidIn = ({ reads = [], writes }: Effect): string =>
  `${reads.map(table => table.name).join(' ')} > ${writes?.name ?? ''}`
