import { digest, type Digest } from './tree.ts'

/** What the log may hold of whoever acts, where the manifest asks for it. */
export interface Origin {
  readonly userName?: string | null, readonly address?: string | null
  readonly browser?: string | null, readonly browserVersion?: string | null, readonly os?: string | null
}
export const originFields = ['userName', 'address', 'browser', 'browserVersion', 'os'] as const

/** What lies beside an entry about one person. */
export interface PersonFacts {
  readonly salt: Buffer
  readonly subject: string
  readonly part: 'acted' | 'concerned'
  readonly origin: Origin
  readonly facts: unknown
}

/** The digest of what lies beside an entry about one person: it stands in the entry, and without its salt it tells nothing. */
export const digestOfFacts = ({ salt, subject, part, origin, facts }: PersonFacts): Digest => digest(Buffer.concat([
  field(salt), field(Buffer.from(subject.replaceAll('-', ''), 'hex')), field(Buffer.from(part)),
  ...originFields.map(name => field(origin[name] == null ? undefined : Buffer.from(origin[name]))), factsField(facts),
]))

/** The same from the row as the database sends it: `kept` holds the fields from salt to system with their lengths, one after the other. */
export const digestOfKept = (kept: Buffer, facts: Buffer): Digest => digest(Buffer.concat([kept, facts.length === none.length && facts.equals(none) ? noFacts : factsField(JSON.parse(facts.toString('utf8', 1)))]))

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
  return JSON.stringify(value, (_, inner: unknown) => typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Date)
    ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => a < b ? -1 : 1)) : inner)
}

/** One person's facts beside an entry, by their place there. */
export interface Place { readonly entry: string, readonly place: number }

/** The digest of a list of facts that go with a person, in the order of entry and place. */
export function digestOfList(places: Iterable<{ readonly entry: Buffer, readonly place: number }>): Digest {
  const parts: Buffer[] = []
  for (const { entry, place } of places) parts.push(entry, Buffer.from([place]))
  return digest(Buffer.concat(parts))
}
