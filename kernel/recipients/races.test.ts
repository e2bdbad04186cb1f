import { markOfErased } from '../enforce/mark-of-erased.ts'
import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { defineModule, type Module } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { activity, type UsableActivity } from '../declare/activity.ts'
import { accountability, rightsKept } from '../declare/activities.ts'
import { notice } from '../disclosure/tables.ts'
import { text } from '../declare/columns.ts'
import { owner, subject } from '../declare/subject.ts'
import { table, untilErasure } from '../declare/table.ts'
import { contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import { checkValue, correctRow } from '../disclosure/notices.ts'
import { ProcessingStopped } from '../enforce/stopped.ts'
import { restrict } from '../restriction/on-request.ts'
import { eraseSubject } from '../rights/erase.ts'
import { object, settle, objectionsOf } from '../rights/objections.ts'
import { person, platform, type Who } from '../store/work.ts'
import { handOver } from './hand-over.ts'

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
const guestTable = table('inn.guest', {
  about: owner(guest),
  under: bookings,
  until: untilErasure,
  columns: { mail: text({ is: PersonalData.EmailAddress, from: 'the form' }) },
})
const innSql = `
  create schema inn;
  create table inn.guest (id uuid primary key default gen_random_uuid(), mail text not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");`

let modules: readonly Module[]
beforeAll(async () => {
  const migrations = await mkdtemp(join(tmpdir(), 'inn-'))
  await writeFile(join(migrations, '20261122_inn.sql'), innSql)
  modules = [
    kernel,
    defineModule('inn', { subjects: [guest], activities: [bookings, brochures], keeps: [guestTable], migrations }),
  ]
})

interface Inn extends World {
  readonly guest: string
  readonly row: string
}
async function anInn(): Promise<Inn> {
  const post = { recipients: ['post'] }
  const world = await aWorld({
    modules,
    manifest: aManifest(modules, { 'inn.bookings': post, 'inn.brochures': post }),
  })
  // Whom to tell is resolved when the test says so.
  await world.jobs.stop()
  const id = randomUUID()
  const { id: row } = await world.store.under(bookings, person(id), work =>
    work
      .over(guestTable)
      .insertInto('inn.guest')
      .values({ mail: 'eva@example.org' })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return { ...world, guest: id, row }
}
const subjectOf = ({ guest: id }: Inn) => ({ kind: guest.kind, id })
const resolved = (world: World): Promise<void> =>
  Promise.all(
    world.jobs.jobs
      .filter(({ name }) => name === 'kernel.notices')
      .map(({ does }) => does({}, new AbortController().signal)),
  ).then(() => {})
const notices = (world: World) => world.rows(`select what, recipient, state from obhut.notice order by what, recipient`)
const disclosures = (world: Inn): Promise<number> =>
  world.rows(`select from obhut.disclosure where subject = $1`, [world.guest]).then(rows => rows.length)

/** Ends as soon as somebody in this database waits for a lock. */
const somebodyWaits = (world: World): Promise<void> =>
  expect
    .poll(() =>
      world.rows(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`,
      ),
    )
    .not.toEqual([])

interface Going {
  /** Ends once the disclosure is written down in the unit. */
  readonly written: Promise<void>
  /** Lets the unit commit, and ends with it. */
  done(): Promise<void>
}
/** A unit of work that hands the address over and stays open. */
function handsOver(world: Inn, under: UsableActivity = bookings, who: Who = person(world.guest)): Going {
  const [written, commits] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const unit = world.store.under(under, who, async work => {
    await handOver(work, world.stating.manifest, {
      to: 'mail',
      fields: [PersonalData.EmailAddress],
      ground: 'a letter',
      subject: world.guest,
    })
    written.resolve()
    await commits.promise
  })
  unit.catch(written.reject)
  // It may fail before the test looks at it.
  written.promise.catch(() => {})
  onTestFinished(() => commits.resolve())
  return {
    written: written.promise,
    done: async () => {
      commits.resolve()
      await unit
    },
  }
}
/** A transaction of the desk that holds the person alone until it is told to commit. */
function holdsAlone(world: Inn, sql: string): { readonly held: Promise<void>; done(): Promise<void> } {
  const [held, commits] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const desk = world.store.desk('rights', async client => {
    await client.query('select pg_advisory_xact_lock(20261126, obhut.stripe($1))', [world.guest])
    await client.query(sql, [world.guest])
    held.resolve()
    await commits.promise
  })
  desk.catch(held.reject)
  held.promise.catch(() => {})
  onTestFinished(() => commits.resolve())
  return {
    held: held.promise,
    done: async () => {
      commits.resolve()
      await desk
    },
  }
}

const byGuest = ({ guest: id }: Inn): Who => person(id)

describe('beside a hand-over that is under way', () => {
  it('an erasure waits, and tells its recipient', async () => {
    const inn = await anInn()
    const going = handsOver(inn)
    await going.written
    const erasing = eraseSubject(inn.store, subjectOf(inn))
    await somebodyWaits(inn)
    await going.done()
    expect((await erasing).told).toEqual(['post'])
    expect(await notices(inn)).toEqual([{ what: 'erased', recipient: 'post', state: 'to tell' }])
    expect(await disclosures(inn)).toBe(0)
  })
  it('a restriction waits, and tells its recipient', async () => {
    const inn = await anInn()
    const going = handsOver(inn)
    await going.written
    const restricting = restrict(inn.store, subjectOf(inn), { ground: 'accuracy', by: byGuest(inn) })
    await somebodyWaits(inn)
    await going.done()
    expect(await restricting).toBe(true)
    expect(await notices(inn)).toEqual([{ what: 'restricted', recipient: 'post', state: 'to tell' }])
  })
  it('an objection waits, and stands after it', async () => {
    const inn = await anInn()
    const going = handsOver(inn, brochures, platform)
    await going.written
    let stands = false
    const objecting = object(inn.store, subjectOf(inn), { activity: brochures, by: byGuest(inn) }).then(() => {
      stands = true
    })
    await somebodyWaits(inn)
    expect([stands, await objectionsOf(inn.store, inn.guest)]).toEqual([false, []])
    await going.done()
    await objecting
    expect(await disclosures(inn)).toBe(1)
    await expect(handsOver(inn, brochures, platform).written).rejects.toBeInstanceOf(ProcessingStopped)
  })
  it('a correction waits, and its recipient hears of it', async () => {
    const inn = await anInn()
    const going = handsOver(inn)
    await going.written
    const correcting = inn.store.under(bookings, person(inn.guest), work =>
      correctRow(work, guestTable, { kind: guest.kind, subject: inn.guest, row: inn.row }, { mail: 'new@example.org' }),
    )
    await somebodyWaits(inn)
    await going.done()
    await correcting
    await resolved(inn)
    const told = await inn.store.under(rightsKept, platform, work =>
      work.read(notice, 'what', 'recipient', 'marks', 'encryptedMarks', 'becomes').execute(),
    )
    expect(told).toEqual([
      {
        what: 'rectified',
        recipient: 'post',
        marks: [],
        encryptedMarks: [checkValue('eva@example.org')],
        becomes: { [PersonalData.EmailAddress]: ['new@example.org'] },
      },
    ])
  })
})

describe('a hand-over that begins meanwhile', () => {
  it('waits for an objection, and is none after it', async () => {
    const inn = await anInn()
    const objecting = holdsAlone(
      inn,
      `insert into obhut.objection (subject, activity, at, state, stops) values ($1, 'inn.brochures', obhut.now(), 'examined', true)`,
    )
    await objecting.held
    const going = handsOver(inn, brochures, platform)
    await somebodyWaits(inn)
    await objecting.done()
    await expect(going.written).rejects.toBeInstanceOf(ProcessingStopped)
    expect(await disclosures(inn)).toBe(0)
    // It stops what was objected to, and nothing else.
    const booking = handsOver(inn)
    await booking.written
    await booking.done()
    const [objection] = await objectionsOf(inn.store, inn.guest)
    await settle(inn.store, objection!.id, { as: 'overruled', answer: 'compelling grounds', by: platform }) // just made
    const goesOn = handsOver(inn, brochures, platform)
    await goesOn.written
    await goesOn.done()
    expect(await disclosures(inn)).toBe(2)
  })
  it('waits for a restriction, and is none after it', async () => {
    const inn = await anInn()
    const restricting = holdsAlone(
      inn,
      `insert into obhut.restriction (subject, since, ground, asked) values ($1, obhut.now(), 'accuracy', 'person')`,
    )
    await restricting.held
    const going = handsOver(inn)
    await somebodyWaits(inn)
    await restricting.done()
    await expect(going.written).rejects.toBeInstanceOf(ProcessingStopped)
    expect(await disclosures(inn)).toBe(0)
    // What a law demands goes on: an authority, the notice of the restriction itself.
    await inn.store.under(accountability, platform, work =>
      work.add(inn.store.declarations.tables.get('obhut.disclosure')!, {
        at: work.now,
        recipient: 'the police',
        activity: accountability.name,
        fields: [],
        ground: 'StPO 100j',
        subject: inn.guest,
      }),
    )
    expect(await disclosures(inn)).toBe(1)
  })
  it('waits for an erasure, and finds nobody after it', async () => {
    const inn = await anInn()
    const erasing = holdsAlone(
      inn,
      `insert into obhut.erased (mark, at, keyed) values (${markOfErased('$1::uuid')}, obhut.now(), true)`,
    )
    await erasing.held
    const going = handsOver(inn)
    await somebodyWaits(inn)
    await erasing.done()
    await expect(going.written).rejects.toMatchObject({ code: 'OB410' })
    expect(await disclosures(inn)).toBe(0)
  })
})
