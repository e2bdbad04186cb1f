import type { Socket } from 'node:net'
import type { PublishPacket } from 'aedes'
import type { MqttLinks } from '../../platform/mqtt.ts'
import type { Inside } from './connection.ts'
import { liesWithin } from './filters.ts'

/** The way back to clients; `backlog` is how many bytes may wait to be sent to one of them. */
export function linksBy(find: (id: string) => Inside | undefined, backlog: number): MqttLinks {
  return {
    send(id, topic, payload) {
      const client = find(id)
      if (!client?.connected || !Object.keys(client.subscriptions).some(filter => liesWithin(topic, filter)))
        return false
      // Who does not take what it is sent loses the connection, not we our memory.
      if ((client.conn as unknown as Socket).writableLength > backlog) {
        client.close()
        return false
      }
      client.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false } as PublishPacket, () => {})
      return true
    },
    connected: id => find(id)?.connected ?? false,
    disconnect: id => {
      find(id)?.close()
    },
  }
}

export const anyOf = (all: readonly MqttLinks[]): MqttLinks => ({
  send: (id, topic, payload) => all.some(one => one.send(id, topic, payload)),
  connected: id => all.some(one => one.connected(id)),
  disconnect: id => {
    for (const one of all) one.disconnect(id)
  },
})
