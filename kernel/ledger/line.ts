import { createHash, createHmac, type KeyObject } from 'node:crypto'
import type { LedgerEntry } from './ledger.ts'

/** An entry with its place in the ledger. */
export interface Shipped extends LedgerEntry {
  readonly id: string
  readonly number: number
  readonly at: Date
}

/** What a ledger says of itself in its first line: whose it is, and after which number its entries begin. */
export interface Header {
  readonly store: string
  readonly after: number
}

/** A line, and what the next one hangs on to. */
interface Written {
  readonly line: string
  readonly chain: string
}

const kind = 'obhut ledger 1'
const chained = (key: KeyObject, chain: string, body: string): string =>
  createHmac('sha256', key).update('line').update(chain).update('\0').update(body).digest('base64url')
const written = (key: KeyObject, chain: string, body: string, sealed = ''): Written => {
  const next = chained(key, chain, body)
  return { line: `${body}\t${sealed}\t${next}\n`, chain: next }
}

export const headerLine = (key: KeyObject, { store, after }: Header): Written =>
  written(key, '', JSON.stringify({ is: kind, store, after }))

/**
 * Each line carries a keyed hash of itself and of the line before. What is encrypted enters by its digest, so that it can
 * be struck and the line still holds.
 */
export function entryLine(
  key: KeyObject,
  chain: string,
  entry: Shipped,
  sealed = entry.sealed?.toString('base64') ?? '',
): Written {
  const { number, id, at, what, mark, person, facts } = entry
  const digest = entry.sealed && createHash('sha256').update(entry.sealed).digest('base64url')
  return written(
    key,
    chain,
    JSON.stringify({
      number,
      id,
      at,
      what,
      kind: entry.kind,
      mark: mark.toString('base64url'),
      person: person?.toString('base64url') ?? null,
      facts,
      digest,
    }),
    sealed,
  )
}

/** A line of a ledger that does not follow from the line before it. */
export class BrokenLine extends Error {}

interface Parsed {
  readonly body: string
  readonly sealed: string
  readonly chain: string
}
function parsed(key: KeyObject, chain: string, line: string): Parsed {
  const [body = '', sealed = '', mark = ''] = line.split('\t')
  if (chained(key, chain, body) !== mark) throw new BrokenLine()
  return { body, sealed, chain: mark }
}

export function readHeader(key: KeyObject, line: string): { header: Header; chain: string } {
  const { body, chain } = parsed(key, '', line)
  const { is, store, after } = JSON.parse(body) as { is: string } & Header
  if (is !== kind) throw new BrokenLine()
  return { header: { store, after }, chain }
}

export function readEntry(
  key: KeyObject,
  before: string,
  line: string,
): { entry: Shipped; chain: string; sealed: string } {
  const { body, sealed, chain } = parsed(key, before, line)
  // It bears our own keyed hash, so it is as we wrote it.
  const { at, mark, person, digest, ...rest } = JSON.parse(body) as Omit<
    Shipped,
    'at' | 'mark' | 'person' | 'sealed'
  > & { at: string; mark: string; person: string | null; digest: string | null }
  const bytes = digest === null || isStruck(sealed) ? null : Buffer.from(sealed, 'base64')
  if (bytes && createHash('sha256').update(bytes).digest('base64url') !== digest) throw new BrokenLine()
  return {
    entry: {
      ...rest,
      at: new Date(at),
      mark: Buffer.from(mark, 'base64url'),
      person: person === null ? null : Buffer.from(person, 'base64url'),
      sealed: bytes,
    },
    chain,
    sealed,
  }
}

/** What takes the place of an encrypted value that nobody may read any more: as long as it was. */
export const struck = (sealed: string): string => '-'.repeat(sealed.length)
const isStruck = (sealed: string): boolean => /^-+$/.test(sealed)
