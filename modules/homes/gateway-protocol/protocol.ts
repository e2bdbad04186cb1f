// The agreement of docs/gateway.md, as far as it is numbers and names.

export const protocol = 1
export const upward = ['hello', 'status', 'readings', 'events', 'results', 'offline'] as const
export type Upward = (typeof upward)[number]
export type Downward = 'welcome' | 'command' | 'time' | 'refused'

export const limits = {
  messageBytes: 102_400,
  readings: 1000,
  events: 100,
  devices: 64,
  channels: 32,
  aheadSeconds: 300,
  oldestDays: 730,
} as const
/** Keys stay for ever, so one gateway may not make up new ones without end. */
export const everKnown = { devices: 256, channels: 128 } as const
export const statusSeconds = 60

export const upTopic = (serial: string, what: Upward): string => `gateway/${serial}/up/${what}`
export const downTopic = (serial: string, what: Downward): string => `gateway/${serial}/down/${what}`
export const upTopics = (serial: string): string => `gateway/${serial}/up/#`
export const downTopics = (serial: string): string => `gateway/${serial}/down/#`

export type Why =
  | 'too-large'
  | 'not-utf8'
  | 'not-json'
  | 'wrong-shape'
  | 'unknown-topic'
  | 'hello-first'
  | 'wrong-protocol'
  | 'unclaimed'
  | 'too-many'
  | 'unknown-device'
  | 'unknown-channel'
  | 'unknown-command'
  | 'changed-channel'
  | 'not-switchable'
  | 'wrong-value'
  | 'wrong-time'
  | 'ahead'
  | 'too-old'
  | 'before-claim'
  | 'clock-off'
  | 'not-kept'
  | 'not-stated'

/** One thing that was not taken: its place in the list, why, and what would be right. */
export interface Refused {
  readonly at?: number
  readonly why: Why
  readonly says: string
}

/** A message that is refused as a whole. */
export class Unreadable extends Error {
  readonly refused: Refused
  constructor(why: Why, says: string) {
    super(says)
    this.refused = { why, says }
  }
}
