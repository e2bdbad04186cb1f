import { contracts } from './contract.ts'

/**
 * Who may come in over MQTT, and what for. Any number of modules may offer a handler; a client belongs to the first
 * that lets it in.
 */
export const MqttHandlers = contracts<MqttHandler<any>>('platform.mqtt-handlers') // any: each handler has a kind of client of its own

export interface MqttHandler<P = unknown> {
  readonly name: string
  /**
   * Who this is, or null: then the next handler is asked. `id` names the client for ever (the gateway's id): of two
   * connections with one `id` the newer wins. Must take the same time whether or not the user name is known.
   */
  admits(credentials: Credentials): Promise<MqttClient<P> | null>
  /**
   * Takes in one message. The client's publish is acknowledged when this resolves, so resolve after the commit. When it
   * rejects, the connection is closed without an acknowledgement and the client sends again; what cannot be understood
   * is therefore not a rejection, nor is what the store refuses for good: note it, tell the client on a topic of its
   * own, and resolve.
   */
  receives(client: MqttClient<P>, topic: string, payload: Buffer, links: MqttLinks): Promise<void>
  /**
   * The client is there and can be sent to: at its first connection, and again when a newer one takes over; or it is
   * gone.
   */
  comes?(client: MqttClient<P>, links: MqttLinks): void
  goes?(client: MqttClient<P>): void
}

export interface Credentials {
  readonly username: string
  readonly password: Buffer
  readonly clientId: string
}

export interface MqttClient<P = unknown> {
  readonly id: string
  /** Whatever the handler wants to remember. */
  readonly principal: P
  /**
   * Filters of the topics that it may publish to: `gateway/7/up/#`. A message on another topic closes the connection.
   */
  readonly publishes: readonly string[]
  /** Filters within which it may subscribe: `gateway/7/down/#`. Another subscription is refused in the SUBACK. */
  readonly subscribes: readonly string[]
}

/** The way back to connected clients of this process. */
export interface MqttLinks {
  /** Sends with QoS 1. True if the client is connected here; whether it got it, it has to say itself. */
  send(clientId: string, topic: string, payload: string | Buffer): boolean
  connected(clientId: string): boolean
  /** Ends a connection, for one that was deleted or whose secret was changed. */
  disconnect(clientId: string): void
}
