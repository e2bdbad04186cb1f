// What the platform's own logins say to their database, statement by statement, as it goes out on the wire.
import pg from 'pg'

/** The messages of a connection that begin it, say a statement, or say one again that it knows by name. */
interface Wire {
  startup(as: { user: string; database: string }): void
  query(text: string): void
  parse(statement: { name?: string; text: string }): void
  bind(values: { statement?: string; values?: readonly unknown[] }): void
}

/** A connection of the platform: which one it is, as whom it came, and to which database. */
export interface Connected {
  readonly user: string
  readonly database: string
}
type Hears = (connection: Connected, text: string, values: readonly unknown[]) => void

const listeners = new Set<Hears>()
let listening = false

/** Hears each statement on connections that are opened from now on; answers how to stop. */
export function hearStatements(hears: Hears): () => void {
  if (!listening) listen()
  listeners.add(hears)
  return () => {
    listeners.delete(hears)
  }
}

function listen(): void {
  listening = true
  const {
    Connection: { prototype: wire },
  } = pg as unknown as { Connection: { prototype: Wire } }
  const { startup, query, parse, bind } = wire
  const connections = new WeakMap<Wire, { readonly it: Connected; readonly statements: Map<string, string> }>()
  const heard = (on: Wire, text: string | undefined, values: readonly unknown[]): void => {
    const connection = connections.get(on)
    if (connection && text !== undefined) for (const hears of listeners) hears(connection.it, text, values)
  }
  wire.startup = function (as) {
    // The administrator of the cluster is the test, not the platform.
    if (as.user.startsWith('obhut_'))
      connections.set(this, { it: { user: as.user, database: as.database }, statements: new Map() })
    startup.call(this, as)
  }
  wire.query = function (text) {
    heard(this, text, [])
    query.call(this, text)
  }
  wire.parse = function (statement) {
    connections.get(this)?.statements.set(statement.name ?? '', statement.text)
    parse.call(this, statement)
  }
  wire.bind = function (bound) {
    heard(this, connections.get(this)?.statements.get(bound.statement ?? ''), bound.values ?? [])
    bind.call(this, bound)
  }
}
