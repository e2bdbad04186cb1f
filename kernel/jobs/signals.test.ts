import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { PoolClient } from 'pg'
import type { Store } from '../store/store.ts'
import { signalsOf } from './signals.ts'

it('a connection that is lost while it begins to listen ends nothing else', async () => {
  const unheard: unknown[] = []
  const hears = (reason: unknown): number => unheard.push(reason)
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', hears)
  try {
    const lost = Promise.withResolvers<void>()
    const client = Object.assign(new EventEmitter(), {
      query: async () => {
        client.emit('error', new Error('the connection is gone'))
        lost.resolve()
        throw new Error('it was not asked')
      },
    })
    const store = { bulk: (_: unknown, work: (of: PoolClient) => Promise<unknown>) => work(client as never) }
    const signals = signalsOf(store as unknown as Store, () => {}) // as: it needs no more of a store
    await lost.promise
    await pause(10)
    await signals.stop()
    expect(unheard).toEqual([])
  } finally {
    process.removeListener('unhandledRejection', hears)
    for (const one of others) process.on('unhandledRejection', one)
  }
})
