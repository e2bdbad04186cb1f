import { setTimeout as pause } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import { DatabaseRefusal, isLost } from '../../kernel/problems/errors.ts'
import { bulkWay } from '../../kernel/store/bulk.ts'
import type { Units } from '../../kernel/store/units.ts'
import { copied } from './copied.ts'
import type { Live } from './live.ts'
import { reading } from './tables.ts'
import { withCare } from './dedup-writer.ts'
import { Line, type Counts, type PendingAppend } from './waiting.ts'

export interface Writers {
  add(one: PendingAppend, surelyNew: boolean): void
  /** Values that wait or are being written. */
  readonly values: number
  listen(): Promise<void>
  stop(): Promise<void>
}

/** One more than one, so that one writes while the other waits for the disk. */
const connections = 2
/** Messages and values of one batch at most. */
const messages = 1000
const values = 6000

/** Writes what waits, as soon as a connection is free: alone when little comes in, in large batches when much does. */
export function writers({
  store,
  live,
  fault,
}: {
  store: Units
  live: Live
  fault: (what: string, error: unknown) => void
}): Writers {
  const way = bulkWay(store, reading)
  const { leaves } = way
  const fast = new Line()
  const careful = new Line()
  let writing = 0
  let turn = false
  let stopped = false
  let idle: (() => void)[] = []
  let ended: Promise<unknown> = Promise.resolve()

  const wake = (): void => {
    idle.shift()?.()
  }
  const waiting = (): number => fast.length + careful.length

  /** Works on one connection until it breaks or all is done. */
  async function work(client: PoolClient): Promise<void> {
    for (;;) {
      while (waiting() === 0) {
        if (stopped) return
        await new Promise<void>(resolve => {
          idle.push(resolve)
        })
      }
      // By turns: neither is left behind by a stream of the other that never ends.
      turn = !turn
      const line = careful.length > 0 && (turn || fast.length === 0) ? careful : fast
      const batch = line.take(messages, values)
      const size = batch.reduce((sum, one) => sum + one.readings.length, 0)
      writing += size
      try {
        await write(client, batch, line === careful)
      } finally {
        writing -= size
      }
    }
  }

  async function write(client: PoolClient, batch: readonly PendingAppend[], care: boolean): Promise<void> {
    try {
      if (!care) {
        await copied(client, batch, leaves)
        for (const one of batch) settle(one, { kept: one.readings.length, repeated: 0, differing: 0 })
        return
      }
      const counts = await withCare(client, batch, leaves)
      batch.forEach((one, index) => {
        settle(one, counts[index]!) // one for each
      })
    } catch (error) {
      if (isLost(error)) {
        // Whether it was committed nobody knows: written again with care it is there once, either way.
        for (const one of batch) careful.add(one)
        throw error
      }
      if (error instanceof DatabaseRefusal && error.code === '42P01') leaves.forget()
      await retry(client, batch, care, error)
    }
  }

  /** Something in the batch could not be written as it is: what is right beside it is written all the same. */
  async function retry(
    client: PoolClient,
    batch: readonly PendingAppend[],
    care: boolean,
    error: unknown,
  ): Promise<void> {
    if (!care && liesInTheRows(error)) return write(client, batch, true)
    if (batch.length === 1 || !liesInTheRows(error)) {
      fault('readings could not be written', error)
      for (const one of batch) one.failed(error)
      return
    }
    const middle = batch.length >> 1
    await write(client, batch.slice(0, middle), true)
    await write(client, batch.slice(middle), true)
  }

  function settle(one: PendingAppend, counts: Counts): void {
    one.done(counts)
    if (counts.kept > 0) live.tell(one.readings)
  }

  async function keepWriting(): Promise<void> {
    for (let failures = 0; !stopped || waiting() > 0; failures++) {
      try {
        await way.write(work)
        return
      } catch (error) {
        fault('the connection that writes readings broke', error)
        if (stopped && failures > 5) break
        await pause(Math.min(5000, 100 * 2 ** failures))
      }
    }
  }

  return {
    add(one, surelyNew) {
      if (stopped) return one.failed(new Stopped())
      ;(surelyNew ? fast : careful).add(one)
      wake()
    },
    get values() {
      return fast.values + careful.values + writing
    },
    async listen() {
      ended = Promise.all(Array.from({ length: connections }, keepWriting))
    },
    async stop() {
      stopped = true
      for (const wakeUp of idle) wakeUp()
      idle = []
      await ended
      for (const one of [...fast.take(Infinity, Infinity), ...careful.take(Infinity, Infinity)])
        one.failed(new Stopped())
    },
  }
}

class Stopped extends Error {
  constructor() {
    super('the platform is stopping and takes nothing more in')
    this.name = 'Stopped'
  }
}

/**
 * Some row is at fault (there already, out of range, in each other's way), or its leaf is gone; not our rights, nor the
 * statement.
 */
const liesInTheRows = (error: unknown): boolean =>
  error instanceof DatabaseRefusal && /^(22|23|40|42P01)/.test(error.code)
