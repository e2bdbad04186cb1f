import { digest, type Digest } from './tree.ts'

/** From where somebody acted, as far as the manifest has it recorded. */
export interface Origin {
  readonly userName?: string | null
  readonly address?: string | null
  readonly browser?: string | null
  readonly browserVersion?: string | null
  readonly os?: string | null
}
export const originFields = ['userName', 'address', 'browser', 'browserVersion', 'os'] as const

/** The same as it is kept: a row of its own, its address encrypted under the row's key. */
export interface KeptOrigin extends Omit<Origin, 'address'> {
  readonly id: string
  readonly address: Buffer | null
}

/** What lies beside an entry about one person. */
export interface PersonFacts {
  readonly salt: Buffer
  readonly subject: string
  readonly part: 'acted' | 'concerned'
  readonly facts: unknown
}

/**
 * The digest of what lies beside an entry about one person: it stands in the entry, and without its salt it tells
 * nothing.
 */
export const digestOfFacts = ({ salt, subject, part, facts }: PersonFacts): Digest =>
  digest(Buffer.concat([field(salt), uuidField(subject), field(Buffer.from(part)), factsField(facts)]))

/** The digest of from where the actor came. What is encrypted enters as it lies there. */
export const digestOfOrigin = (salt: Buffer, subject: string, origin: KeptOrigin): Digest =>
  digest(
    Buffer.concat([
      field(salt),
      uuidField(subject),
      ...originFields.map(name => {
        const value = origin[name]
        return field(typeof value === 'string' ? Buffer.from(value) : (value ?? undefined))
      }),
    ]),
  )

/**
 * The same from a row as the database sends it: `kept` holds its fields with their lengths, one after the other,
 * `facts` what is not among them.
 */
export const digestOfKept = (kept: Buffer, facts?: Buffer): Digest =>
  digest(
    facts
      ? Buffer.concat([kept, facts.equals(none) ? noFacts : factsField(JSON.parse(facts.toString('utf8', 1)))])
      : kept,
  )

const uuidField = (id: string): Buffer => field(Buffer.from(id.replaceAll('-', ''), 'hex'))

/** A field as PostgreSQL's binary format has it: its length and its bytes; minus one for none. */
function field(bytes: Buffer | undefined): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(bytes?.length ?? -1)
  return bytes ? Buffer.concat([length, bytes]) : length
}

const factsField = (facts: unknown): Buffer => field(Buffer.from(canonical(facts)))
/** An empty object as `jsonb` goes over the wire, and as its field in the digest. */
const none = Buffer.from('\x01{}')
const noFacts = factsField({})

/** JSON with its keys in order: the database keeps facts, not the order in which they were said. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** One person's facts beside an entry, by their place there. */
export interface FactPlace {
  readonly entry: string
  readonly place: number
}

/** The digest of a list of facts that go with a person, in the order of entry and place. */
export function digestOfList(places: Iterable<{ readonly entry: Buffer; readonly place: number }>): Digest {
  const parts: Buffer[] = []
  for (const { entry, place } of places) parts.push(entry, Buffer.from([place]))
  return digest(Buffer.concat(parts))
}
