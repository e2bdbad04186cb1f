import type { KeyObject } from 'node:crypto'
import type { ClientBase } from 'pg'
import { transactionKey, ledgerHash, encryptFor } from './key.ts'

/** A person as the ledger is told: of which kind, and by which id. It keeps the keyed hash alone. */
interface Concerning {
  readonly kind: string
  readonly subject: string
}

/** What must outlive a restored backup. */
export type Lasting =
  | ({ readonly what: 'erased' } & Concerning)
  /**
   * One row was erased and its person stays: a gateway given back. `row` is its id. With it goes what was measured
   * while somebody held a thing by it; with `from` and `to` that alone goes, as far as it lies between them, and the
   * row stays.
   */
  | { readonly what: 'erased'; readonly table: string; readonly row: string; readonly from?: Date; readonly to?: Date }
  | ({ readonly what: 'restricted' | 'lifted'; readonly how: 'by law' | 'on request' } & Concerning)
  | ({
      readonly what: 'withdrawn'
      readonly purpose: string
      readonly recipient?: string
      readonly channel?: string
    } & Concerning)
  | ({ readonly what: 'objected'; readonly purpose: string } & Concerning)
  /**
   * A hold on a person was approved, and is over; `since` is when it was recorded, which tells it from others.
   * `silentUntil` is empty where the person may be told.
   */
  | ({
      readonly what: 'held'
      readonly since: string
      readonly until: string
      readonly ground: string
      readonly silentUntil: string
    } & Concerning)
  | ({ readonly what: 'released'; readonly since: string } & Concerning)
  /** A row has come to its end at a moment: a tenant's contract, a grant for a tenant. */
  | { readonly what: 'ended'; readonly table: string; readonly row: string; readonly at: Date }
  /** The end of a tenant's contract was taken back, or put off to a moment. */
  | { readonly what: 'revived'; readonly table: string; readonly row: string; readonly at?: Date }
  /** A tenant hangs under another one from now on; without `under`, at the top. */
  | { readonly what: 'moved'; readonly table: string; readonly row: string; readonly under?: string }
  /** A tenant has a storage period of its own for a setting (`activity/setting`); without `period`, none any more. */
  | {
      readonly what: 'own period'
      readonly table: string
      readonly row: string
      readonly setting: string
      readonly period?: string
    }
  /** A row of a source whose person was erased, by the store's keyed mark of it: it does not come in again. */
  | { readonly what: 'kept out'; readonly mark: Buffer }
  /** A mail address or number that must not be written to, as it was normalised for comparing. */
  | { readonly what: 'suppressed'; readonly address: string }
  /** Columns of a row and the values that they now have. They are encrypted, and unreadable once the person is erased. */
  | ({
      readonly what: 'corrected'
      readonly table: string
      readonly row: string
      readonly columns: Readonly<Record<string, unknown>>
    } & Concerning)

/** An entry as it is kept: no id in it that could be read. */
export interface LedgerEntry {
  readonly what: Lasting['what']
  readonly kind: string | null
  /** Whom or what it concerns: the mark of a person, of a row, of an address, or of a row of a source. */
  readonly mark: Buffer
  /** Whose row it was, where the mark is a row's and it has to become unreadable with that person. */
  readonly person: Buffer | null
  /** What else has to be known, in words of the declarations: a purpose, a table, how something is restricted. */
  readonly facts: Readonly<Record<string, string>>
  readonly sealed: Buffer | null
}

/**
 * Writes into the ledger, in the transaction of this client (a desk role's, or that of a unit of work): it stands
 * exactly if that commits. `store.desk` and `store.under` come back once it is shipped, so that nobody is told before.
 *
 *     await remember(client, now, { what: 'withdrawn', kind: 'customer', subject, purpose: 'newsletter' })
 */
export async function remember(client: ClientBase, now: Date, lasting: Lasting): Promise<void> {
  const key = transactionKey(client)
  if (!key) return
  const { what, kind, mark, person, facts, sealed } = entryOf(key, lasting)
  await client.query({
    name: 'obhut-remember',
    text: 'insert into obhut.ledger (at, what, kind, mark, person, facts, sealed) values ($1, $2, $3, $4, $5, $6, $7)',
    values: [now, what, kind, mark, person, facts, sealed],
  })
}

export const markOfPerson = (key: KeyObject, kind: string, subject: string): Buffer =>
  ledgerHash(key, 'person', kind, subject)
export const markOfRow = (key: KeyObject, table: string, row: string): Buffer => ledgerHash(key, 'row', table, row)
export const markOfAddress = (key: KeyObject, address: string): Buffer => ledgerHash(key, 'address', address)

function entryOf(key: KeyObject, lasting: Lasting): LedgerEntry {
  const { what } = lasting
  const nothing = { kind: null, person: null, sealed: null }
  if (what === 'suppressed') return { ...nothing, what, mark: markOfAddress(key, lasting.address), facts: {} }
  if (what === 'kept out') return { ...nothing, what, mark: lasting.mark, facts: {} }
  if (what === 'corrected') {
    const { kind, subject, table, row, columns } = lasting
    return {
      what,
      kind,
      mark: markOfRow(key, table, row),
      person: markOfPerson(key, kind, subject),
      facts: { table },
      sealed: encryptFor(key, table, row, columns),
    }
  }
  if ('table' in lasting) {
    const { table, row, what: _, ...more } = lasting
    const given = Object.entries(more).map(([name, said]) => {
      if (said instanceof Date) return [name, said.toISOString()] as const
      return [name, name === 'under' ? markOfRow(key, table, said).toString('hex') : said] as const
    })
    return { ...nothing, what, mark: markOfRow(key, table, row), facts: { table, ...Object.fromEntries(given) } }
  }
  const { kind, subject, what: _, ...facts } = lasting
  return { ...nothing, what, kind, mark: markOfPerson(key, kind, subject), facts }
}
