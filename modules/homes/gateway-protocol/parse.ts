import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import { limits, Unreadable, type Refused } from './protocol.ts'

export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The one JSON object that a message is. */
export function messageIn(payload: Buffer): Json {
  if (payload.length > limits.messageBytes)
    throw new Unreadable(
      'too-large',
      `A message has at most ${limits.messageBytes} bytes; this had ${payload.length}. Send it in parts.`,
    )
  if (!isUtf8(payload))
    throw new Unreadable('not-utf8', 'A message is JSON in UTF-8; this holds bytes that are no UTF-8.')
  let value: unknown
  try {
    value = JSON.parse(payload.toString('utf8'))
  } catch {
    throw new Unreadable('not-json', 'A message is one JSON object; this is no JSON.')
  }
  if (!isObject(value)) throw new Unreadable('wrong-shape', `A message is one JSON object; this is ${named(value)}.`)
  return value
}

/** The list that a message is about, and what of it is too much. */
export function listIn(
  message: Json,
  name: string,
  atMost: number,
): { readonly items: readonly unknown[]; readonly refused: readonly Refused[] } {
  const list = message[name]
  if (!Array.isArray(list)) throw new Unreadable('wrong-shape', `'${name}' is a list; this is ${named(list)}.`)
  if (list.length <= atMost) return { items: list, refused: [] }
  const says = `'${name}' has at most ${atMost} items; send the others in a further message.`
  return {
    items: list.slice(0, atMost),
    refused: list.slice(atMost).map((_, index) => ({ at: atMost + index, why: 'too-many', says })),
  }
}

/** What an item has to be, or a sentence about the first thing that it is not. */
export function shaped<T>(schema: z.ZodType<T>, value: unknown): { readonly is: T } | { readonly says: string } {
  const parsed = schema.safeParse(value)
  if (parsed.success) return { is: parsed.data }
  const [issue] = parsed.error.issues
  const path = issue?.path.map(String).join('.')
  return { says: `${path ? `'${path}': ` : ''}${issue?.message ?? 'not as agreed'}.` }
}

/** Says what somebody sent, briefly, so that a text of theirs never becomes a message of ours. */
export function named(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return (
    { string: 'a string', number: 'a number', boolean: 'true or false', object: 'an object' }[
      typeof value as 'string'
    ] ?? 'something else'
  )
}
/** A name of theirs in a sentence of ours. */
export const quoted = (name: unknown): string =>
  typeof name === 'string' ? `'${name.slice(0, 40).replace(/[^\p{L}\p{N} ._-]/gu, '?')}'` : named(name)

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/

let lastRead = { text: '', time: undefined as number | undefined }

/** Milliseconds of a time as the agreement writes it, or undefined. A day that no calendar has is no time. */
export function timeIn(value: unknown): number | undefined {
  // Values that were measured together bear the same time, so it is read once.
  if (typeof value === 'string' && value === lastRead.text) return lastRead.time
  const time = read(value)
  if (time !== undefined) lastRead = { text: value as string, time }
  return time
}

function read(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 24 || !moment.test(value)) return undefined
  const time = Date.parse(value)
  // Some engines read 30 February as 1 March.
  return Number.isNaN(time) || new Date(time).getUTCDate() !== Number(value.slice(8, 10)) ? undefined : time
}
