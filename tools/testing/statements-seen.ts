// What the house asks its database, as it goes out on the wire: which roles it takes on, and into which tables it writes. Erasing asks everywhere and restricting marks everywhere, whether anything is there or not.
import pg, { type Client, type Connection } from 'pg'
import { seenIn } from './recorded.ts'

const writing = /\b(?:insert\s+into|update|copy)\s+(?:only\s+)?"?(\w+)"?\."?(\w+)\b(?!"?\s+set\s+restricted\b)/gi

export function seeStatements(): void {
  const owners = new WeakMap<object, { database: string }>()
  const { query: asks } = pg.Client.prototype
  pg.Client.prototype.query = function (this: Client, ...given: unknown[]) {
    const { user = '', database = '', connection } = this as unknown as { user?: string, database?: string, connection: object }
    // The administrator of the cluster is the test, not the house.
    if (user.startsWith('obhut_')) {
      owners.set(connection, { database })
      const [asked, values] = given as [string | { text?: string, values?: unknown[] }, unknown[]?]
      const text = (typeof asked === 'string' ? asked : asked?.text) ?? ''
      const [role] = text.includes(`set_config('role', $1`) ? values ?? (asked as { values?: unknown[] }).values ?? [] : []
      if (typeof role === 'string') seenIn(database).roles.add(role)
      note(database, text)
    }
    return Reflect.apply(asks, this, given) as never
  } as typeof asks
  // COPY goes past the client, straight to its connection.
  const wire = (pg as unknown as { Connection: { prototype: Connection & { query(text: string): void } } }).Connection.prototype
  const { query: sends } = wire
  wire.query = function (this: Connection, text: string) {
    const { database } = owners.get(this) ?? {}
    if (database !== undefined) note(database, text)
    return Reflect.apply(sends, this, [text]) as undefined
  }
}

function note(database: string, text: string): void {
  for (const table of writtenIn(text)) seenIn(database).tables.add(table)
}
/** The tables that a statement writes into, as it names them. */
export const writtenIn = (text: string): string[] => [...text.matchAll(writing)].map(([, schema, table]) => `${schema}.${table}`)
