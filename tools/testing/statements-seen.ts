// What the platform asks its database, as it goes out on the wire: which roles it takes on, and into which tables it
// writes. Erasing asks everywhere and restricting marks everywhere, whether anything is there or not.
import pg from 'pg'
import { seenIn } from './recorded.ts'

const writing = /\b(?:insert\s+into|update|copy)\s+(?:only\s+)?"?(\w+)"?\."?(\w+)\b(?!"?\s+set\s+restricted\b)/gi

/** The messages of a connection that begin it, say a statement, or say one again that it knows by name. */
interface Wire {
  startup(as: { user: string; database: string }): void
  query(text: string): void
  parse(statement: { name?: string; text: string }): void
  bind(values: { statement?: string; values?: readonly unknown[] }): void
}

export function seeStatements(): void {
  const {
    Connection: { prototype: wire },
  } = pg as unknown as { Connection: { prototype: Wire } }
  const { startup, query, parse, bind } = wire
  const databases = new WeakMap<Wire, { readonly database: string; readonly statements: Map<string, string> }>()
  wire.startup = function (as) {
    // The administrator of the cluster is the test, not the platform.
    if (as.user.startsWith('obhut_')) databases.set(this, { database: as.database, statements: new Map() })
    startup.call(this, as)
  }
  wire.query = function (text) {
    const world = databases.get(this)
    if (world) note(world.database, text, [])
    query.call(this, text)
  }
  wire.parse = function (statement) {
    databases.get(this)?.statements.set(statement.name ?? '', statement.text)
    parse.call(this, statement)
  }
  wire.bind = function (bound) {
    const world = databases.get(this)
    const text = world?.statements.get(bound.statement ?? '')
    if (world && text !== undefined) note(world.database, text, bound.values ?? [])
    bind.call(this, bound)
  }
}

function note(database: string, text: string, [role]: readonly unknown[]): void {
  const seen = seenIn(database)
  if (typeof role === 'string' && text.includes(`set_config('role', $1`)) seen.roles.add(role)
  for (const table of writtenIn(text)) seen.tables.add(table)
}
/** The tables that a statement writes into, as it names them. */
export const writtenIn = (text: string): string[] =>
  [...text.matchAll(writing)].map(([, schema, table]) => `${schema}.${table}`)
