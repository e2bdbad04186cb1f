import type { PublishPacket } from 'aedes'
import type { Credentials, MqttClient, MqttHandler, MqttLinks } from '../../platform/mqtt.ts'
import { liesWithin } from './filters.ts'

/** A client that was let in, by which handler. */
export interface Guest {
  /** The id under which the broker knows it: of two connections with the same the newer wins. */
  readonly id: string
  readonly handler: MqttHandler<any> // any: each handler knows its own clients
  readonly client: MqttClient<any> // any: see handler
  readonly links: MqttLinks
  /** Topics that it was found to be allowed. */
  readonly topics: Set<string>
}

export const idBehind = (handler: MqttHandler, id: string): string => `${handler.name}/${id}`

/** Asks one handler after the other. */
export async function admitted(
  handlers: readonly MqttHandler<any>[], // any: see Guest
  credentials: Credentials,
  linksOf: (handler: MqttHandler<any>) => MqttLinks, // any: see Guest
): Promise<Guest | undefined> {
  for (const handler of handlers) {
    const client = await handler.admits(credentials)
    if (client) return { id: idBehind(handler, client.id), handler, client, links: linksOf(handler), topics: new Set() }
  }
  return undefined
}

/** What is wrong with a message, by which its connection ends. */
export function messageFault({ topic, retain, qos }: PublishPacket, { client, topics }: Guest): string | undefined {
  if (retain) return 'nothing is retained here'
  if (qos === 2) return 'quality of service 2 is not spoken here'
  if (topics.has(topic)) return undefined
  if (!client.publishes.some(filter => liesWithin(topic, filter))) return 'not a topic of this client'
  // A client has few topics, so each is looked at once; one that makes up ever new ones gains nothing.
  if (topics.size < 20) topics.add(topic)
  return undefined
}
