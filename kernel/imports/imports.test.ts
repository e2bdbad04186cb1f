import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { days, later } from '../clock/clock.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { withdrawConsent } from '../consent/change.ts'
import { consented } from '../consent/consented.ts'
import { held } from '../restriction/holds-for-test.ts'
import { lift, restrict } from '../restriction/on-request.ts'
import { eraseSubject } from '../rights/erase.ts'
import { object } from '../rights/objections.ts'
import { aStore } from '../recovery/example-for-test.ts'
import { archive, parcel, reviews, talks } from '../enforce/talks-for-test.ts'
import { aTenant, dweller, estates, homes } from '../tenants/example-for-test.ts'
import { copyOf } from '../rows/copy.ts'
import { everyTenant, person, platform } from '../store/work.ts'
import {
  club,
  guests,
  joining,
  letters,
  members,
  newsletter,
  own,
  parties,
  partners,
  party,
  study,
  surveys,
} from './example-for-test.ts'
import { importRows, type Import, type ImportedRow, type ImportOutcome } from './importing.ts'
import { TooManyRows } from './problems.ts'

const modules = [kernel, club]
let world: World
beforeAll(async () => {
  world = await aWorld({ modules, manifest: aManifest(modules, {}, partners) })
})

type Row = ImportedRow<typeof members>
const aRow = (key: string, more: Partial<Row> = {}): Row => ({
  key,
  values: { name: `Member ${key}`, town: 'Celle' },
  ...more,
})
const brings = (
  { store }: World,
  rows: readonly Row[],
  more: Partial<Import<typeof members>> = {},
): Promise<ImportOutcome> =>
  store.under(joining, platform, work =>
    importRows(work, { into: members, source: 'club.old-list', collectedUnder: 1, ...more, rows } as Import<
      typeof members
    >),
  )
const keys = (from = 0, to = 3): string[] => Array.from({ length: to - from }, (_, at) => `${randomUUID()}-${at}`)
const proof = (more: object = {}) =>
  ({
    wording: 'Ich möchte den Rundbrief.',
    language: 'de',
    givenAt: later(world.clock.now(), -days(100)),
    where: 'form 12, folder 3',
    ...more,
  }) as const
const towns = async ({ store }: World): Promise<string[]> =>
  (await store.under(study, platform, work => work.read(members, 'town').execute())).map(({ town }) => town)
const agrees = ({ store }: World, subject: string): Promise<boolean> =>
  store.under(own, person(subject), work => consented(work, { subject, purpose: newsletter.name }))

describe('rows that are taken over', () => {
  it('come with source and version, encrypted like any others, and are in the copy with where they came from', async () => {
    const [key] = keys()
    const { taken, refused, known, run } = await brings(world, [
      aRow(key!, { values: { name: 'Ida Import', town: 'Ulm' } }),
    ])
    expect([refused, known]).toEqual([[], []])
    const [{ subject, id }] = taken as [ImportOutcome['taken'][number]]
    expect(await world.rows('select town, version, subject from club.member where id = $1', [id])).toEqual([
      { town: 'Ulm', version: 1, subject },
    ])
    expect(await world.traces('Ida Import')).toEqual([])
    expect(await world.traces(key!)).toEqual([])
    const copy: Record<string, unknown> = {}
    for await (const { table, rows } of copyOf(world.store, { kind: 'member', id: subject })) copy[table.name] = rows
    expect(copy).toMatchObject({
      'club.member': [{ name: 'Ida Import' }],
      'obhut.imported': [{ source: 'club.old-list', collectedUnder: 1 }],
    })
    expect(
      await world.rows('select activity, source, taken, known, refused from obhut.import_run where id = $1', [run]),
    ).toEqual([{ activity: joining.name, source: 'club.old-list', taken: 1, known: 0, refused: {} }])
  })

  it('come once, however often and from how many at once they are sent', async () => {
    const rows = keys(0, 40).map(key => aRow(key))
    const [first, second] = await Promise.all([brings(world, rows), brings(world, rows)])
    expect(first.taken.length + second.taken.length).toBe(40)
    expect(first.known.length + second.known.length).toBe(40)
    const again = await brings(world, rows, { collectedUnder: 1 })
    expect([again.taken, again.known.length]).toEqual([[], 40])
    const elsewhere = await brings(world, rows.slice(0, 1), { source: 'club.other-list' })
    expect(elsewhere.taken).toHaveLength(1)
  })

  it('leave nothing where the unit is rolled back, and come whole with the next', async () => {
    const rows = keys().map(key => aRow(key))
    await expect(
      world.store.under(joining, platform, async work => {
        await importRows(work, { into: members, source: 'club.old-list', collectedUnder: 1, rows })
        throw new Error('thought better of it')
      }),
    ).rejects.toThrow('thought better')
    expect((await brings(world, rows)).taken).toHaveLength(3)
  })

  it('come in batches of 500', async () => {
    const rows = keys(0, 501).map(key => aRow(key))
    await expect(brings(world, rows)).rejects.toThrow(TooManyRows)
    expect((await brings(world, rows.slice(0, 500))).taken).toHaveLength(500)
    expect((await brings(world, rows.slice(1))).taken).toHaveLength(1)
  })

  it('come once and without waiting for each other, of the same people in another order', async () => {
    const rows = keys(0, 60).map(key =>
      aRow(key, { subject: randomUUID(), consents: [{ to: newsletter, proof: proof() }] }),
    )
    const both = await Promise.all([brings(world, rows), brings(world, rows.toReversed())])
    expect(both.map(({ taken, known }) => taken.length + known.length)).toEqual([60, 60])
    expect(both.flatMap(({ taken }) => taken)).toHaveLength(60)
  })

  it('are others in another table and for another tenant, though the source calls them the same', async () => {
    const [key] = keys()
    await brings(world, [aRow(key!)])
    const asGuest = await world.store.under(joining, platform, work =>
      importRows(work, {
        into: guests,
        source: 'club.old-list',
        collectedUnder: 1,
        rows: [{ key: key!, values: { town: 'Celle' } }],
      }),
    )
    expect(asGuest.taken).toHaveLength(1)

    const houses = await aWorld({ modules: await estates() })
    const [north, south] = [await aTenant(houses), await aTenant(houses)]
    const movesAtOnce = (subject: string, ...tenants: string[]): Promise<ImportOutcome[]> =>
      houses.store.under(homes, person(subject, everyTenant), async work => {
        const all = []
        for (const tenant of tenants)
          all.push(
            await importRows(work, {
              into: dweller,
              source: 'estate.list-of-all',
              collectedUnder: 1,
              rows: [{ key: key!, subject, values: { name: 'Ida', tenant } }],
            }),
          )
        return all
      })
    const moves = (tenant: string, subject: string = randomUUID()): Promise<ImportOutcome> =>
      houses.store.under(homes, person(subject, tenant), work =>
        importRows(work, {
          into: dweller,
          source: 'estate.landlord-list',
          collectedUnder: 1,
          rows: [{ key: key!, subject, values: { name: 'Ida' } }],
        }),
      )
    const { taken } = await moves(north)
    expect((await moves(south)).taken).toHaveLength(1)
    await eraseSubject(houses.store, { kind: 'resident', id: taken[0]!.subject }) // one was taken
    expect((await moves(north)).refused).toMatchObject([{ why: 'erased' }])
    expect((await moves(south)).known).toEqual([key])
    const together = await houses.store.under(homes, person(randomUUID(), everyTenant), work =>
      importRows(work, {
        into: dweller,
        source: 'estate.two-houses',
        collectedUnder: 1,
        rows: [north, south, north.toUpperCase()].map(tenant => ({
          key: key!,
          subject: 'subject' in work.who ? work.who.subject! : '', // a person's unit
          values: { name: 'Ida', tenant },
        })),
      }),
    )
    expect([together.taken.length, together.refused]).toEqual([2, [{ key, why: 'twice' }]])
    const inOne = await houses.store.under(homes, person(randomUUID(), north), work =>
      importRows(work, {
        into: dweller,
        source: 'estate.one-house',
        collectedUnder: 1,
        rows: [{}, { tenant: north }].map(more => ({
          key: key!,
          subject: 'subject' in work.who ? work.who.subject! : '', // a person's unit
          values: { name: 'Ida', ...more },
        })),
      }),
    )
    expect([inOne.taken.length, inOne.refused]).toEqual([1, [{ key, why: 'twice' }]])
    const asOnes = await movesAtOnce(randomUUID(), north, south, north)
    expect(asOnes.map(one => [one.taken.length, one.known.length])).toEqual([
      [1, 0],
      [1, 0],
      [0, 1],
    ])
  })

  it('are known for as long as they are here, and so is where they came from', async () => {
    const [goes, stays] = keys()
    const { taken } = await brings(world, [aRow(goes!), aRow(stays!)])
    const notes = async () => {
      const ids = taken.map(({ id }) => id)
      return (
        await world.rows<{ id: string }>('select row_id as id from obhut.imported where row_id = any($1)', [ids])
      ).map(({ id }) => id)
    }
    const gone = taken.find(({ key }) => key === goes)!.id // it was taken
    await world.rows('delete from club.member where id = $1', [gone])
    await world.settle()
    const again = await brings(world, [aRow(goes!), aRow(stays!)])
    expect([again.taken.map(({ key }) => key), again.known]).toEqual([[goes], [stays]])
    expect(await notes()).not.toContain(gone)

    const [other] = taken.filter(({ key }) => key === stays)
    await world.settle()
    expect(await notes()).toEqual([other!.id])
    await world.rows('delete from club.member where id = $1', [other!.id])
    await world.settle()
    expect(await notes()).toEqual([])
  })

  it('are told in the log, with the source', async () => {
    await brings(
      world,
      keys().map(key => aRow(key)),
    )
    await world.settle()
    expect(await world.rows(`select what from obhut.audit_entry where about = 'club.old-list' limit 1`)).toEqual([
      { what: 'took over rows' },
    ])
  })
})

describe('what people were told', () => {
  /** A second version, which alone states the study. */
  async function withSecond(): Promise<World> {
    const other = await aWorld({ modules, another: true })
    await other.rows(
      `insert into obhut.statement (version, hash, effective, published_at, manifest, outline, material, in_force_since)
        select 2, 'second', effective, $1, manifest, outline, material, $1 from obhut.statement where version = 1`,
      [other.clock.now()],
    )
    await other.rows(
      `insert into obhut.stated (version, activity) select 2, activity from obhut.stated where version = 1`,
    )
    await other.rows(`delete from obhut.stated where version = 1 and activity = $1`, [study.name])
    await other.rows('update obhut.in_force set version = 2')
    return other
  }

  it('decides which activities find the rows', async () => {
    const other = await withSecond()
    await brings(other, [aRow('one', { values: { name: 'Old', town: 'Aalen' } })], { collectedUnder: 1 })
    await brings(other, [aRow('two', { values: { name: 'New', town: 'Bonn' } })], { collectedUnder: 2 })
    expect(await towns(other)).toEqual(['Bonn'])
  })

  it('is the version in force when the notice was sent', async () => {
    const other = await withSecond()
    await other.turnBy(days(2))
    const noticeSentAt = later(other.clock.now(), -days(1))
    const sent = { collectedUnder: undefined, noticeSentAt } as never
    await brings(other, [aRow('three', { values: { name: 'Told', town: 'Calw' } })], sent)
    expect(await other.rows('select version from club.member')).toEqual([{ version: 2 }])
    const [row] = await other.rows<{ notice_sent_at: Date }>('select notice_sent_at from obhut.imported')
    expect(row?.notice_sent_at).toEqual(noticeSentAt)
  })

  it.each([
    ['nothing', { collectedUnder: undefined }, 'say under which version'],
    ['both', { noticeSentAt: new Date('2026-01-01T00:00:00Z') }, 'say under which version'],
    ['a version that was never in force', { collectedUnder: 7 }, 'never in force'],
    [
      'a notice of tomorrow',
      { collectedUnder: undefined, noticeSentAt: new Date('2199-01-01T00:00:00Z') },
      'before the import',
    ],
    [
      'a notice from before any statement',
      { collectedUnder: undefined, noticeSentAt: new Date('1999-01-01T00:00:00Z') },
      'no statement was in force',
    ],
    ['a source without a name', { source: 'Meier, Hinterhof' }, 'names no source'],
  ])('has to be said: %s is refused', async (_, more, why) => {
    await expect(brings(world, [aRow('x')], more as never)).rejects.toThrow(why)
  })

  it('has to be said by the activity that keeps the table', async () => {
    await expect(
      world.store.under(study, platform, work =>
        importRows(work, { into: members as never, source: 'club.old-list', collectedUnder: 1, rows: [] }),
      ),
    ).rejects.toThrow('into tables of its own')
  })
})

describe('who stays out', () => {
  it('whoever was erased, by the key of the source and by the id, while others come', async () => {
    const [one, other, third] = keys()
    const { taken } = await brings(world, [aRow(one!)])
    const { subject } = taken[0]! // one was taken
    await eraseSubject(world.store, { kind: 'member', id: subject })
    expect(await world.traces(subject)).toEqual([])
    const again = await brings(world, [aRow(one!), aRow(other!, { subject }), aRow(third!)])
    expect(again.refused).toEqual([
      { key: one, why: 'erased' },
      { key: other, why: 'erased' },
    ])
    expect(again.taken.map(({ key }) => key)).toEqual([third])
    expect(await world.rows('select refused from obhut.import_run where id = $1', [again.run])).toEqual([
      { refused: { erased: 2 } },
    ])
  })

  it.each(['before', 'after'] as const)(
    'whoever was erased, once a backup is restored that was made %s the import',
    async when => {
      const [key] = keys()
      const store = await aStore(modules)
      const early = when === 'before' ? await store.snapshot() : undefined
      const { taken } = await brings(store.world, [aRow(key!)])
      const older = early ?? (await store.snapshot())
      await eraseSubject(store.world.store, { kind: 'member', id: taken[0]!.subject }) // one was taken
      const again = await store.restored(older)
      expect(await again.rows('select id from club.member')).toEqual([])
      expect((await brings(again, [aRow(key!)])).refused).toEqual([{ key, why: 'erased' }])
      expect(await again.rows('select mark, erased_at from obhut.import_gone')).toEqual(
        await store.world.rows('select mark, erased_at from obhut.import_gone'),
      )
    },
  )

  it('what its person took back or had left alone, once a backup from before the import is restored', async () => {
    const [takesBack, objects, restricts, lifted, stays] = keys(0, 5)
    const consents = [{ to: newsletter, proof: proof() }]
    const rows = [takesBack, objects, restricts, lifted, stays].map(key => aRow(key!, { consents }))
    const subject = randomUUID()
    const store = await aStore(modules)
    await brings(store.world, [aRow('known before', { subject })])
    const older = await store.snapshot()
    const { world: before } = store
    const { taken } = await brings(before, rows)
    const who = new Map(taken.map(one => [one.key, { kind: 'member', id: one.subject }]))
    const withdraws = (of: string) =>
      before.store.under(own, person(of), work =>
        withdrawConsent(work, { kind: 'member', subject: of, purpose: newsletter.name, how: 'switch' }),
      )
    await withdraws(who.get(takesBack!)!.id)
    await object(before.store, who.get(objects!)!, { activity: joining, by: platform })
    await restrict(before.store, who.get(restricts!)!, { ground: 'accuracy', by: platform })
    await restrict(before.store, who.get(lifted!)!, { ground: 'accuracy', by: platform })
    await lift(before.store, who.get(lifted!)!, platform)
    // Whom the backup knows, and whose consent it lacks.
    await brings(before, [aRow('later', { subject, consents })])
    await withdraws(subject)

    const again = await store.restored(older)
    const anew = await brings(again, [...rows, aRow('later', { subject, consents })])
    expect(anew.refused).toEqual([
      { key: objects, why: 'stopped' },
      { key: restricts, why: 'stopped' },
    ])
    const agreed = await Promise.all(anew.taken.map(async one => [one.key, await agrees(again, one.subject)]))
    expect(Object.fromEntries(agreed)).toEqual({
      [takesBack!]: false,
      [lifted!]: true,
      [stays!]: true,
      later: false,
    })
    expect(anew.taken.map(one => one.subject).filter(one => one !== subject)).toEqual(
      [takesBack, lifted, stays].map(key => who.get(key!)!.id),
    )
  })

  it('whoever objected or had processing restricted, until that ends', async () => {
    const [objects, restricts] = [randomUUID(), randomUUID()]
    const rows = keys(0, 2).map((key, at) => aRow(key, { subject: [objects, restricts][at]! }))
    await object(world.store, { kind: 'member', id: objects }, { activity: joining, by: platform })
    await restrict(world.store, { kind: 'member', id: restricts }, { ground: 'accuracy', by: platform })
    expect((await brings(world, rows)).refused.map(({ why }) => why)).toEqual(['stopped', 'stopped'])
    await lift(world.store, { kind: 'member', id: restricts }, platform)
    expect((await brings(world, rows)).taken.map(({ subject }) => subject)).toEqual([restricts])
  })

  it('a row that is as a whole somebody else’s, too, who was erased, and none beside it', async () => {
    const sends = await aWorld({ modules: await talks() })
    const [sender, gone, stays] = [randomUUID(), randomUUID(), randomUUID()]
    await eraseSubject(sends.store, { kind: 'consumer', id: gone })
    const [first, second] = keys()
    const { taken, refused } = await sends.store.under(archive, platform, work =>
      importRows(work, {
        into: parcel,
        source: 'talks.old-list',
        collectedUnder: 1,
        rows: [gone, stays].map((recipientId, at) => ({
          key: at ? second! : first!,
          subject: sender,
          values: { recipientId, content: 'a vase', sentAt: work.now },
        })),
      }),
    )
    expect(refused).toEqual([{ key: first, why: 'erased' }])
    expect(taken.map(({ key }) => key)).toEqual([second])
  })

  it('a row that is as a whole somebody else’s, too, who objected or had processing restricted, and none beside it', async () => {
    const sends = await aWorld({ modules: await talks() })
    const [sender, objects, restricts, stays] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
    await object(sends.store, { kind: 'consumer', id: objects }, { activity: archive, by: platform })
    await restrict(sends.store, { kind: 'consumer', id: restricts }, { ground: 'accuracy', by: platform })
    const names = keys()
    const { taken, refused } = await sends.store.under(archive, platform, work =>
      importRows(work, {
        into: parcel,
        source: 'talks.old-list',
        collectedUnder: 1,
        rows: [objects, restricts, stays].map((recipientId, at) => ({
          key: names[at]!, // as many as recipients
          subject: sender,
          values: { recipientId, content: 'a vase', sentAt: work.now },
        })),
      }),
    )
    expect(refused).toEqual(names.slice(0, 2).map(key => ({ key, why: 'stopped' })))
    expect(taken.map(({ key }) => key)).toEqual(names.slice(2))
  })

  it('a row of somebody else’s whom a restored backup does not know, and who had it restricted, objected to anything or is under a legal hold', async () => {
    const store = await aStore(await talks())
    const older = await store.snapshot()
    const [sender, restricts, objects, isHeld, stays] = Array.from({ length: 5 }, () => randomUUID()) as [
      string,
      string,
      string,
      string,
      string,
    ]
    const names = keys(0, 4)
    const sends = ({ store: into }: World) =>
      into.under(archive, platform, work =>
        importRows(work, {
          into: parcel,
          source: 'talks.old-list',
          collectedUnder: 1,
          rows: [restricts, objects, isHeld, stays].map((recipientId, at) => ({
            key: names[at]!, // as many as recipients
            subject: sender,
            values: { recipientId, content: 'a vase', sentAt: work.now },
          })),
        }),
      )
    expect((await sends(store.world)).taken).toHaveLength(4)
    await restrict(store.world.store, { kind: 'consumer', id: restricts }, { ground: 'accuracy', by: platform })
    // Were it to come in for the other activity alone, nothing would say any more that this one is objected to.
    await object(store.world.store, { kind: 'consumer', id: objects }, { activity: reviews, by: platform })
    await held(store.world, isHeld, { kind: 'consumer' })
    const again = await store.restored(older)
    const { taken, refused } = await sends(again)
    expect(refused).toEqual(names.slice(0, 3).map(key => ({ key, why: 'stopped' })))
    expect(taken.map(({ key }) => key)).toEqual(names.slice(3))
  })

  it('nobody where the statement asks for no consent at all', async () => {
    const all = await estates()
    const houses = await aWorld({ modules: all, manifest: aManifest(all, { 'kernel.consents': null }) })
    const tenant = await aTenant(houses)
    const { taken } = await houses.store.under(homes, person(randomUUID(), tenant), work =>
      importRows(work, {
        into: dweller,
        source: 'estate.landlord-list',
        collectedUnder: 1,
        rows: [{ key: 'one', subject: 'subject' in work.who ? work.who.subject! : '', values: { name: 'Ida' } }],
      }),
    )
    expect(taken).toHaveLength(1)
  })

  it('a row for which somebody of it does not consent, while others come, also those who bring their consent along', async () => {
    const [gives, honoured, neither, brings] = Array.from({ length: 4 }, () => randomUUID()) as [
      string,
      string,
      string,
      string,
    ]
    await world.rows(
      `insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version)
        select $2, '', '', 'given', 1, $3, s, 1 from unnest($1::uuid[]) s`,
      [[gives, honoured], parties.name, world.clock.now()],
    )
    const names = keys(0, 6)
    const rows = [
      { subject: gives, values: { honoursId: honoured, town: 'Ulm' } },
      { subject: gives, values: { honoursId: neither, town: 'Ulm' } },
      { subject: neither, values: { town: 'Ulm' } },
      { subject: brings, values: { town: 'Ulm' }, consents: [{ to: parties, proof: proof() }] },
      { subject: gives, values: { honoursId: null, town: 'Ulm' } },
      { subject: neither, values: { honoursId: honoured, town: 'Ulm' } },
    ].map((row, at) => ({ ...row, key: names[at]! })) // as many as rows
    const all = () =>
      world.store.under(parties, platform, work =>
        importRows(work, { into: party, source: 'club.old-parties', collectedUnder: 1, rows }),
      )
    const { taken, refused } = await all()
    expect(taken.map(({ key }) => key)).toEqual([names[0], names[3], names[4]])
    expect(refused).toEqual([1, 2, 5].map(at => ({ key: names[at], why: 'stopped' })))
    await world.store.under(own, person(brings), work =>
      withdrawConsent(work, { kind: 'member', subject: brings, purpose: parties.name, how: 'switch' }),
    )
    const last = await world.store.under(parties, platform, work =>
      importRows(work, {
        into: party,
        source: 'club.new-parties',
        collectedUnder: 1,
        rows: rows.slice(3, 4),
      }),
    )
    expect(last.refused).toEqual([{ key: names[3], why: 'stopped' }])
  })

  it('a row without a key, and one whose key comes twice', async () => {
    const [key] = keys()
    const unreadable = ['K\uD800', 'K\0']
    expect(
      (await brings(world, [...[' ', ...unreadable, key!, key!].map(one => aRow(one))])).refused.map(({ why }) => why),
    ).toEqual(['no key', 'no key', 'no key', 'twice'])
  })
})

describe('consents that come along', () => {
  it('are locked in the order in which a hand-over locks them', async () => {
    // The one whose lock comes first is not the one whose id does.
    const pairs = Array.from({ length: 40 }, () => [randomUUID(), randomUUID()].toSorted() as [string, string])
    const [pair] = await world.rows<{ early: string; late: string }>(
      `select late, early from unnest($1::text[], $2::text[]) k (late, early)
        where hashtextextended(early || ' ' || $3, 0) < hashtextextended(late || ' ' || $3, 0) limit 1`,
      [pairs.map(([one]) => one), pairs.map(([, other]) => other), newsletter.name],
    )
    const { early, late } = pair!
    const lockOf = (subject: string) => `hashtextextended('${subject} ${newsletter.name}', 0)`
    const session = async () => {
      const client = new Client({ ...testCluster(), database: world.database.place.database })
      await client.connect()
      return client
    }
    const [withdraws, looks] = [await session(), await session()]
    await withdraws.query(`begin; select pg_advisory_xact_lock(${lockOf(early)})`)
    const names = keys()
    const bringing = brings(
      world,
      [late, early].map((subject, at) => aRow(names[at]!, { subject, consents: [{ to: newsletter, proof: proof() }] })),
    )
    const waits = `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`
    await expect.poll(async () => (await world.rows(waits)).length).toBeGreaterThan(0)
    const { rows } = await looks.query(`select pg_try_advisory_lock(${lockOf(late)}) as free`)
    expect(rows).toEqual([{ free: true }])
    await looks.end()
    await withdraws.query('commit')
    await withdraws.end()
    expect((await bringing).taken).toHaveLength(2)
  })

  const asks = (more: object = {}) => ({ to: newsletter, ...more })

  it('count with their proof, which is kept', async () => {
    const [key] = keys()
    const given = proof()
    const { taken } = await brings(world, [aRow(key!, { consents: [asks({ proof: given })] })])
    const { subject } = taken[0]! // one was taken
    expect(await agrees(world, subject)).toBe(true)
    expect(
      await world.rows(
        `select e.how, e.place, t.wording, c.since from obhut.consent c join obhut.consent_event e on e.consent_id = c.id join obhut.consent_text t on t.id = e.text_id where c.subject = $1`,
        [subject],
      ),
    ).toEqual([
      { how: 'import', place: 'form 12, folder 3', wording: 'Ich möchte den Rundbrief.', since: given.givenAt },
    ])
  })

  it.each([
    ['without proof', undefined],
    ['with words that are none', { wording: ' ' }],
    ['kept nowhere', { where: '' }],
    ['given in the future', { givenAt: new Date('2199-01-01T00:00:00Z') }],
  ])('are refused with their row %s', async (_, more) => {
    const [key] = keys()
    const row = aRow(key!, { consents: [more ? asks({ proof: proof(more) }) : asks()] })
    expect((await brings(world, [row])).refused).toEqual([{ key, why: 'no proof' }])
  })

  it('are left to be asked for where the import says so, and count nothing until then', async () => {
    const [key] = keys()
    const { taken, unconfirmed } = await brings(world, [aRow(key!, { consents: [asks()] })], {
      withoutProof: 'unconfirmed',
    })
    expect(unconfirmed).toMatchObject([{ key, subject: taken[0]?.subject }])
    expect(await agrees(world, taken[0]!.subject)).toBe(false)
  })

  it('bring back nothing that was withdrawn here, and ask for nothing that rests on no consent', async () => {
    const subject = randomUUID()
    const [first, second, third] = keys()
    await brings(world, [aRow(first!, { subject, consents: [asks({ proof: proof() })] })])
    await world.store.under(own, person(subject), work =>
      withdrawConsent(work, { kind: 'member', subject, purpose: newsletter.name, how: 'switch' }),
    )
    await brings(world, [aRow(second!, { subject, consents: [asks({ proof: proof() })] })])
    expect(await agrees(world, subject)).toBe(false)
    const wrong = await brings(world, [aRow(third!, { consents: [{ to: study, proof: proof() }] })])
    expect(wrong.refused).toEqual([{ key: third, why: 'no consent' }])
  })

  const agreesTo = (subject: string, recipient: string, channel: string): Promise<boolean> =>
    world.store.under(own, person(subject), work =>
      consented(work, { subject, purpose: letters.name, recipient, channel }),
    )

  it.each([
    ['no recipient', { to: letters, channel: 'mail' }],
    ['a recipient that the statement does not name', { to: letters, recipient: 'wolf', channel: 'mail' }],
    ['no channel', { to: letters, recipient: 'fuchs' }],
    ['a channel that nobody is asked for', { to: letters, recipient: 'fuchs', channel: 'phone' }],
    ['a recipient where none is asked for', { to: newsletter, recipient: 'fuchs' }],
    ['a channel where none is asked for', { to: newsletter, channel: 'mail' }],
  ])('are refused with their row for %s', async (_, asked) => {
    const [key] = keys()
    const { refused } = await brings(world, [aRow(key!, { consents: [{ ...asked, proof: proof() }] })])
    expect(refused).toEqual([{ key, why: 'no question' }])
  })

  it.each([
    ['say no end though such consents end', { to: surveys }, 'no end'],
    ['are over', { to: surveys, validUntil: days(-1) }, 'no end'],
    ['are over, of those that need no end', { to: newsletter, validUntil: days(-1) }, 'no end'],
    ['end later', { to: surveys, validUntil: days(1) }, undefined],
  ])('that %s', async (_, { validUntil, ...asked }: { to: AnyActivity; validUntil?: number }, why) => {
    const [key] = keys()
    const until = validUntil !== undefined && { validUntil: later(world.clock.now(), validUntil) }
    const { refused } = await brings(world, [aRow(key!, { consents: [{ ...asked, ...until, proof: proof() }] })])
    expect(refused).toEqual(why ? [{ key, why }] : [])
  })

  it('that are over by now keep nothing out that is here already', async () => {
    const [key] = keys()
    const consents = [{ to: surveys, validUntil: later(world.clock.now(), days(1)), proof: proof() }]
    expect((await brings(world, [aRow(key!, { consents })])).taken).toHaveLength(1)
    const over = consents.map(one => ({ ...one, validUntil: later(world.clock.now(), -1) }))
    expect(await brings(world, [aRow(key!, { consents: over })])).toMatchObject({ known: [key], refused: [] })
  })

  it('count for the recipient and the channel that they name, and not where anything of the purpose was withdrawn', async () => {
    const subject = randomUUID()
    const [first, second] = keys()
    const to = (recipient: string, channel: string) => ({ to: letters, recipient, channel, proof: proof() })
    await brings(world, [aRow(first!, { subject, consents: [to('fuchs', 'mail'), to('fuchs', 'post')] })])
    expect([await agreesTo(subject, 'fuchs', 'mail'), await agreesTo(subject, 'dachs', 'mail')]).toEqual([true, false])
    await world.store.under(own, person(subject), work =>
      withdrawConsent(work, {
        kind: 'member',
        subject,
        purpose: letters.name,
        recipient: 'fuchs',
        channel: 'mail',
        how: 'switch',
      }),
    )
    await brings(world, [aRow(second!, { subject, consents: [to('dachs', 'post')] })])
    expect([await agreesTo(subject, 'fuchs', 'post'), await agreesTo(subject, 'dachs', 'post')]).toEqual([true, false])
  })
})
