import { describe, expect, it } from 'vitest'
import { days, later, minutes, seconds } from '../../kernel/clock/clock.ts'
import { healthOf } from './health.ts'

/** A relay, and what was told of it. */
function aHealth() {
  const told: string[] = []
  let now = new Date('2026-12-01T10:00:00Z')
  const health = healthOf({
    reporter: { fault: (_, error) => told.push((error as Error).name) },
    now: () => now,
    relay: 'relay.example:25',
  })
  return { health, told, passes: (time: number) => (now = later(now, time)) }
}
const fails = { is: 'not now', answer: 'unreachable', trouble: 'unreachable' } as const

describe('a relay that fails', () => {
  it('rests for a minute, and is told of once it has failed for ten', () => {
    const { health, told, passes } = aHealth()
    health.heard(fails)
    expect(health.restsUntil()).toBeDefined()
    passes(minutes(1))
    expect([health.restsUntil(), told]).toEqual([undefined, []])
    passes(minutes(9))
    health.heard(fails)
    expect(told).toEqual(['MailRelayFails'])
    passes(minutes(59))
    health.heard(fails)
    expect(told).toHaveLength(1)
    passes(minutes(1))
    health.heard(fails)
    expect(told).toHaveLength(2)
  })
  it('while the clock is ahead rests no longer once it is right, and is told of as usual', () => {
    const { health, told, passes } = aHealth()
    passes(days(600))
    health.heard(fails)
    passes(minutes(10))
    health.heard(fails)
    expect(told).toHaveLength(1)
    passes(-days(600))
    expect(health.restsUntil()).toBeUndefined()
    health.heard(fails)
    expect(health.restsUntil()).toBeDefined()
    passes(seconds(61))
    expect(health.restsUntil()).toBeUndefined()
    expect(told).toHaveLength(2)
  })
})
