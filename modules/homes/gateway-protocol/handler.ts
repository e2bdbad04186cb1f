import { randomUUID, timingSafeEqual } from 'node:crypto'
import { span } from '../../../kernel/clock/clock.ts'
import { isRefusedForGood, NotStated } from '../../../kernel/problems/errors.ts'
import { platform } from '../../../kernel/store/work.ts'
import type { Units } from '../../../kernel/store/units.ts'
import type { Reporter, Stating } from '../../../platform/services.ts'
import type { Credentials, MqttHandler, MqttLinks } from '../../../platform/mqtt.ts'
import type { Telemetry } from '../../telemetry/contract.ts'
import { finding } from '../activities.ts'
import type { HomeChange, Changes } from '../changes.ts'
import type { commands } from '../commands.ts'
import { secretHash } from '../inventory.ts'
import { serialOf } from '../serials.ts'
import { gateway } from '../tables.ts'
import { takeCondition } from './condition.ts'
import {
  lineTo,
  newConnection,
  refuse,
  type Connection,
  type GatewayClient,
  type GatewayHolder,
  type Line,
} from './connection.ts'
import { greet, holderOf } from './hello.ts'
import { measuredIn, refusedByStore } from './measured.ts'
import { listIn, messageIn, type Json } from './parse.ts'
import { presence } from './presence.ts'
import { downTopics, limits, Unreadable, upTopics, upward, type Refused, type Upward } from './protocol.ts'
import { takeEvents, takeResult } from './switchings.ts'

export interface HandlerNeeds {
  readonly store: Units
  readonly stating: Stating
  readonly telemetry: Telemetry
  readonly reporter: Reporter
  readonly commands: ReturnType<typeof commands>
  readonly changes: Pick<Changes, 'tellOfArrival'>
}

/** Where gateways come in. */
export interface GatewayHandler extends MqttHandler<Connection> {
  comes(client: GatewayClient, links: MqttLinks): void
  goes(client: GatewayClient): void
  /** Something has changed that connected gateways have to know of. */
  hears(change: HomeChange): void
  /** Tells every connected gateway the time. */
  tellTime(): void
  noteSilence(): Promise<void>
  /** Ends what is still going on beside the connections. */
  close(): Promise<void>
}

interface Here {
  readonly client: GatewayClient
  readonly links: MqttLinks
  /** Names this connection among all processes. */
  readonly name: string
  /** This process has heard of its own arrival, so what it hears from now on came later. */
  arrived: boolean
}

/** What the statement in force says nothing of is not done, however often it is asked for. */
const unstated: Refused = {
  why: 'not-stated',
  says: 'This platform does not keep such messages, as its privacy statement does not state them: leave it out.',
}

/** A mistake in our own code over what this message says; errors of connections are no such. */
const isOursAlone = (error: unknown): boolean => error instanceof TypeError || error instanceof RangeError

export function gatewayHandler(needs: HandlerNeeds): GatewayHandler {
  const { store, reporter } = needs
  const here = new Map<string, Here>()
  const me = randomUUID()
  const present = presence(needs)
  const going = new Set<Promise<unknown>>()
  let closed = false
  /** Goes on beside what is answered; a fault in it is told and breaks nothing. */
  const unlessBroken = (what: string, work: Promise<unknown>): void => {
    const mine = work
      .catch(error => {
        reporter.fault(what, error)
      })
      .finally(() => going.delete(mine))
    going.add(mine)
  }

  async function takes(
    connection: Connection,
    what: Upward,
    payload: Buffer,
    line: Line,
    end: () => void,
  ): Promise<void> {
    if (what === 'offline') {
      unlessBroken('a gateway that goes', present.gone(connection))
      return
    }
    const message = messageIn(payload)
    if (what === 'hello') return greeted(connection, message, line, end)
    if (!connection.greeted)
      throw new Unreadable('hello-first', `Say hello before anything else: publish to 'up/hello'.`)
    const { holder } = connection
    if (!holder)
      throw new Unreadable('unclaimed', 'Nobody has claimed this gateway, so there is nobody whom this could be about.')
    if (what === 'readings') return takeReadings(connection, holder, message, line)
    if (present.isNews(connection)) unlessBroken('a sign of life', present.seen(connection))
    if (what === 'status') {
      refuse(line, what, await takeCondition(store, connection, holder, message))
      // A gateway sets its own clock by it.
      if (!store.clock.inDoubt) line.say('time', { time: store.clock.now().toISOString() })
    } else if (what === 'events') {
      const { refused, taken } = await takeEvents(store, connection, holder, message)
      refuse(line, what, refused, taken)
    } else refuse(line, what, await takeResult(store, holder, message))
  }

  async function greeted(connection: Connection, message: Json, line: Line, end: () => void): Promise<void> {
    // When it was retired after it was let in and before it was here, nobody was there to be told.
    if (await isRetired(connection.gateway)) return end()
    await greet(needs, connection, message, line)
    if (connection.holder) await handOver(connection.holder, line, true)
  }
  const handOver = (holder: GatewayHolder, line: Line, again = false): Promise<void> =>
    needs.commands.handOver(holder, command => line.say('command', command), { again })

  async function takeReadings(connection: Connection, holder: GatewayHolder, message: Json, line: Line): Promise<void> {
    const { items, refused: tooMany } = listIn(message, 'readings', limits.readings)
    const { readings, places, refused } = measuredIn(items, connection, holder, span(store.clock))
    const taken = readings.length ? await needs.telemetry.append(readings) : { refused: [] }
    if (present.isNews(connection)) unlessBroken('a sign of life', present.seen(connection))
    const all = [...tooMany, ...refused, ...refusedByStore(taken.refused, places)]
    if (all.length)
      refuse(
        line,
        'readings',
        all.sort((a, b) => (a.at ?? 0) - (b.at ?? 0)),
        readings.length - taken.refused.length,
      )
  }

  return {
    name: 'gateways',

    async admits({ username, password }: Credentials) {
      // What is no serial number in its one form is nobody's, and gets no further than this.
      const serial = serialOf(username) === username ? username : ''
      const found = await store.under(finding, platform, work =>
        work
          .read(gateway, 'id', 'serial', 'secret')
          .where('serial', '=', serial)
          .where('retiredAt', 'is', null)
          .executeTakeFirst(),
      )
      // The same work whether or not there is such a gateway.
      const right = timingSafeEqual(secretHash(password), found?.secret ?? secretHash('nobody'))
      if (!found || !right) return null
      return {
        id: found.id,
        principal: newConnection(found.id, found.serial),
        publishes: [upTopics(found.serial)],
        subscribes: [downTopics(found.serial)],
      }
    },

    comes(client, links) {
      const name = `${me}/${randomUUID()}`
      here.set(client.id, { client, links, name, arrived: false })
      unlessBroken('a gateway that came', needs.changes.tellOfArrival(client.id, name))
    },
    goes(client) {
      // Of two connections the newer wins, and the end of the older one is no news.
      if (here.get(client.id)?.client !== client) return
      here.delete(client.id)
      // When the platform itself closes, nothing is said about the gateways; they are silent soon enough if it stays
      // closed.
      if (!closed) unlessBroken('a gateway that went', present.gone(client.principal))
    },

    async receives(client, topic, payload, links) {
      const connection = client.principal
      const line = lineTo(client, links)
      const what = connection.topics.get(topic)
      if (what === undefined)
        return refuse(line, topic.slice(0, 100), [
          { why: 'unknown-topic', says: `A gateway publishes to: ${upward.map(one => `up/${one}`).join(', ')}.` },
        ])
      // The last will of a connection that a newer one has replaced is no news either.
      if (what === 'offline' && here.get(client.id)?.client !== client) return
      const work = connection.turn.then(() =>
        takes(connection, what, payload, line, () => {
          links.disconnect(client.id)
        }).catch(error => {
          if (error instanceof Unreadable) return refuse(line, what, [error.refused])
          if (error instanceof NotStated && error.itself) return refuse(line, what, [unstated])
          if (!isRefusedForGood(error) && !isOursAlone(error) && !(error instanceof NotStated)) throw error
          // Not acknowledged, it would come again for ever, and nothing else of this gateway would ever come through.
          reporter.fault('mqtt message', error)
          refuse(line, what, [
            {
              why: 'not-kept',
              says: 'This message could not be kept, and would not be the next time: leave it out. Whoever runs this platform has been told.',
            },
          ])
        }),
      )
      // Readings need not wait for one another, only for what came before them.
      if (what !== 'readings') connection.turn = work.catch(() => {})
      await work
    },

    hears(change) {
      if (change.what === 'came') replaced(change)
      if (change.what === 'claim' || change.what === 'retired' || change.what === 'anything') {
        for (const one of change.what !== 'anything' ? [here.get(change.gateway)] : here.values())
          if (one) unlessBroken('a claim that changed', endIfOthers(one))
      }
      if (change.what === 'command' || change.what === 'anything') {
        for (const { client, links } of here.values()) {
          const { holder } = client.principal
          if (holder && (change.what === 'anything' || holder.claim === change.claim))
            unlessBroken('a command', handOver(holder, lineTo(client, links)))
        }
      }
    },

    tellTime() {
      const time = store.clock.now().toISOString()
      for (const { client, links } of here.values()) lineTo(client, links).say('time', { time })
    },
    noteSilence: present.noteSilence,
    async close() {
      closed = true
      await Promise.all(going)
    },
  }

  /** Of two connections of one gateway the newer wins, also where another process has it. */
  function replaced({ gateway: id, connection }: Extract<HomeChange, { what: 'came' }>): void {
    const one = here.get(id)
    if (one?.name === connection) one.arrived = true
    if (!one?.arrived || connection.startsWith(me)) return
    here.delete(id)
    one.links.disconnect(id)
  }

  async function isRetired(id: string): Promise<boolean> {
    return (
      (await store.under(finding, platform, work =>
        work.read(gateway, 'id').where('id', '=', id).where('retiredAt', 'is not', null).executeTakeFirst(),
      )) !== undefined
    )
  }

  /** A gateway that belongs to somebody else now, or to nobody, comes in anew and learns how things stand. */
  async function endIfOthers({ client, links }: Here): Promise<void> {
    const connection = client.principal
    await connection.turn // a hello that is being worked on may have seen how things stood before
    if (await isRetired(connection.gateway)) return links.disconnect(client.id)
    const holder = await holderOf(store, connection.gateway)
    if (!connection.greeted || holder?.claim === connection.holder?.claim) return
    connection.holder = undefined
    links.disconnect(client.id)
  }
}
