import type { PublishPacket } from 'aedes'
import type { Credentials, MqttClient, MqttDoor, MqttLinks } from '../../house/mqtt.ts'
import { liesWithin } from './filters.ts'

/** A client that was let in, by which door. */
export interface Guest {
  /** The id under which the broker knows it: of two connections with the same the newer wins. */
  readonly id: string
  readonly door: MqttDoor<any> // any: each door knows its own clients
  readonly client: MqttClient<any> // any: see door
  readonly links: MqttLinks
  /** Topics that it was found to be allowed. */
  readonly topics: Set<string>
}

export const idBehind = (door: MqttDoor, id: string): string => `${door.name}/${id}`

/** Asks one door after the other. */
export async function admitted(doors: readonly MqttDoor<any>[], credentials: Credentials, linksOf: (door: MqttDoor<any>) => MqttLinks): Promise<Guest | undefined> { // any: see door
  for (const door of doors) {
    const client = await door.admits(credentials)
    if (client) return { id: idBehind(door, client.id), door, client, links: linksOf(door), topics: new Set() }
  }
  return undefined
}

/** What is wrong with a message, by which its connection ends. */
export function faultOf({ topic, retain, qos }: PublishPacket, { client, topics }: Guest): string | undefined {
  if (retain) return 'nothing is retained here'
  if (qos === 2) return 'quality of service 2 is not spoken here'
  if (topics.has(topic)) return undefined
  if (!client.publishes.some(filter => liesWithin(topic, filter))) return 'not a topic of this client'
  // A client has few topics, so each is looked at once; one that makes up ever new ones gains nothing.
  if (topics.size < 20) topics.add(topic)
  return undefined
}
