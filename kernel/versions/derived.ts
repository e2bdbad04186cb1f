import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { grantsOn, protectionOf, schemaGrants, type Stated } from '../enforce/derive.ts'
import { grantsOnLeaves } from '../enforce/partitions.ts'
import { makingFunction } from '../enforce/derived-function.ts'
import { possessionFunctions } from '../enforce/possessions-seen.ts'
import { thingsFunctions } from '../enforce/things-of-tenants.ts'
import type { Roles } from '../enforce/roles.ts'
import { tenantsFunction } from '../enforce/tenants.ts'
import { triggersIn } from '../enforce/triggers.ts'
import { transaction } from '../problems/transaction.ts'
import { besideOthers } from './beside-others.ts'
import { piecesInCatalogue, takingAway } from './in-catalogue.ts'

/*
 * What follows from declarations and statement lies in the database piece by piece: a table's policies and triggers, its
 * grants, a function. Of each piece `obhut.derived` keeps what was derived, and what the catalogue showed once it was
 * made. A start renews those pieces of which either differs, one at a time, and leaves the others alone: whoever serves
 * meanwhile waits for nothing but the moment in which one table changes.
 */

/** One thing in the database that follows from the declarations. */
interface Piece {
  readonly name: string
  /** How a line names it. */
  readonly says: string
  readonly makes: readonly string[]
  /** Whether making it keeps others from the table as long as it takes. */
  readonly locks: boolean
}

export interface Deriving {
  readonly declarations: Declarations
  readonly roles: Roles
  /** The statement under which grants hold; without one there are none yet. */
  readonly stated?: Stated
}

const tablePiece = (table: AnyTable): string => `table ${catalogueName(table)}`
const grantPiece = (table: AnyTable): string => `grants ${catalogueName(table)}`

function piecesOf({ declarations, roles, stated }: Deriving): Piece[] {
  const tables = [...declarations.tables.values()]
  const triggers = Map.groupBy(triggersIn(declarations), ({ table }) => table)
  return [
    ...[...thingsFunctions(declarations, roles), ...possessionFunctions(declarations, roles)].map(one => ({
      name: `function obhut.${one.name}`,
      says: `the function obhut.${one.name}`,
      makes: makingFunction(one),
      locks: false,
    })),
    ...[tenantsFunction(declarations, roles)].flatMap(one =>
      one
        ? [
            {
              name: `function obhut.${one.name}`,
              says: `the function obhut.${one.name}`,
              makes: one.makes,
              locks: false,
            },
          ]
        : [],
    ),
    ...tables.map(table => ({
      name: tablePiece(table),
      says: `policies and triggers of ${table.name}`,
      makes: [...protectionOf(table, declarations, roles), ...(triggers.get(table) ?? []).map(({ makes }) => makes)],
      locks: true,
    })),
    ...(stated
      ? tables.map(table => ({
          name: grantPiece(table),
          says: `grants on ${table.name}`,
          makes: grantsOn(table, declarations, roles, stated),
          locks: false,
        }))
      : []),
  ]
}

/** A hash of what is said of a piece; the same for two stores, though names of roles bear the store's own id. */
const digest = (parts: readonly string[], roles: Roles): string =>
  createHash('sha256')
    .update(JSON.stringify(parts.map(part => part.replaceAll(roles.of(''), 'obhut_'))))
    .digest('hex')

/** What the catalogue shows of each piece. */
const shown = async (owner: ClientBase, roles: Roles): Promise<Map<string, string>> =>
  new Map((await piecesInCatalogue(owner)).map(({ name, facts }) => [name, digest(facts, roles)]))

/** A row of `obhut.derived`: both by their hash. */
interface Made {
  readonly name: string
  readonly wanted: string
  readonly found: string
}
async function madeBefore(owner: ClientBase): Promise<Map<string, Made>> {
  // A store of earlier software has no such table until it is migrated.
  const {
    rows: [has],
  } = await owner.query<{ table: boolean }>(`select to_regclass('obhut.derived') is not null as table`)
  if (!has?.table) return new Map()
  const { rows } = await owner.query<Made>('select name, wanted, found from obhut.derived')
  return new Map(rows.map(row => [row.name, row]))
}

/** What a start would change here. */
export interface Change {
  readonly piece: string
  /** Something else was derived before, or nothing; somebody has changed it since; or no declaration asks for it any more. */
  readonly because: 'derived' | 'changed' | 'undeclared'
  readonly says: string
}
interface Difference extends Change {
  /** How it is to be; nothing where it is to go. */
  readonly make?: Piece
}

async function differences(owner: ClientBase, deriving: Deriving): Promise<Difference[]> {
  const { roles } = deriving
  const [there, before] = [await shown(owner, roles), await madeBefore(owner)]
  const differing = piecesOf(deriving).flatMap((piece): Difference[] => {
    const last = before.get(piece.name)
    const one = { piece: piece.name, says: piece.says, make: piece }
    if (last?.wanted !== digest(piece.makes, roles)) return [{ ...one, because: 'derived' }]
    return last.found === (there.get(piece.name) ?? '') ? [] : [{ ...one, because: 'changed' }]
  })
  const declared = new Set(piecesOf({ ...deriving, stated: deriving.stated ?? nothingStated }).map(({ name }) => name))
  const gone = [...new Set([...before.keys(), ...[...there.keys()].filter(isFunction)])]
    .filter(name => !declared.has(name))
    .map((name): Difference => ({ piece: name, because: 'undeclared', says: name }))
  return [...differing, ...gone]
}
const nothingStated: Stated = { states: () => false, value: () => undefined }
const isFunction = (piece: string): boolean => piece.startsWith('function ')
const isGrants = ({ piece, make }: Difference): boolean => make !== undefined && piece.startsWith('grants ')

/** What a start would change, and why; nothing is changed. */
export const plannedChanges = async (owner: ClientBase, deriving: Deriving): Promise<Change[]> =>
  (await differences(owner, deriving)).map(({ piece, because, says }) => ({ piece, because, says }))

/**
 * Renews what is not as it is derived, piece by piece. Says in a line what somebody had changed. A store that nobody
 * serves yet is made in one go.
 */
export async function derive(
  owner: ClientBase,
  deriving: Deriving,
  how: 'at once' | 'beside others',
): Promise<string[]> {
  const all = await differences(owner, deriving)
  if (all.length === 0) return []
  const [locking, others] = how === 'at once' ? [[], all] : [all.filter(locks), all.filter(one => !locks(one))]
  await transaction(owner, () => renew(owner, deriving, others))
  for (const one of locking) await besideOthers(owner, one.says, () => renew(owner, deriving, [one]))
  return all
    .filter(one => one.because === 'changed')
    .map(one => `Somebody had changed ${one.says} by hand; the start has undone that.`)
}
const locks = ({ make }: Difference): boolean => make?.locks === true

/** Makes the grants of another statement, in the transaction of whoever puts that in force. */
export async function deriveGrants(owner: ClientBase, deriving: Deriving & { readonly stated: Stated }): Promise<void> {
  await renew(owner, deriving, (await differences(owner, deriving)).filter(isGrants))
}

async function renew(owner: ClientBase, deriving: Deriving, those: readonly Difference[]): Promise<void> {
  for (const { piece, make } of those) {
    if (make?.locks || (!make && isFunction(piece))) await owner.query(await takingAway(owner, piece))
    if (make?.makes.length) await owner.query(make.makes.join(';\n'))
  }
  const { declarations, roles, stated } = deriving
  if (stated && those.some(isGrants)) {
    await owner.query(schemaGrants(declarations, roles).join(';\n'))
    await grantsOnLeaves(owner, declarations, roles, stated)
  }
  await note(owner, deriving, those)
}

async function note(owner: ClientBase, { roles }: Deriving, those: readonly Difference[]): Promise<void> {
  const there = await shown(owner, roles)
  const made = those.flatMap(({ make }) => make ?? [])
  await owner.query(
    `insert into obhut.derived (name, wanted, found) select * from unnest($1::text[], $2::text[], $3::text[])
     on conflict (name) do update set wanted = excluded.wanted, found = excluded.found`,
    [
      made.map(({ name }) => name),
      made.map(({ makes }) => digest(makes, roles)),
      made.map(({ name }) => there.get(name) ?? ''),
    ],
  )
  await owner.query('delete from obhut.derived where name = any($1)', [
    those.filter(({ make }) => !make).map(({ piece }) => piece),
  ])
}
