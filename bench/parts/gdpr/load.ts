/**
 * One operation of a workload, by the words of the benchmark. `key` names a record, and through it its person, purpose
 * or object.
 */
export interface Operation {
  readonly does: Does
  readonly key: number
  readonly new: number
}
export type Does =
  | 'create'
  | 'delete by key'
  | 'delete by purpose'
  | 'read by key'
  | 'read by purpose'
  | 'read by user'
  | 'read by object'
  | 'update by key'
  | 'metadata by purpose'
  | 'metadata by user'
  | 'metadata by key'
  | 'read metadata by user'
  | 'read metadata by key'
  | 'read the log'
  | 'verify deletion'

export interface Workload {
  readonly name: string
  readonly mix: Partial<Record<Does, number>>
  readonly keys: 'uniform' | 'zipfian'
}

/**
 * The two published mixes of each role. Deleting a whole purpose takes four of a hundred records with it, so that its
 * share is held at one in two hundred here; the rest of its share goes to deletion by key.
 */
export const workloads: readonly Workload[] = [
  {
    name: 'controller, first mix',
    keys: 'uniform',
    mix: { create: 25, 'delete by key': 25, 'metadata by purpose': 25, 'metadata by user': 25 },
  },
  {
    name: 'controller, second mix',
    keys: 'uniform',
    mix: {
      create: 25,
      'delete by key': 24.5,
      'delete by purpose': 0.5,
      'metadata by purpose': 25,
      'metadata by user': 25,
    },
  },
  {
    name: 'customer, first mix',
    keys: 'zipfian',
    mix: {
      'read by key': 20,
      'read by purpose': 10,
      'read by user': 10,
      'update by key': 20,
      'metadata by purpose': 10,
      'metadata by user': 10,
      'delete by key': 20,
    },
  },
  {
    name: 'customer, second mix',
    keys: 'zipfian',
    mix: {
      'read by user': 20,
      'read metadata by key': 20,
      'update by key': 20,
      'metadata by key': 20,
      'delete by key': 20,
    },
  },
  {
    name: 'processor, first mix',
    keys: 'uniform',
    mix: { 'read by key': 20, 'read by purpose': 40, 'read by user': 40 },
  },
  {
    name: 'processor, second mix',
    keys: 'zipfian',
    mix: { 'read by key': 80, 'read by purpose': 10, 'read by object': 10 },
  },
  {
    name: 'regulator',
    keys: 'zipfian',
    mix: { 'read metadata by user': 46, 'read the log': 31, 'verify deletion': 23 },
  },
]

/** A generator of numbers that begins anew with its seed, so that both sides do the same. */
function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const items = 10_000_000_000
const theta = 0.99
const zeta = 26.46902820178302
const alpha = 1 / (1 - theta)
const eta = (1 - (2 / items) ** (1 - theta)) / (1 - (1 + 0.5 ** theta) / zeta)

/** A draw among ten thousand million by Zipf's law, scattered over the keys by a hash (FNV-1a of 64 bits). */
function scrambled(draw: number, keys: number): number {
  const scaled = draw * zeta
  const rank = scaled < 1 ? 0 : scaled < 1 + 0.5 ** theta ? 1 : Math.floor(items * (eta * draw - eta + 1) ** alpha)
  let hash = 0xcbf29ce484222325n
  let rest = BigInt(rank)
  for (let byte = 0; byte < 8; byte++) {
    hash = ((hash ^ (rest & 0xffn)) * 0x100000001b3n) & 0xffffffffffffffffn
    rest >>= 8n
  }
  return Number(hash % BigInt(keys))
}

export function operationsOf({ mix, keys }: Workload, records: number, operations: number): Operation[] {
  const next = chance(operations + records)
  const shares = Object.entries(mix) as [Does, number][]
  return Array.from({ length: operations }, (_, place) => {
    let at = next() * 100
    const does = shares.find(([, share]) => (at -= share) < 0)?.[0] ?? shares[0]![0] // every mix has one
    return {
      does,
      key: keys === 'uniform' ? Math.floor(next() * records) : scrambled(next(), records),
      new: records + place,
    }
  })
}
