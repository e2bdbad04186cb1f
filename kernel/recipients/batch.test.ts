import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineModule } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { activity } from '../declare/activity.ts'
import { text } from '../declare/columns.ts'
import { owner, subject } from '../declare/subject.ts'
import { table, untilErasure } from '../declare/table.ts'
import { consent, contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import { NoConsent } from '../enforce/consent-gate.ts'
import { ProcessingStopped } from '../enforce/stopped.ts'
import { withdrawConsent } from '../consent/change.ts'
import { restrict } from '../restriction/on-request.ts'
import { eraseSubject } from '../rights/erase.ts'
import { object } from '../rights/objections.ts'
import { person, platform } from '../store/work.ts'
import { handOver } from './hand-over.ts'
import { handedOverAtOnce, handOverAll, handOverInBatches, TooManyAtOnce, type WhyNot } from './hand-over-all.ts'

const guest = subject('guest', { provenBy: ['mail'] })
const words = { de: 'Probe', en: 'Trial' }
const bookings = activity('inn.bookings', {
  purposes: [Purpose.AccountManagement],
  basis: contract,
  title: words,
  words,
  recipients: ['mail'],
})
const brochures = activity('inn.brochures', {
  purposes: [Purpose.DirectMarketing],
  basis: legitimateInterest(words),
  title: words,
  words,
  reach: { all: 'a mailing goes to all guests' },
  recipients: ['mail'],
  reads: { 'inn.guest': ['mail'] },
})
const news = activity('inn.news', {
  purposes: [Purpose.DirectMarketing],
  basis: consent,
  title: words,
  words,
  reach: { all: 'news go to all who agreed' },
  recipients: ['mail'],
  reads: { 'inn.guest': ['mail'] },
  asks: { says: { de: 'Ich möchte Neues erfahren.', en: 'I want to hear news.' } },
})
const guestTable = table('inn.guest', {
  about: owner(guest),
  under: bookings,
  until: untilErasure,
  columns: { mail: text({ is: PersonalData.EmailAddress, from: 'the form' }) },
})
const sql = `
  create schema inn;
  create table inn.guest (id uuid primary key default gen_random_uuid(), mail text not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create index on inn.guest (subject);`
const activities = [bookings, brochures, news]

let world: World
beforeAll(async () => {
  const migrations = await mkdtemp(join(tmpdir(), 'inn-'))
  await writeFile(join(migrations, '20261122_inn.sql'), sql)
  const modules = [kernel, defineModule('inn', { subjects: [guest], activities, keeps: [guestTable], migrations })]
  const post = { recipients: ['post'] }
  world = await aWorld({
    modules,
    lasting: true,
    manifest: aManifest(modules, Object.fromEntries(activities.map(({ name }) => [name, post]))),
  })
  await world.jobs.stop()
})

/** Guests with a row each, who agreed to news. */
async function guests(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID())
  await world.rows(
    `insert into inn.guest (mail, subject, version) select s || '@example.org', s, 1 from unnest($1::uuid[]) s`,
    [ids],
  )
  await world.rows(
    `insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version)
      select 'inn.news', '', '', 'given', 1, $2, s, 1 from unnest($1::uuid[]) s`,
    [ids, world.clock.now()],
  )
  return ids
}
const letter = { to: 'mail', fields: [PersonalData.EmailAddress], ground: 'a letter' } as const
type Sending = typeof bookings | typeof brochures | typeof news
const all = (under: Sending, subjects: readonly string[], then: () => Promise<unknown> = async () => {}) =>
  world.store.under(under, platform, async work => {
    const handed = await handOverAll(work, world.stating.manifest, { ...letter, subjects })
    await then()
    return handed
  })
const single = (under: Sending, id: string): Promise<'may' | WhyNot> =>
  world.store
    .under(under, platform, work => handOver(work, world.stating.manifest, { ...letter, subject: id }))
    .then(
      () => 'may' as const,
      (error: unknown) => {
        if (error instanceof ProcessingStopped) return 'stopped'
        if (error instanceof NoConsent) return 'no consent'
        if ((error as { code?: string }).code === 'OB410') return 'erased'
        throw error
      },
    )
const withdraw = (id: string) =>
  world.store.under(bookings, person(id), work =>
    withdrawConsent(work, { kind: guest.kind, subject: id, purpose: news.name, how: 'switch' }),
  )
const objects = (id: string) => object(world.store, { kind: guest.kind, id }, { activity: brochures, by: person(id) })
const restricts = (id: string) =>
  restrict(world.store, { kind: guest.kind, id }, { ground: 'accuracy', by: person(id) })
const erases = (id: string) => eraseSubject(world.store, { kind: guest.kind, id })
const disclosed = async (ids: readonly string[]): Promise<{ subject: string; activity: string; n: number }[]> =>
  world.rows(
    `select subject, activity, recipient, fields, ground, restricted, version, count(*)::int as n from obhut.disclosure where subject = any($1) group by 1, 2, 3, 4, 5, 6, 7 order by 2, 1`,
    [ids],
  )

describe('a hand-over for many', () => {
  it('does for each exactly what one for that person alone does', { timeout: 240_000 }, async () => {
    const random = seeded(7)
    for (let round = 0; round < 6; round++) {
      const ids = await guests(1 + random(24))
      const strangers = Array.from({ length: random(3) }, () => randomUUID())
      for (const id of ids)
        for (const [chance, does] of [
          [5, withdraw],
          [5, objects],
          [6, restricts],
          [7, erases],
        ] as const)
          if (random(chance) === 0) {
            await does(id).catch(() => {})
            break
          }
      const people = [...ids, ...strangers]
      for (const under of activities) {
        const handed = await all(under, [...people, ...people.slice(0, 2)])
        const inBatch = new Map<string, string>([
          ...handed.may.map(one => [one, 'may'] as const),
          ...handed.mayNot.map(({ subject: one, why }) => [one, why] as const),
        ])
        expect(inBatch.size).toBe(people.length)
        const after = (await disclosed(people)).filter(one => one.activity === under.name)
        expect(after.map(({ subject: one }) => one)).toEqual(handed.may.toSorted())
        for (const one of people) expect([under.name, inBatch.get(one)]).toEqual([under.name, await single(under, one)])
        // Beside those of the batch lie the same rows of the single ones.
        expect((await disclosed(people)).filter(one => one.activity === under.name)).toEqual(
          after.map(one => ({ ...one, n: 2 })),
        )
      }
    }
  })

  it('is refused where the manifest does not state it, and for more people than may be held still at once', async () => {
    const ids = await guests(2)
    await expect(
      world.store.under(bookings, platform, work =>
        handOverAll(work, world.stating.manifest, { ...letter, to: 'printer', subjects: ids }),
      ),
    ).rejects.toMatchObject({ name: 'NotStatedDisclosure' })
    const many = Array.from({ length: handedOverAtOnce + 1 }, () => randomUUID())
    await expect(all(bookings, many)).rejects.toBeInstanceOf(TooManyAtOnce)
    expect(await disclosed([...ids, ...many])).toEqual([])
    await expect(all(bookings, [`' or true`])).rejects.toThrow()
    expect(await all(bookings, [])).toMatchObject({ may: [], mayNot: [] })
  })

  it('of any number comes in batches, each in a unit of its own', async () => {
    const ids = await guests(handedOverAtOnce + 7)
    const sizes: number[] = []
    for await (const { may } of handOverInBatches(
      world.store,
      { under: news, manifest: world.stating.manifest },
      { ...letter, subjects: ids },
    ))
      sizes.push(may.length)
    expect(sizes).toEqual([handedOverAtOnce, 7])
    expect(await disclosed(ids)).toHaveLength(ids.length)
  })
})

describe('beside a batch', () => {
  it.each([
    ['a withdrawal', news, withdraw],
    ['an objection', brochures, objects],
    ['a restriction', brochures, restricts],
    ['an erasure', bookings, erases],
  ] as const)('%s waits for it, and after it nothing goes any more', async (_, under, does) => {
    const ids = await guests(20)
    const [one = ''] = ids
    const [written, commits] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const batch = all(under, ids, async () => {
      written.resolve()
      await commits.promise
    })
    await written.promise
    let over = false
    const right = does(one).then(() => {
      over = true
    })
    await expect
      .poll(() =>
        world.rows(`select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`),
      )
      .not.toEqual([])
    expect(over).toBe(false)
    commits.resolve()
    expect((await batch).may).toContain(one)
    await right
    const next = await all(under, ids)
    expect(next.may.toSorted()).toEqual(ids.slice(1).toSorted())
    expect(next.mayNot).toMatchObject([{ subject: one }])
  })

  it('others with the same people in another order, and rights of all kinds, come to their end', {
    timeout: 240_000,
  }, async () => {
    const random = seeded(19)
    const ids = await guests(120)
    const ended = new Map<string, Set<string>>(activities.map(({ name }) => [name, new Set()]))
    const late: string[] = []
    const batches = async (seed: number): Promise<void> => {
      const its = seeded(seed)
      for (let n = 0; n < 6; n++) {
        const under = activities[its(3)]!
        const known = new Set(ended.get(under.name))
        const some = ids.filter(() => its(3) > 0).toSorted(() => its(3) - 1)
        const { may } = await all(under, some, () => pause(its(15)))
        late.push(...may.filter(one => known.has(one)))
      }
    }
    const rights = async (): Promise<void> => {
      for (let n = 0; n < 24; n++) {
        const id = ids[random(ids.length)]!
        const [does, stops] = (
          [
            [withdraw, [news]],
            [objects, [brochures]],
            [restricts, [brochures, bookings]],
            [erases, activities],
          ] as const
        )[random(4)]!
        const done = await does(id).then(
          () => true,
          () => false,
        )
        if (done) for (const { name } of stops) ended.get(name)?.add(id)
      }
    }
    await Promise.all([batches(1), batches(2), batches(3), rights(), rights()])
    expect(late).toEqual([])
    expect(await world.rows(`select deadlocks::int from pg_stat_database where datname = current_database()`)).toEqual([
      { deadlocks: 0 },
    ])
  })
})

/** Whole numbers below a bound, the same in each run. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
