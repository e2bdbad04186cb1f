import type { Feed } from '../../platform/event-streams.ts'
import type { LiveReadings } from '../telemetry/contract.ts'
import type { HomeChange, Changes } from './changes.ts'
import type { Homes } from './home.ts'

export interface LiveNeeds {
  readonly homes: Pick<Homes, 'channelsOf' | 'stateOfDevice' | 'stateOfGateway'>
  readonly changes: Pick<Changes, 'listen'>
  readonly live: LiveReadings
}

/**
 * What happens in a home: readings, devices, gateways. Several changes of one thing that come while the database is
 * being asked are one question.
 */
export const homeFeed =
  ({ homes, changes, live }: LiveNeeds): Feed =>
  (account, put, failed) => {
    let listening = (): void => {}
    const stopListening = (): void => {
      listening()
    }
    let over = false

    /** The channels of this person, anew: a gateway may have announced more, or be gone. */
    async function listenToReadings(): Promise<void> {
      const channels = await homes.channelsOf(account)
      stopListening()
      if (over) return
      listening = live.listen(new Set(channels.keys()), readings => {
        for (const { channel, at, value } of readings) {
          const id = channels.get(channel)
          if (id !== undefined) put('reading', id, { channel: id, at: new Date(at).toISOString(), value })
        }
      })
    }
    async function look(change: HomeChange): Promise<void> {
      if (change.what === 'device') {
        const device = await homes.stateOfDevice(account, change.device)
        if (device) put('device', device.id, device)
        else await listenToReadings()
      } else if (change.what === 'gateway') {
        const found = await homes.stateOfGateway(account, change.claim)
        await listenToReadings()
        if (!found) return
        const { devices, ...gateway } = found
        put('gateway', gateway.id, gateway)
        for (const device of devices) put('device', device.id, device)
      }
    }

    const toLookAt = new Map<string, HomeChange>()
    let looking = false
    async function lookAtAll(): Promise<void> {
      if (looking) return
      looking = true
      try {
        for (let next = toLookAt.entries().next().value; next && !over; next = toLookAt.entries().next().value) {
          toLookAt.delete(next[0])
          await look(next[1])
        }
      } catch (error) {
        failed(error)
      } finally {
        looking = false
      }
    }
    const stopChanges = changes.listen(change => {
      if ((change.what !== 'device' && change.what !== 'gateway') || change.subject !== account) return
      toLookAt.set(change.what === 'device' ? `device ${change.device}` : `gateway ${change.claim}`, change)
      void lookAtAll()
    })
    return {
      ready: listenToReadings(),
      stop: () => {
        over = true
        stopChanges()
        stopListening()
      },
    }
  }
