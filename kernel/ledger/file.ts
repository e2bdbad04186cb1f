import { randomBytes, type KeyObject } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { keepOwner } from '../vault/keep-owner.ts'
import { asLedgerProblem, LedgerDamaged, LedgerMissing } from './problems.ts'
import { BrokenLine, entryLine, headerLine, readEntry, readHeader, struck, type Header, type Shipped } from './line.ts'

/**
 * The ledger outside of store and backup: a file that grows at its end, each line chained to the one before by a keyed
 * hash. Who appends holds the store's lock (`obhut.ledger_end`), so that any number of processes share one file.
 */
export interface LedgerFile {
  readonly place: string
  /** What it says of itself; nothing where it is not there. */
  header(): Promise<Header | undefined>
  /** Makes it, or puts one with these entries in its place, whole or not at all. */
  make(header: Header, entries?: AsyncIterable<Shipped> | Iterable<Shipped>): Promise<void>
  /** The number of its last entry. */
  end(): Promise<number>
  /** Its entries after a number, in order. */
  after(number: number): AsyncGenerator<Shipped>
  /** Adds entries at the end; they lie on the disk when this comes back. */
  append(entries: readonly Shipped[]): Promise<void>
  /** Makes what was corrected about these persons unreadable. */
  strike(persons: readonly Buffer[]): Promise<void>
}

/**
 * What is written lies on the disk when the write comes back. The process that serves may not call fsync (Node's
 * permission model has none), and so not for a folder either: a journaling file system has the new name of a file on
 * the disk no later than what is next written to the file.
 */
const onTheDisk = constants.O_DSYNC
/**
 * Opens a new file, and makes its folder only where that is missing: the process that serves may write this file and
 * nothing beside it.
 */
async function inItsFolder(file: string): Promise<FileHandle> {
  const making = (): Promise<FileHandle> =>
    open(file, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | onTheDisk, 0o600)
  try {
    return await making()
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== 'ENOENT') throw problem
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    return making()
  }
}
/** Characters written at once where much is written. */
const chunk = 1 << 20

/** How far a reader has come. */
interface Reached {
  readonly file: number
  readonly header: Header
  readonly lines: number
  readonly size: number
  readonly number: number
  readonly chain: string
}

export function ledgerFile(path: string, key: KeyObject): LedgerFile {
  const place = resolve(path)
  let reached: Reached | undefined

  /**
   * Reads on from where a reader was, to the last whole line; a line without an end was cut off before anybody was told
   * of it.
   */
  async function* readOn(
    from: Reached | undefined,
  ): AsyncGenerator<{ entry?: Shipped; sealed: string; sealedAt: number; reached: Reached }> {
    let now = from
    const { ino } = await stat(place)
    for await (const { line, at } of linesOf(place, from?.size ?? 0)) {
      try {
        const size = at + Buffer.byteLength(line) + 1
        if (!now) {
          const { header, chain } = readHeader(key, line)
          now = { file: ino, header, lines: 1, size, number: header.after, chain }
          yield { sealed: '', sealedAt: 0, reached: now }
        } else {
          const { entry, chain, sealed } = readEntry(key, now.chain, line)
          if (entry.number !== now.number + 1) throw new BrokenLine()
          now = { ...now, lines: now.lines + 1, size, number: entry.number, chain }
          yield {
            entry,
            sealed,
            sealedAt: at + line.indexOf('\t') + 1 + (Buffer.byteLength(line) - line.length),
            reached: now,
          }
        }
      } catch (problem) {
        if (problem instanceof BrokenLine || problem instanceof SyntaxError)
          throw new LedgerDamaged(place, (now?.lines ?? 0) + 1)
        throw problem
      }
    }
    if (!now) throw new LedgerDamaged(place, 1)
  }

  async function look(): Promise<Reached | undefined> {
    const found = await stat(place).catch(unlessMissing)
    if (!found) return undefined
    if (reached && (reached.file !== found.ino || found.size < reached.size)) reached = undefined
    if (reached && reached.size === found.size) return reached
    try {
      for await (const one of readOn(reached)) ({ reached } = one)
    } catch (problem) {
      // Another process may have put a new file in its place; from its beginning it holds together.
      if (!reached) throw problem
      reached = undefined
      for await (const one of readOn(reached)) ({ reached } = one)
    }
    return reached
  }
  async function there(): Promise<Reached> {
    const found = await look()
    if (!found) throw new LedgerMissing(place)
    return found
  }

  return told({
    place,
    header: async () => (await look())?.header,
    end: async () => (await there()).number,
    async make(header, entries = []) {
      const unfinished = `${place}.${randomBytes(4).toString('hex')}`
      try {
        const file = await inItsFolder(unfinished)
        try {
          let { line, chain } = headerLine(key, header)
          let waiting = line
          for await (const entry of entries) {
            ;({ line, chain } = entryLine(key, chain, entry))
            waiting += line
            if (waiting.length < chunk) continue
            await file.write(waiting)
            waiting = ''
          }
          if (waiting) await file.write(waiting)
        } finally {
          await file.close()
        }
        keepOwner(unfinished, (await stat(place).catch(unlessMissing)) ? place : dirname(place))
        await rename(unfinished, place)
      } finally {
        await rm(unfinished, { force: true })
      }
      reached = undefined
    },
    async *after(number) {
      for await (const { entry } of readOn(undefined)) if (entry && entry.number > number) yield entry
    },
    async append(entries) {
      const { size, chain } = await there()
      let last = chain
      const text = entries
        .map(entry => {
          const { line, chain: next } = entryLine(key, last, entry)
          last = next
          return line
        })
        .join('')
      await changing(place, async file => {
        await file.truncate(size)
        await file.write(text, size)
      })
      await there()
    },
    async strike(persons) {
      const those = new Set(persons.map(one => one.toString('hex')))
      const places: { at: number; sealed: string }[] = []
      for await (const { entry, sealed, sealedAt } of readOn(undefined))
        if (entry?.person && entry.sealed && those.has(entry.person.toString('hex')))
          places.push({ at: sealedAt, sealed })
      if (places.length)
        await changing(place, async file => {
          for (const { at, sealed } of places) await file.write(struck(sealed), at)
        })
    },
  })
}

/** Whatever the system says of the file reaches whoever works with it in words. */
const told = (file: LedgerFile): LedgerFile => {
  const of =
    <P extends unknown[], R>(work: (...given: P) => Promise<R>) =>
    (...given: P): Promise<R> =>
      work(...given).catch((error: unknown) => {
        throw asLedgerProblem(file.place, error)
      })
  return {
    place: file.place,
    header: of(file.header),
    make: of(file.make),
    end: of(file.end),
    append: of(file.append),
    strike: of(file.strike),
    async *after(number) {
      try {
        yield* file.after(number)
      } catch (error) {
        throw asLedgerProblem(file.place, error)
      }
    },
  }
}

async function changing(place: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(place, constants.O_RDWR | onTheDisk)
  try {
    await work(file)
  } finally {
    await file.close()
  }
}

/** Whole lines of a file from a place on, and where each begins. */
async function* linesOf(path: string, start: number): AsyncGenerator<{ line: string; at: number }> {
  let rest: Buffer = Buffer.alloc(0)
  let at = start
  for await (const chunk of createReadStream(path, { start }) as AsyncIterable<Buffer>) {
    rest = rest.length ? Buffer.concat([rest, chunk]) : chunk
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield { line: rest.toString('utf8', 0, end), at }
      at += end + 1
      rest = rest.subarray(end + 1)
    }
  }
}

function unlessMissing(problem: unknown): undefined {
  if ((problem as { code?: string }).code !== 'ENOENT') throw problem
}
