import type { Store } from '../store/store.ts'
import { eachDigest, headOf, type Seal } from '../sealing/seal.ts'
import { bytesOf, digestIn, pathIn, rootBy, type Digest, type Step } from '../audit/tree.ts'

/**
 * Shows that one entry stands in the log: with it, the entry and a head from a witness anybody can check that, without
 * the rest of the log.
 */
export interface Inclusion {
  readonly leaf: Digest
  /** Thirteen digests at most: as many entries as a seal takes. */
  readonly path: readonly Step[]
  readonly seal: Seal
}

/**
 * An entry as it stands in the log, and the proof that it does; undefined where there is none, without a proof where it
 * is not sealed yet.
 */
export interface ShownEntry {
  readonly entry: {
    readonly id: string
    readonly at: Date
    readonly activity: string
    readonly what: string
    readonly about: string | null
    readonly rows: number
    readonly actor: string
  }
  readonly inclusion?: Inclusion
}

export async function entryIn(store: Store, id: string): Promise<ShownEntry | undefined> {
  return store.desk(
    'proof',
    async client => {
      const {
        rows: [found],
      } = await client.query<ShownEntry['entry'] & { seal: number | null; place: number }>(
        'select id, at, activity, what, about, rows, actor, seal, place from obhut.audit_entry where id = $1',
        [id],
      )
      if (!found) return undefined
      const { seal: number, place, ...entry } = found
      if (number === null) return { entry }
      const {
        rows: [seal],
      } = await client.query<{ number: number; at: Date; entries: number; root: Buffer; before: Buffer }>(
        'select number, at, entries, root, before from obhut.audit_seal where number = $1',
        [number],
      )
      if (!seal) return { entry }
      const leaves: Digest[] = []
      await eachDigest(client, number, leaf => {
        leaves.push(leaf)
      })
      return {
        entry,
        inclusion: {
          leaf: leaves[place] ?? digestIn(Buffer.alloc(32)),
          path: pathIn(leaves, place),
          seal: { ...seal, root: digestIn(seal.root), before: digestIn(seal.before) },
        },
      }
    },
    { snapshot: true },
  )
}

/** The head that a witness must have seen, if this entry stands in the log. */
export const headBy = ({ leaf, path, seal }: Inclusion): Digest => headOf({ ...seal, root: rootBy(path, leaf) })

/** How many bytes the proof takes. */
export const sizeOf = ({ path }: Inclusion): number => 32 + path.length * 33 + 20 + 32

/** The same for people and programs, in hexadecimal. */
export const inclusionInWords = (inclusion: Inclusion) => ({
  leaf: hex(inclusion.leaf),
  path: inclusion.path.map(({ on, beside }) => ({ [on]: hex(beside) })),
  seal: {
    number: inclusion.seal.number,
    at: inclusion.seal.at,
    entries: inclusion.seal.entries,
    before: hex(inclusion.seal.before),
  },
  head: hex(headBy(inclusion)),
  bytes: sizeOf(inclusion),
})
const hex = (of: Digest): string => bytesOf(of).toString('hex')
