import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readWhole, writeWhole } from './files.ts'
import type { Reading, SwitchEvent } from './protocol.ts'

export type Buffered =
  | { readonly what: 'readings'; readonly items: readonly Reading[] }
  | { readonly what: 'events'; readonly items: readonly SwitchEvent[] }

/**
 * Everything on its way to the platform, on disk until it was acknowledged. The oldest goes first; what does not fit
 * any more pushes out the oldest.
 */
export interface Buffer {
  keep(one: Buffered): Promise<void>
  /** The oldest of what waits: entries of one kind, at most this many items. Undefined when nothing waits. */
  oldest(atMost: { readonly readings: number; readonly events: number }): Promise<Buffered | undefined>
  /** What `oldest` gave last has arrived. */
  arrived(): Promise<void>
  /** Comes back when something waits. */
  something(until: AbortSignal): Promise<void>
  clear(): Promise<void>
  /** Items that were pushed out since the start. */
  readonly lost: number
}

interface Segment {
  readonly number: number
  readonly lines: string[]
  bytes: number
}
interface BufferPosition {
  readonly segment: number
  readonly line: number
}

/** Lines of JSON in numbered files; a file goes once all its lines have arrived. */
export async function bufferIn(
  dir: string,
  { atMostBytes = 16 * 2 ** 20, segmentBytes = Math.ceil(atMostBytes / 64) } = {},
): Promise<Buffer> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const placeFile = join(dir, 'place.json')
  const fileOf = (number: number): string => join(dir, `${String(number).padStart(10, '0')}.jsonl`)
  const segments = await segmentsIn(dir)
  let place: BufferPosition = (await readWhole<BufferPosition>(placeFile)) ?? { segment: 0, line: 0 }
  let given: BufferPosition | undefined
  let fresh = true
  let lost = 0
  let wake = Promise.withResolvers<void>()
  let turn: Promise<unknown> = Promise.resolve()
  /** One after the other: what is kept, given and cleared touches the same files. */
  const inTurn = <T>(what: () => Promise<T>): Promise<T> => {
    const mine = turn.then(what)
    turn = mine.catch(() => {})
    return mine
  }

  async function drop(segment: Segment): Promise<void> {
    segments.splice(segments.indexOf(segment), 1)
    await rm(fileOf(segment.number), { force: true })
  }
  async function makeRoom(): Promise<void> {
    while (segments.length > 1 && segments.reduce((sum, one) => sum + one.bytes, 0) > atMostBytes) {
      const [oldest] = segments as [Segment]
      const gone = oldest.lines.slice(oldest.number === place.segment ? place.line : 0)
      lost += gone.reduce((sum, line) => sum + (entryOf(line)?.items.length ?? 0), 0)
      await drop(oldest)
    }
  }
  function ahead(from: BufferPosition): BufferPosition | undefined {
    const here = segments.find(
      one => one.number >= from.segment && (one.number > from.segment || from.line < one.lines.length),
    )
    return here && { segment: here.number, line: here.number === from.segment ? from.line : 0 }
  }
  const lineAt = ({ segment, line }: BufferPosition): string =>
    segments.find(one => one.number === segment)?.lines[line] ?? ''

  return {
    get lost() {
      return lost
    },
    keep: one =>
      inTurn(async () => {
        const line = JSON.stringify(one)
        let last = segments.at(-1)
        // A power cut may have left half a line, so what is kept after a start begins a file of its own.
        if (!last || fresh || last.bytes >= segmentBytes)
          segments.push((last = { number: Math.max(last?.number ?? 0, place.segment) + 1, lines: [], bytes: 0 }))
        fresh = false
        await appendFile(fileOf(last.number), `${line}\n`, { mode: 0o600 })
        last.lines.push(line)
        last.bytes += Buffer.byteLength(line) + 1
        await makeRoom()
        wake.resolve()
      }),
    oldest: atMost =>
      inTurn(async () => {
        let at = ahead(place)
        let found: Buffered | undefined
        while (at) {
          const entry = entryOf(lineAt(at))
          if (
            entry &&
            found &&
            (entry.what !== found.what || found.items.length + entry.items.length > atMost[found.what])
          )
            break
          if (entry) found = found ? ({ what: found.what, items: [...found.items, ...entry.items] } as Buffered) : entry
          given = { segment: at.segment, line: at.line + 1 }
          at = ahead(given)
        }
        if (!found) wake = Promise.withResolvers<void>()
        return found
      }),
    arrived: () =>
      inTurn(async () => {
        if (!given) return
        place = given
        given = undefined
        for (const done of segments.filter(
          one => one.number < place.segment || (one.number === place.segment && place.line >= one.lines.length),
        ))
          await drop(done)
        await writeWhole(placeFile, place)
      }),
    something: until =>
      new Promise(resolve => {
        void wake.promise.then(resolve)
        until.addEventListener(
          'abort',
          () => {
            resolve()
          },
          { once: true },
        )
        if (until.aborted) resolve()
      }),
    clear: () =>
      inTurn(async () => {
        for (let one = segments[0]; one; one = segments[0]) await drop(one)
        given = undefined
      }),
  }
}

async function segmentsIn(dir: string): Promise<Segment[]> {
  const names = (await readdir(dir)).filter(name => name.endsWith('.jsonl')).sort()
  return Promise.all(
    names.map(async name => {
      const text = await readFile(join(dir, name), 'utf8')
      return {
        number: Number.parseInt(name, 10),
        lines: text.split('\n').filter(Boolean),
        bytes: Buffer.byteLength(text),
      }
    }),
  )
}

/** A line that a power cut left half is passed over. */
function entryOf(line: string): Buffered | undefined {
  try {
    return JSON.parse(line) as Buffered
  } catch {
    return undefined
  }
}
