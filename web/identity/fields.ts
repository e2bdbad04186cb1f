import type { Site } from '../queries.ts'
import type { Section } from '../parts/Form.tsx'
import type { FieldRules } from '../parts/asked.ts'
import type { WordsOf } from '../locales/words.tsx'
import type { identityWords } from './words/index.ts'

type Room = 'access' | 'person' | 'address' | 'gateway' | 'more'
/**
 * Where a field stands on the form and how much of a line it takes. What the statement adds beyond these comes last.
 */
const places: Record<string, readonly [room: Room, share?: NonNullable<FieldRules['share']>]> = {
  serial: ['gateway'],
  gender: ['person'],
  firstName: ['person', 'half'],
  lastName: ['person', 'half'],
  company: ['person'],
  phone: ['person'],
  street: ['address'],
  postcode: ['address', 'third'],
  city: ['address', 'rest'],
  country: ['address'],
  mail: ['access'],
  password: ['access'],
}
const order: readonly Room[] = ['gateway', 'person', 'address', 'access', 'more']

/** The fields that the statement in force asks for, arranged as one would write a letterhead. */
export function arranged(fields: Site['registration']['fields'], t: WordsOf<typeof identityWords>): Section[] {
  const asked = fields.map<FieldRules & { room: Room }>(field => {
    const [room, share] = places[field.name] ?? ['more']
    return { ...field, room, ...(share && { share }), fresh: field.kind === 'password' }
  })
  const names = Object.keys(places)
  const rank = ({ name }: FieldRules) => (names.includes(name) ? names.indexOf(name) : names.length)
  return order.flatMap(room => {
    const asks = asked.filter(field => field.room === room).sort((one, other) => rank(one) - rank(other))
    return asks.length ? [{ title: t.register[room], asks: saidOnce(asks) }] : []
  })
}

/** Of neighbours that are asked for the same reason the last one says it. */
const saidOnce = (asks: readonly FieldRules[]): FieldRules[] =>
  asks.map((field, at) => {
    const next = asks[at + 1]
    return next && next.why === field.why && next.without === field.without ? { ...field, why: '', without: '' } : field
  })

/**
 * Those that the account keeps and lets one correct: neither the address of the sign-in nor its secret nor the
 * gateway's number.
 */
export const correctable = (fields: Site['registration']['fields']) =>
  fields
    .filter(({ kind }) => !['email', 'password', 'serial'].includes(kind))
    // What nobody gets without it is a matter of opening an account; this one is open.
    .map(field => ({ ...field, without: '' }))
