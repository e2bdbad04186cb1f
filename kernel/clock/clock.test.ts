import { describe, expect, it } from 'vitest'
import { bySkew, days, hasPassed, hours, later, minutes, seconds, span, stillLasts, surelyReached } from './clock.ts'

const now = new Date('2026-12-01T10:00:00Z')
const ahead = days(600)

describe('a moment in the future never decides the present', () => {
  it('beyond what two processes may differ by', () => {
    expect(later(now, seconds(30)) <= bySkew(now)).toBe(true)
    expect(later(now, minutes(6)) <= bySkew(now)).toBe(false)
  })
  it('so that what ends later than it may is over', () => {
    expect(stillLasts(later(now, minutes(10)), now, minutes(15))).toBe(true)
    expect(stillLasts(later(now, minutes(15) + seconds(20)), now, minutes(15))).toBe(true)
    for (const until of [undefined, null, now, later(now, -1), later(now, minutes(21)), later(now, ahead)])
      expect([until, stillLasts(until, now, minutes(15))]).toEqual([until, false])
  })
  it('and what began later than now has passed', () => {
    expect(hasPassed(later(now, -minutes(59)), now, hours(1))).toBe(false)
    expect(hasPassed(later(now, -hours(1)), now, hours(1))).toBe(true)
    expect(hasPassed(later(now, ahead), now, hours(1))).toBe(true)
  })
})

describe('the present of a clock', () => {
  const clockThat = (expected?: Date) => ({
    now: () => now,
    inDoubt: expected && ({ is: 'ahead', shows: now, expected } as const),
  })
  it('is one moment while it is believed', () => {
    expect(span(clockThat())).toEqual({ earliest: now, latest: now })
    expect(surelyReached(clockThat())).toEqual(now)
  })
  it('lies between what it shows and what is expected while it is not', () => {
    const [before, after] = [later(now, -ahead), later(now, ahead)]
    expect(span(clockThat(before))).toEqual({ earliest: before, latest: now })
    expect(span(clockThat(after))).toEqual({ earliest: now, latest: after })
    expect([surelyReached(clockThat(before)), surelyReached(clockThat(after))]).toEqual([before, now])
  })
})
