import type { MqttClient, MqttLinks } from '../../../platform/mqtt.ts'
import { downTopic, upTopic, upward, type Downward, type Refused, type Upward } from './protocol.ts'

/** Who has the gateway. */
export interface GatewayHolder {
  readonly claim: string
  readonly subject: string
  readonly since: Date
}

export interface KnownChannel {
  readonly number: number
  readonly kind: 'counter' | 'gauge'
}
export interface KnownDevice {
  readonly id: string
  readonly switchable: boolean
  readonly channels: ReadonlyMap<string, KnownChannel>
}

/** One connection of a gateway: what was found out about it since it came. */
export interface Connection {
  readonly gateway: string
  readonly serial: string
  /** What is said on which topic. */
  readonly topics: ReadonlyMap<string, Upward>
  /** It has said hello. */
  greeted: boolean
  /** Undefined while nobody has claimed it. */
  holder: GatewayHolder | undefined
  devices: ReadonlyMap<string, KnownDevice>
  /** What it said last is worked on; hello and all else but readings go one after the other. */
  turn: Promise<unknown>
  /** What is written down about its being there, one after the other. */
  noting: Promise<unknown>
  lastSeen: Date | undefined
  lastNoted: Date | undefined
}
export type GatewayClient = MqttClient<Connection>

export function newConnection(gateway: string, serial: string): Connection {
  const topics = new Map(upward.map(what => [upTopic(serial, what), what]))
  return {
    gateway,
    serial,
    topics,
    greeted: false,
    holder: undefined,
    devices: new Map(),
    turn: Promise.resolve(),
    noting: Promise.resolve(),
    lastSeen: undefined,
    lastNoted: undefined,
  }
}

/** A way to say something to a connected gateway. */
export interface Line {
  say(what: Downward, message: object): boolean
}
export const lineTo = (client: GatewayClient, links: MqttLinks): Line => ({
  say: (what, message) => links.send(client.id, downTopic(client.principal.serial, what), JSON.stringify(message)),
})

const told = 20

/** Tells a gateway what was not taken and what would be right. */
export function refuse(line: Line, topic: string, refused: readonly Refused[], taken = 0): void {
  if (refused.length === 0) return
  line.say('refused', { topic, refused: refused.length, taken, items: refused.slice(0, told) })
}
