import { AsyncLocalStorage } from 'node:async_hooks'
import type { Recipient } from '../statement/manifest.ts'
import { NotStatedDisclosure } from './hand-over.ts'

/** A host with a port, as one connects to it. */
export interface Destination {
  readonly host: string
  readonly port: number
}

/** What is open while something is handed over. */
export interface Opened {
  readonly recipient: string
  readonly to: Destination
}

const opened = new AsyncLocalStorage<Opened>()

let rehearses = false
/** From now on this process opens no way to anybody: a restored copy is tried, and its people are real. */
export const closeForRehearsal = (): void => {
  rehearses = true
}

/**
 * Opens the way to one host of a recipient for as long as `work` runs, and for nothing else that runs meanwhile. A host
 * that the manifest does not name among the recipient's stays closed, whoever asks.
 *
 *     await openTo(recipient, { host: 'smtp.post.example', port: 465 }, () => hand(letter))
 */
export async function openTo<R>(recipient: Recipient, to: Destination, work: () => Promise<R>): Promise<R> {
  if (rehearses) throw new NotStatedDisclosure('this is a rehearsal: nothing leaves it')
  if (!isNamed(recipient.hosts ?? [], to))
    throw new NotStatedDisclosure(
      `the manifest does not name the host that is to be reached among the hosts of '${recipient.id}'`,
    )
  return opened.run({ recipient: recipient.id, to }, work)
}

/** What the running work may reach because of a hand-over; nothing in all other work. */
export const openedNow = (): Opened | undefined => opened.getStore()

/** Whether hosts as a manifest writes them (`db.internal:5432`; without a port, every port) name this one. */
export const isNamed = (hosts: readonly string[], { host, port }: Destination): boolean =>
  hosts.some(one => one === host.toLowerCase() || one === `${host.toLowerCase()}:${port}`)
