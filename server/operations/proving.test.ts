import { describe, expect, it } from 'vitest'
import { days, later } from '../../kernel/clock/clock.ts'
import type { Store } from '../../kernel/store/store.ts'
import type { LatestProof } from '../../kernel/proof/kept.ts'
import { eraseSubject } from '../../kernel/rights/erase.ts'
import { parts, signedIn } from '../../modules/identity/people-for-test.ts'
import { aWorld } from '../testing/world.ts'
import { proveWhenDue } from './proving.ts'

const now = new Date('2026-03-01T12:00:00Z')
const store = { inForce: { version: 1 }, clock: { now: () => now } } as unknown as Pick<Store, 'inForce' | 'clock'> // what else they hold is not looked at
const proof = (at: Date): LatestProof => ({ at, version: 1 }) as unknown as LatestProof // as above

/** What is done where the last proof was made then, and in which order. */
async function doneAfter(last: Date | undefined, sweep = async (): Promise<void> => {}): Promise<string[]> {
  const done: string[] = []
  const proving = {
    latest: async () => last && proof(last),
    prove: async () => {
      done.push('proved')
      return proof(now)
    },
  }
  await proveWhenDue({ store }, proving, async () => {
    done.push('swept')
    await sweep()
  }).catch((error: Error) => {
    done.push(error.message)
  })
  return done
}

describe('the daily proof', () => {
  it('comes after a sweep, so that what fell due meanwhile is no broken promise', async () => {
    expect(await doneAfter(undefined)).toEqual(['swept', 'proved'])
    expect(await doneAfter(later(now, -days(1)))).toEqual(['swept', 'proved'])
  })
  it('comes also where the sweep fails, which is told', async () => {
    expect(
      await doneAfter(undefined, async () => {
        throw new Error('a row in use')
      }),
    ).toEqual(['swept', 'proved', 'a row in use'])
  })
  it('waits for its day', async () => {
    expect(await doneAfter(later(now, 1 - days(1)))).toEqual([])
  })
})

describe('a platform that was off for longer than backups are kept', () => {
  it('tells of no broken promise: the ledger, too, loses what no backup is old enough for before it is looked at', async () => {
    const world = await aWorld({ modules: parts })
    await signedIn(world, 'ida@example.org')
    const [ida] = await world.rows<{ id: string }>('select id from identity.account')
    await eraseSubject(world.store, { kind: 'customer', id: ida!.id }, {}) // she has just signed up
    await world.turnBy(days(1))
    await world.turnBy(days(33))
    expect(world.faults).toEqual([])
  })
})
