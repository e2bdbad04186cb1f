import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { ClientBase } from 'pg'
import { accountability } from '../declare/activities.ts'
import type { Store } from '../store/store.ts'
import { platform } from '../store/work.ts'
import { digestIn, type Digest } from '../audit/tree.ts'
import { OperatorProblem, type KindOfProblem } from '../problems/problem.ts'
import { witness as witnessTable } from './tables.ts'

/** What a witness saw: the head of each seal, as often as it was told of one. */
export interface Witnessed {
  readonly name: string
  readonly path: string
  readonly heads: ReadonlyMap<number, readonly Digest[]>
  /** The newest seal that it saw. */
  readonly last: number
  readonly bytes: number
  /** Lines that cannot be read. */
  readonly unreadable: number
  /** Why nothing of it could be read. */
  readonly unread?: 'missing' | 'closed'
}

interface Line {
  readonly seal: number
  readonly at: Date
  readonly entries: number
  readonly head: string
}

const unreadBy: Readonly<Record<string, 'missing' | 'closed'>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EACCES: 'closed',
  EPERM: 'closed',
  ERR_ACCESS_DENIED: 'closed',
}

/**
 * Reads a witness: a file outside of the store, with a line for each seal. One that is not there has seen nothing, and
 * says so.
 */
export async function witnessIn(file: string): Promise<Witnessed> {
  const of = { name: basename(file), path: resolve(file) }
  const heads = new Map<number, Digest[]>()
  let [last, bytes, unreadable] = [0, 0, 0]
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      bytes += Buffer.byteLength(line) + 1
      if (line === '') continue
      const said = parsed(line)
      if (!said) {
        unreadable += 1
        continue
      }
      const head = digestIn(Buffer.from(said.head, 'hex'))
      const known = heads.get(said.seal)
      if (!known) heads.set(said.seal, [head])
      else if (!known.includes(head)) known.push(head)
      last = Math.max(last, said.seal)
    }
  } catch (error) {
    const unread = unreadBy[(error as NodeJS.ErrnoException).code ?? '']
    if (!unread) throw error
    return { ...of, heads, last, bytes, unreadable, unread }
  }
  return { ...of, heads, last, bytes, unreadable }
}

/** Seals that a witness lacks although it saw later ones: it is told of each from the first on. */
export function gapIn({
  heads,
  last,
}: Witnessed): { readonly from: number; readonly to: number; readonly seals: number } | undefined {
  const seals = last - heads.size
  if (seals <= 0) return undefined
  let from = 1
  while (heads.has(from)) from += 1
  let next = last
  for (const seal of heads.keys()) if (seal > from) next = Math.min(next, seal)
  return { from, to: next - 1, seals }
}

/** A witness by its path, and nothing of the path. */
export const markOfWitness = (path: string): Buffer => createHash('sha256').update(resolve(path)).digest()

/** How many seals each witness was told of, by its mark in hexadecimal. */
export async function toldToWitnesses(client: ClientBase): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ mark: string; seals: number }>(
    `select encode(mark, 'hex') as mark, seals from obhut.witness`,
  )
  return new Map(rows.map(({ mark, seals }) => [mark, seals]))
}

function parsed(line: string): Pick<Line, 'seal' | 'head'> | undefined {
  try {
    const { seal, head } = JSON.parse(line) as Partial<Line>
    return Number.isSafeInteger(seal) && (seal as number) > 0 && typeof head === 'string' && /^[0-9a-f]{64}$/.test(head)
      ? { seal: seal as number, head }
      : undefined
  } catch {
    return undefined
  }
}

/** The log ends before what a witness saw: somebody cut it off, or restored an older backup. */
export class LogIsShort extends OperatorProblem {
  constructor(file: string, saw: number, last: number) {
    super({
      urgent: true,
      of: file,
      says: {
        de: `Der Zeuge ${file} kennt Siegel bis ${saw}, und das Protokoll endet mit Siegel ${last}: Es wurde abgeschnitten, oder eine ältere Sicherung wurde eingespielt.`,
        en: `The witness ${file} saw seals up to ${saw}, and the log ends with seal ${last}: it was cut off, or an older backup was restored.`,
      },
      mend: {
        de: 'Haben Sie eine Sicherung eingespielt, bewahren Sie die Datei des Zeugen als Nachweis auf und nennen Sie in OBHUT_WITNESS eine neue. Sonst klären Sie, wer Zugang zur Datenbank hatte.',
        en: 'If you restored a backup, keep the file of the witness as evidence and name a new one in OBHUT_WITNESS. Otherwise find out who had access to the database.',
      },
    })
  }
}

/**
 * A witness is gone, or holds less than it was told. Nothing is written to it: a file that began anew would look as if
 * it agreed.
 */
export class WitnessLacksSeals extends OperatorProblem {
  constructor(file: string, has: number, told: number) {
    super({
      urgent: true,
      of: file,
      says: {
        de:
          has === 0
            ? `Der Zeuge ${file} fehlt oder ist leer; ihm waren ${told} Siegel gemeldet.`
            : `Der Zeuge ${file} enthält ${has} von ${told} Siegeln, die ihm gemeldet waren.`,
        en:
          has === 0
            ? `The witness ${file} is gone or empty; it was told of ${told} seals.`
            : `The witness ${file} holds ${has} of the ${told} seals that it was told of.`,
      },
      mend: {
        de: 'Ist sein Datenträger nicht eingehängt, hängen Sie ihn ein. Sonst legen Sie die Datei so zurück, wie sie war; er erfährt dann, was er versäumt hat. Ist sie verloren, nennen Sie in OBHUT_WITNESS eine neue Datei, und klären Sie, wer an die alte kam.',
        en: 'If its disk is not mounted, mount it. Otherwise put the file back as it was; it is then told what it missed. If it is lost, name a new file in OBHUT_WITNESS, and find out who could get at the old one.',
      },
    })
  }
}

/** A witness cannot be told of seals. */
export class WitnessNotTold extends OperatorProblem {
  constructor(file: string, cause: NodeJS.ErrnoException) {
    super({
      urgent: true,
      of: file,
      cause,
      says: {
        de: `Der Zeuge ${file} lässt sich nicht lesen oder schreiben (${cause.code}). Neue Siegel des Protokolls bezeugt er nicht.`,
        en: `The witness ${file} cannot be read or written (${cause.code}). It does not see new seals of the audit log.`,
      },
      mend: {
        de: 'Hängen Sie seinen Datenträger ein, oder legen Sie seinen Ordner an; prüfen Sie Platz, Eigentümer und Rechte (unter systemd ReadWritePaths). Was er versäumt hat, erfährt er danach von selbst.',
        en: 'Mount its disk, or make its folder; check space, owner and permissions (under systemd ReadWritePaths). Afterwards it is told automatically what it missed.',
      },
    })
  }
}

/** Whoever tells the witnesses of each seal. */
export interface Witness {
  /** Appends a line to each file for every seal that it has not seen yet. */
  tell(): Promise<void>
}

/** Who hears of a witness that cannot be told, and of one that is in order again. */
export interface Hearing {
  readonly fault: (problem: OperatorProblem) => void
  readonly over: (kind: KindOfProblem, of: string) => void
}
const loud: Hearing = {
  fault: problem => {
    throw problem
  },
  over: () => {},
}

/** How far a witness is known to have come. */
interface Reached {
  readonly last: number
  readonly seals: number
  readonly bytes: number
  /** Its last line was cut off. */
  readonly open?: boolean
}

/** A witness that is not in order is looked at again after so long, in milliseconds of the machine: it may be large. */
const pause = 5000

/**
 * Tells files outside of the store of each seal, so that cutting off or rewriting the log shows even to somebody who
 * owns the database. One that is not in order keeps no other from being told.
 */
export function witnessTo(store: Store, files: readonly string[], { fault, over }: Hearing = loud): Witness {
  const reached = new Map<string, Reached>()
  const wrong = new Map<string, { readonly since: number; readonly message: string }>()
  // Another process may have raised the alarm and be gone by now.
  const clear = new Set<string>()
  return {
    async tell() {
      for (const file of files) {
        const before = wrong.get(file)
        if (before && performance.now() - before.since < pause) continue
        try {
          reached.set(file, await tellOne(store, file, reached.get(file)))
          wrong.delete(file)
          if (!clear.has(file)) for (const kind of [LogIsShort, WitnessLacksSeals, WitnessNotTold]) over(kind, file)
          clear.add(file)
        } catch (error) {
          reached.delete(file)
          if (!(error instanceof OperatorProblem)) throw error
          clear.delete(file)
          wrong.set(file, { since: performance.now(), message: error.message })
          if (before?.message !== error.message) fault(error)
        }
      }
    },
  }
}

async function tellOne(store: Store, file: string, known: Reached | undefined): Promise<Reached> {
  const now = known && (await bytesIn(file)) === known.bytes ? known : await lookAnew(store, file, known)
  const lines = await sealsAfter(store, now.last)
  const last = lines.at(-1)
  if (!last) {
    await hasNotShrunk(store, file, now.last)
    return now
  }
  const next = { last: last.seal, seals: now.seals + lines.length, bytes: now.bytes + (await append(file, lines, now)) }
  await noteTold(store, file, next.seals)
  return next
}

/** Reads the whole file: it has to hold what it was told of, by this process or an earlier one. */
async function lookAnew(store: Store, file: string, known: Reached | undefined): Promise<Reached> {
  const { heads, last, bytes, unread } = await witnessIn(file).catch(cannotTell(file))
  const remembered = (await store.desk('proof', toldToWitnesses)).get(markOfWitness(file).toString('hex')) ?? 0
  const told = Math.max(remembered, known?.seals ?? 0)
  if (unread === 'closed') throw new WitnessNotTold(file, Object.assign(new Error(), { code: 'EACCES' }))
  if (heads.size < told) throw new WitnessLacksSeals(file, heads.size, told)
  if (heads.size > remembered) await noteTold(store, file, heads.size)
  const size = await bytesIn(file)
  return { last, seals: heads.size, bytes: size, open: size < bytes }
}

const bytesIn = async (file: string): Promise<number> => {
  try {
    return (await stat(file)).size
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return 0
    throw cannotTell(file)(error)
  }
}

/** What the system says of the file, in words of ours. */
const cannotTell =
  (file: string) =>
  (error: unknown): never => {
    throw new WitnessNotTold(file, error as NodeJS.ErrnoException)
  }

const noteTold = (store: Store, file: string, seals: number): Promise<void> =>
  store.under(accountability, platform, async work => {
    await work
      .over(witnessTable)
      .insertInto('obhut.witness')
      .values({ mark: markOfWitness(file), seals })
      .onConflict(same => same.column('mark').doUpdateSet({ seals }))
      .execute()
  })

async function hasNotShrunk(store: Store, file: string, saw: number): Promise<void> {
  const last = await store.desk(
    'proof',
    async client =>
      (await client.query<{ last: number }>('select coalesce(max(number), 0) as last from obhut.audit_seal')).rows[0]
        ?.last ?? 0,
  )
  if (last < saw) throw new LogIsShort(file, saw, last)
}

const atATime = 10_000

async function sealsAfter(store: Store, number: number): Promise<Line[]> {
  return store.desk('proof', async client => {
    const { rows } = await client.query<Line>(
      `select number as seal, at, entries, encode(head, 'hex') as head from obhut.audit_seal where number > $1 order by number limit ${atATime}`,
      [number],
    )
    return rows
  })
}

/**
 * On the disk before anybody goes on; by the way of opening, because the process that serves may not call fsync. Made
 * only where it has seen nothing yet.
 */
async function append(file: string, lines: readonly Line[], { seals, open: cutOff = false }: Reached): Promise<number> {
  const text = (cutOff ? '\n' : '') + lines.map(line => `${JSON.stringify(line)}\n`).join('')
  try {
    const handle = await open(
      file,
      (seals === 0 ? constants.O_CREAT : 0) | constants.O_APPEND | constants.O_WRONLY | constants.O_DSYNC,
      0o600,
    )
    try {
      await handle.appendFile(text)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw cannotTell(file)(error)
  }
  return Buffer.byteLength(text)
}
