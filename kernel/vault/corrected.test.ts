import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { rightsKept } from '../declare/activities.ts'
import { declarations } from '../declare/declarations.ts'
import { encrypted, text } from '../declare/columns.ts'
import { owner, subject } from '../declare/subject.ts'
import { table, untilErasure } from '../declare/table.ts'
import { PersonalData } from '../declare/terms.ts'
import { checkValue, correctRow } from '../disclosure/notices.ts'
import { disclosure, notice } from '../disclosure/tables.ts'
import { aStore } from '../recovery/example-for-test.ts'
import { eraseSubject } from '../rights/erase.ts'
import { findSubjects } from '../rows/find.ts'
import { provable } from '../rows/provable.ts'
import { person, platform } from '../store/work.ts'
import { card, letter, post, postSql, thread, writer, writing } from './example-for-test.ts'

const [old, now] = ['+49 30 1111111', '+49 30 2222222']

let modules: Module[]
beforeAll(async () => {
  const migrations = await mkdtemp(join(tmpdir(), 'post-'))
  await writeFile(join(migrations, '20261127_post.sql'), postSql)
  modules = [kernel, post(migrations)]
})

/** The same, of people who prove who they are by their number. */
const byPhone = subject('writer', { provenBy: ['phone'] })
const provenCard = table('post.card', {
  about: owner(byPhone),
  under: writing,
  until: untilErasure,
  columns: {
    name: text({ is: PersonalData.Name, from: 'the person' }),
    phone: encrypted(text({ is: PersonalData.TelephoneNumber, from: 'the person' }), { findable: true }).orNot(),
    pin: encrypted(text({ is: PersonalData.Password, from: 'the platform' }), { secret: true }).orNot(),
  },
})
const proven = (): Module[] =>
  modules.map(module => ({
    ...module,
    ...(module.name === 'post' && {
      subjects: [byPhone],
      keeps: module.keeps.map(one => (one.name === provenCard.name ? provenCard : one)),
    }),
  }))

interface Somebody {
  readonly id: string
  readonly row: string
}
async function somebody({ store }: World, phone: string | null = old): Promise<Somebody> {
  const id = randomUUID()
  const { id: row } = await store.under(writing, person(id), work =>
    work.over(card).insertInto('post.card').values({ name: 'Pia', phone }).returning('id').executeTakeFirstOrThrow(),
  )
  return { id, row }
}
const corrects = ({ store }: World, { id, row }: Somebody, columns: Readonly<Record<string, unknown>>) =>
  store.under(writing, person(id), work => correctRow(work, card, { kind: writer.kind, subject: id, row }, columns))
const cardOf = ({ store }: World, { id }: Somebody) =>
  store.under(writing, person(id), work => work.read(card, 'name', 'phone').executeTakeFirstOrThrow())
/** Somebody got the number, and is to be told. */
const received = (world: World, { id }: Somebody) =>
  world.store.under(writing, person(id), work =>
    work.add(disclosure, {
      at: work.now,
      recipient: 'post',
      activity: writing.name,
      fields: [PersonalData.TelephoneNumber],
      ground: 'a letter',
      subject: id,
    }),
  )
const notices = ({ store }: World) =>
  store.under(rightsKept, platform, work =>
    work.read(notice, 'what', 'state', 'marks', 'encryptedMarks', 'was', 'becomes').execute(),
  )

describe('a correction of what is encrypted', () => {
  it('lies nowhere in the clear: not in the row, not in the notice, not in the ledger', async () => {
    const world = await aWorld({ modules: proven() })
    await world.jobs.stop()
    const pia = await somebody(world)
    await received(world, pia)
    await corrects(world, pia, { phone: now, name: 'Pia Neu' })
    const hidden = async () => {
      for (const value of [old, now]) {
        expect(await world.traces(value)).toEqual([])
        expect(await world.traces(checkValue(value))).toEqual([])
        expect(await readFile(world.store.ledger!.place, 'utf8')).not.toContain(value) // a world has one
      }
    }
    await hidden()
    for (const job of world.jobs.jobs.filter(({ name }) => name === 'kernel.notices'))
      await job.does({}, new AbortController().signal)
    await hidden()
    expect(await notices(world)).toEqual([
      {
        what: 'rectified',
        state: 'to tell',
        marks: [],
        encryptedMarks: [checkValue(old)],
        was: { [PersonalData.TelephoneNumber]: [old] },
        becomes: { [PersonalData.TelephoneNumber]: [now] },
      },
    ])
    await eraseSubject(world.store, { kind: writer.kind, id: pia.id })
    await hidden()
    expect((await notices(world)).map(({ what, encryptedMarks }) => ({ what, encryptedMarks }))).toEqual([
      { what: 'erased', encryptedMarks: [checkValue(now)] },
    ])
  })
  it.each([
    ['had a value before', old],
    ['had none', null],
  ])('is repeated by a restored store, encrypted, where the row %s', async (_, before) => {
    const copied = await aStore(modules)
    const pia = await somebody(copied.world, before)
    const copy = await copied.snapshot()
    await corrects(copied.world, pia, { phone: now, name: 'Pia Neu' })
    const again = await copied.restored(copy)
    expect(await cardOf(again, pia)).toEqual({ name: 'Pia Neu', phone: now })
    expect(await again.traces(now)).toEqual([])
    expect(await findSubjects(again.store, 'writer', 'phone', now)).toEqual([{ kind: 'writer', id: pia.id }])
  })
  it('is repeated under the key of the row that it refers to, and so is one that empties it', async () => {
    const copied = await aStore(modules)
    const id = randomUUID()
    const row = await copied.world.store.under(writing, person(id), async work => {
      const { id: threadId } = await work
        .over(thread)
        .insertInto('post.thread')
        .values({ closedAt: null })
        .returning('id')
        .executeTakeFirstOrThrow()
      return work
        .over(letter)
        .insertInto('post.letter')
        .values({ threadId, title: 'old', body: { to: 'Otto' } })
        .returning('id')
        .executeTakeFirstOrThrow()
    })
    const copy = await copied.snapshot()
    await copied.world.store.under(writing, person(id), work =>
      correctRow(work, letter, { kind: writer.kind, subject: id, row: row.id }, { title: 'new', body: null }),
    )
    const again = await copied.restored(copy)
    expect(await again.store.under(writing, person(id), work => work.read(letter, 'title', 'body').execute())).toEqual([
      { title: 'new', body: null },
    ])
  })
})

describe('what lies encrypted and findable', () => {
  it('proves who somebody is, and finds them', async () => {
    const world = await aWorld({ modules: proven() })
    const [pia, otto] = [await somebody(world), await somebody(world, null)]
    expect(await findSubjects(world.store, 'writer', 'phone', old)).toEqual([{ kind: 'writer', id: pia.id }])
    expect(await findSubjects(world.store, 'writer', 'phone', now)).toEqual([])
    const known = (id: string) => world.store.desk('rights', client => provable(client, world.store, id))
    expect(await known(pia.id)).toEqual([
      { name: 'phone', value: old, is: PersonalData.TelephoneNumber, encrypted: true },
    ])
    expect(await known(otto.id)).toEqual([])
    // A key that is destroyed opens nothing, and stops no erasure.
    await world.rows('delete from obhut.row_key')
    expect(await known(pia.id)).toEqual([])
    await eraseSubject(world.store, { kind: 'writer', id: pia.id })
    expect(await findSubjects(world.store, 'writer', 'phone', old)).toEqual([])
  })
  it('has to be findable where it is to prove anything', () => {
    const unfound = table('post.card', {
      about: owner(byPhone),
      under: writing,
      until: untilErasure,
      columns: {
        name: text({ is: PersonalData.Name, from: 'the person' }),
        phone: encrypted(text({ is: PersonalData.TelephoneNumber, from: 'the person' })),
      },
    })
    expect(() => declarations([{ name: 'post', activities: [writing], keeps: [unfound] }])).toThrow(
      /'phone' of table 'post.card' is what persons prove to control/,
    )
  })
})
