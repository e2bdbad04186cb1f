import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { aHousehold } from '../clauses/home/household.ts'
import { plant, vouchedFor } from '../clauses/planting.ts'
import { backUp } from '../kernel/backup/backup.ts'
import { days, later } from '../kernel/clock/clock.ts'
import { moveClock } from '../kernel/store/move-clock.ts'
import { platform } from '../kernel/store/work.ts'
import { sweep } from '../kernel/retention/sweep.ts'
import { eraseSubject } from '../kernel/rights/erase.ts'
import { dayOf } from '../kernel/declare/periods.ts'
import { publisherOf, takingEffect } from '../server/statement/publisher.ts'
import { aWholeWorld } from '../server/testing/whole-world.ts'
import { testSecret } from '../server/testing/world.ts'
import { aPlatform, obhut, type Death, type CommandTarget } from './crashes/killed.ts'
import { copyOf, countsIn, dropped, emptyWith, rowsIn, startedAgain, wrongWith } from './crashes/stores.ts'
import { chances } from './mutants/mutant.ts'
import { whole } from './whole.ts'

const each = whole ? 25 : 2
const seed = Number(process.env['OBHUT_SEED'] ?? 20261126)
const chance = chances(seed)
const literal = pg.escapeLiteral

/** Deaths drawn among the steps of a command, each before the step or while it is under way. */
const deaths = (count: number, from: number, to: number): Death[] =>
  Array.from({ length: count }, () => ({ at: from + 1 + Math.floor(chance() * (to - from)), after: chance() < 0.5 }))

/** Bookkeeping that every start and every sweep adds to. */
const bookkeeping =
  /^obhut\.(audit_|job|kept_proof|ledger|upkeep|store|statement|in_force|stated|row_key|erased)|^telemetry\.progress|^website\./
const everything = ({ at }: { readonly at: string }): string | undefined => (bookkeeping.test(at) ? undefined : '')
const ofOne =
  (id: string) =>
  ({ owned }: { readonly owned: boolean }): string | undefined =>
    owned ? `where subject = ${literal(id)}` : undefined
const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0)

let store: CommandTarget
let ida: { readonly id: string; readonly mail: string }
let emil: typeof ida
let folder: string

/** The same platform some time later, with what the work did to it. */
async function someTimeLater(
  work: (foundation: Parameters<Parameters<typeof startedAgain>[1]>[0]) => Promise<unknown>,
): Promise<CommandTarget> {
  const place = await copyOf(store)
  await startedAgain(place, work)
  return place
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obhut-crashes-'))
  const ledger = join(folder, 'ledger')
  const world = await aWholeWorld({ manifest: 'home', ledger })
  const comes = async (name: string): Promise<typeof ida> => {
    const { id } = await aHousehold(world, `${name}@example.org`, { firstName: name })
    await plant(world, id, `${name}planted`, { into: table => !vouchedFor(table) })
    const [{ mail } = { mail: '' }] = await world.rows<{ mail: string }>(
      'select mail from identity.account where id = $1',
      [id],
    )
    return { id, mail }
  }
  ida = await comes('ida')
  emil = await comes('emil')
  await comes('otto')
  await world.settle()
  await world.stop()
  store = { database: world.database, ledger }
}, 300_000)

describe(`killed at random points (${4 * each}, seed ${seed})`, () => {
  it('an erasure is whole or has not begun, and the ledger says which', async () => {
    const erase = (...more: string[]): string[] => ['rights', 'erase', '--mail', ida.mail, ...more]
    const before = await countsIn(store.database, ofOne(ida.id))
    expect(sum(before)).toBeGreaterThan(20)
    const whole = await copyOf(store)
    const begins = (await obhut(erase(), whole)).steps
    const { steps, code, said } = await obhut(erase('--yes'), whole)
    expect([code, said]).toEqual([0, expect.stringContaining('gone: identity.account')])
    const others = await countsIn(whole.database, everything)
    const outcomes = { gone: 0, there: 0 }
    for (const death of deaths(each, begins, steps)) {
      const place = await copyOf(store)
      expect(await obhut(erase('--yes'), place, death)).toMatchObject({ killed: true })
      const end = await startedAgain(place, async foundation => {
        const left = await countsIn(place.database, ofOne(ida.id))
        const erased = (await rowsIn(place.database, `select from obhut.ledger where what = 'erased'`)).length
        return { left, erased, wrong: await wrongWith(foundation, place) }
      })
      const gone = sum(end.left) === 0
      outcomes[gone ? 'gone' : 'there'] += 1
      expect([death, end]).toEqual([
        death,
        gone ? { left: expect.any(Object), erased: 1, wrong: [] } : { left: before, erased: 0, wrong: [] },
      ])
      if (!gone) expect((await obhut(erase('--yes'), place)).code).toBe(0)
      expect(sum(await countsIn(place.database, ofOne(ida.id)))).toBe(0)
      expect(await rowsIn(place.database, `select number::int from obhut.ledger where what = 'erased'`)).toEqual([
        { number: 1 },
      ])
      expect(await countsIn(place.database, everything)).toEqual(others)
      await dropped(place)
    }
    console.log(`erasure: ${steps} steps; ${outcomes.gone} deaths after it was done, ${outcomes.there} before`)
  }, 1_200_000)

  it('a restore brings all back or nothing, and nobody who was erased since', async () => {
    const source = await copyOf(store)
    const file = join(folder, 'store.backup')
    await startedAgain(source, async foundation => {
      await backUp(foundation.store, file, { secret: testSecret })
      await eraseSubject(foundation.store, { kind: 'customer', id: emil.id })
    })
    const restore = ['restore', file]
    const first = await emptyWith(source.ledger)
    const { steps, code } = await obhut(restore, first)
    expect(code).toBe(0)
    const all = await countsIn(first.database, everything)
    expect(all).toEqual(await countsIn(source.database, everything))
    const outcomes = { whole: 0, nothing: 0 }
    for (const death of deaths(each, 0, steps)) {
      const place = await emptyWith(source.ledger)
      expect(await obhut(restore, place, death)).toMatchObject({ killed: true })
      const again = await obhut(restore, place)
      // What was committed before the death stands, and a start goes on from there.
      outcomes[again.code === 0 ? 'nothing' : 'whole'] += 1
      if (again.code !== 0) expect(again.said).toContain('This store is not empty')
      expect([death, await startedAgain(place, foundation => wrongWith(foundation, place))]).toEqual([death, []])
      expect([death, sum(await countsIn(place.database, ofOne(emil.id)))]).toEqual([death, 0])
      expect([death, await countsIn(place.database, everything)]).toEqual([death, all])
      await dropped(place)
    }
    console.log(`restore: ${steps} steps; ${outcomes.whole} deaths after it was done, ${outcomes.nothing} before`)
  }, 1_200_000)

  it('a version of the statement is published whole or not at all, comes into force whole or not yet, and one is in force at any time', async () => {
    const manifest = parse(
      (await rowsIn<{ manifest: string }>(store.database, 'select manifest from obhut.statement'))[0]?.manifest ?? '',
    ) as { activities: Record<string, object> }
    manifest.activities['mail.delivery'] = { keep: 'P9D' }
    // Nobody loses by it, so nobody has to be told; but fewer fields mean other grants.
    manifest.activities['website.access-log'] = {
      ...manifest.activities['website.access-log'],
      keep: 'P1D',
      fields: ['at', 'status'],
    }
    const next = join(folder, 'next.yaml')
    await writeFile(next, stringify(manifest, { aliasDuplicateObjects: false }))
    const inForce = (place: CommandTarget) =>
      rowsIn<{ version: number }>(place.database, 'select version from obhut.in_force')

    const tomorrow = dayOf(later(new Date(), days(1)), 'Europe/Berlin')
    const publish = ['statement', 'publish', next, '--effective', tomorrow]
    const whole = await copyOf(store)
    const { steps, code, said } = await obhut(publish, whole)
    expect([code, said]).toEqual([0, expect.stringContaining('Version 2 is published')])
    for (const death of deaths(Math.ceil(each / 2), 0, steps)) {
      const place = await copyOf(store)
      expect(await obhut(publish, place, death)).toMatchObject({ killed: true })
      expect([
        death,
        await startedAgain(place, foundation => wrongWith(foundation, place)),
        await inForce(place),
      ]).toEqual([death, [], [{ version: 1 }]])
      const again = await obhut(publish, place)
      if (again.code !== 0) expect(again.said).toMatch(/waits/)
      expect(
        await rowsIn(
          place.database,
          'select version, effective, in_force_since from obhut.statement where version > 1',
        ),
      ).toEqual([{ version: 2, effective: tomorrow, in_force_since: null }])
      await dropped(place)
    }

    const due = await someTimeLater(async foundation => {
      await publisherOf(foundation).publish(stringify(manifest, { aliasDuplicateObjects: false }), tomorrow, platform)
      await moveClock(foundation.store, later(foundation.store.clock.now(), days(3)))
    })
    const outcomes = { taken: 0, waiting: 0 }
    const longest = await howLong(due)
    for (let count = 0; count < Math.floor(each / 2); count++) {
      const place = await copyOf(due)
      const after = longest * (0.4 + 0.8 * chance())
      const running = aPlatform(place)
      await pause(after)
      await running.kill()
      outcomes[(await inForce(place))[0]?.version === 2 ? 'taken' : 'waiting'] += 1
      const wrong = await startedAgain(place, async foundation => {
        await takingEffect(foundation, {
          fault: (what, error) => {
            throw new Error(what, { cause: error })
          },
        })()
        await foundation.follow()
        return wrongWith(foundation, place)
      })
      expect([after, wrong, await inForce(place)]).toEqual([after, [], [{ version: 2 }]])
      await dropped(place)
    }
    console.log(
      `publish: ${steps} steps; while it was due the platform died ${outcomes.taken} times after it was in force, ${outcomes.waiting} before`,
    )
  }, 1_200_000)

  it('a sweep leaves nothing overdue once it has run again, and takes nothing that was not due', async () => {
    const due = await someTimeLater(foundation =>
      moveClock(foundation.store, later(foundation.store.clock.now(), days(1000))),
    )
    const control = await copyOf(due)
    await startedAgain(control, async foundation => {
      await sweep(foundation.store, await foundation.periods())
    })
    const swept = await countsIn(control.database, everything)
    expect(sum(await countsIn(due.database, everything)) - sum(swept)).toBeGreaterThan(20)

    const whole = await copyOf(due)
    const begins = (await obhut(['sweep', '--dry-run'], whole)).steps
    const { steps, code } = await obhut(['sweep'], whole)
    expect(code).toBe(0)
    for (const death of deaths(each, Math.floor(begins / 2), steps)) {
      const place = await copyOf(due)
      expect(await obhut(['sweep'], place, death)).toMatchObject({ killed: true })
      expect([death, await startedAgain(place, foundation => wrongWith(foundation, place))]).toEqual([death, []])
      expect([death, await countsIn(place.database, everything)]).toEqual([death, swept])
      await dropped(place)
    }
    console.log(`sweep: ${steps} steps`)
  }, 1_200_000)
})

/** How long a platform takes from its start until what is due is in force, in milliseconds. */
async function howLong(due: CommandTarget): Promise<number> {
  const place = await copyOf(due)
  const began = performance.now()
  const running = aPlatform(place)
  try {
    await expect
      .poll(() => rowsIn(place.database, 'select version from obhut.in_force'), { timeout: 60_000, interval: 20 })
      .toEqual([{ version: 2 }])
    return performance.now() - began
  } finally {
    await running.kill()
  }
}
