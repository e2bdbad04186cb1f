import { constants } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Store } from '../store/store.ts'
import { digestIn, type Digest } from '../audit/tree.ts'
import { OperatorProblem } from '../problems/problem.ts'

/** What a witness saw: the head of each seal, as often as it was told of one. */
export interface Witnessed {
  readonly name: string
  readonly heads: ReadonlyMap<number, readonly Digest[]>
  readonly unreadable: number
}

interface Line { readonly seal: number, readonly at: Date, readonly entries: number, readonly head: string }

/** Reads a witness: a file outside of the store, with a line for each seal. One that is not there yet has seen nothing. */
export async function witnessIn(file: string): Promise<Witnessed> {
  const text = await readFile(file, 'utf8').catch(error => {
    if ((error as { code?: string }).code === 'ENOENT') return ''
    throw error
  })
  const heads = new Map<number, Digest[]>()
  let unreadable = 0
  for (const line of text.split('\n')) {
    if (line === '') continue
    const said = parsed(line)
    if (!said) { unreadable += 1; continue }
    const head = digestIn(Buffer.from(said.head, 'hex'))
    const known = heads.get(said.seal)
    if (!known) heads.set(said.seal, [head])
    else if (!known.includes(head)) known.push(head)
  }
  return { name: basename(file), heads, unreadable }
}

function parsed(line: string): Pick<Line, 'seal' | 'head'> | undefined {
  try {
    const { seal, head } = JSON.parse(line) as Partial<Line>
    return Number.isSafeInteger(seal) && typeof head === 'string' && /^[0-9a-f]{64}$/.test(head) ? { seal: seal as number, head } : undefined
  } catch {
    return undefined
  }
}

/** The log ends before what a witness saw: somebody cut it off, or restored an older backup. */
export class LogIsShort extends OperatorProblem {
  constructor(file: string, saw: number, last: number) {
    super({
      urgent: true,
      says: {
        de: `Der Zeuge ${basename(file)} kennt Siegel bis ${saw}, und das Protokoll endet mit Siegel ${last}: Es wurde abgeschnitten, oder eine ältere Sicherung wurde eingespielt.`,
        en: `The witness ${basename(file)} saw seals up to ${saw}, and the log ends with seal ${last}: it was cut off, or an older backup was restored.`,
      },
      mend: {
        de: 'Haben Sie eine Sicherung eingespielt, bewahren Sie die Datei des Zeugen als Nachweis auf und nennen Sie in OBHUT_WITNESS eine neue. Sonst klären Sie, wer Zugang zur Datenbank hatte.',
        en: 'If you restored a backup, keep the file of the witness as evidence and name a new one in OBHUT_WITNESS. Otherwise find out who had access to the database.',
      },
    })
  }
}

/** Whoever tells the witnesses of each seal. */
export interface Witness {
  /** Appends a line to each file for every seal that it has not seen yet. */
  tell(): Promise<void>
}

/** Tells files outside of the store of each seal, so that cutting off or rewriting the log shows even to somebody who owns the database. */
export function witnessTo(store: Store, files: readonly string[]): Witness {
  const reached = new Map<string, number>()
  return {
    async tell() {
      for (const file of files) {
        const saw = reached.get(file) ?? Math.max(0, ...(await witnessIn(file)).heads.keys())
        const lines = await sealsAfter(store, saw)
        const last = lines.at(-1)
        if (last) await append(file, lines)
        else await hasNotShrunk(store, file, saw)
        reached.set(file, last?.seal ?? saw)
      }
    },
  }
}

async function hasNotShrunk(store: Store, file: string, saw: number): Promise<void> {
  const last = await store.desk('proof', async client => (await client.query<{ last: number }>('select coalesce(max(number), 0) as last from obhut.audit_seal')).rows[0]?.last ?? 0)
  if (last < saw) throw new LogIsShort(file, saw, last)
}

const atATime = 10_000

async function sealsAfter(store: Store, number: number): Promise<Line[]> {
  return store.desk('proof', async client => {
    const { rows } = await client.query<Line>(`select number as seal, at, entries, encode(head, 'hex') as head from obhut.audit_seal where number > $1 order by number limit ${atATime}`, [number])
    return rows
  })
}

/** On the disk before anybody goes on; by the way of opening, because the process that serves may not call fsync. */
async function append(file: string, lines: readonly Line[]): Promise<void> {
  const handle = await open(file, constants.O_CREAT | constants.O_APPEND | constants.O_WRONLY | constants.O_DSYNC, 0o600)
  try {
    await handle.appendFile(lines.map(line => `${JSON.stringify(line)}\n`).join(''))
  } finally {
    await handle.close()
  }
}
