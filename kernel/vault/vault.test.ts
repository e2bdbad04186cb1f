import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { days } from '../clock/clock.ts'
import { declarations } from '../declare/declarations.ts'
import { ref, encrypted, text } from '../declare/columns.ts'
import { owner } from '../declare/subject.ts'
import { table, untilErasure } from '../declare/table.ts'
import { byHand } from '../store/by-hand.ts'
import { person, platform } from '../store/work.ts'
import { rowKey } from './tables.ts'
import { copyOf } from '../rows/copy.ts'
import { eraseSubject } from '../rights/erase.ts'
import { card, letter, post, postSql, sorting, thread, visit, watching, writer, writing } from './example-for-test.ts'

const folder = mkdtempSync(join(tmpdir(), 'obhut-vault-'))
writeFileSync(join(folder, '20261126_post.sql'), postSql)
const modules = [kernel, post(folder)]

async function writes(
  world: World,
  says: { title: string; body?: unknown },
  who: string = randomUUID(),
  threadId: string = randomUUID(),
) {
  const id = randomUUID()
  await world.store.under(writing, person(who), async work => {
    const db = work.over(thread, letter)
    if (!(await db.selectFrom('post.thread').select('id').where('id', '=', threadId).executeTakeFirst()))
      await db.insertInto('post.thread').values({ id: threadId }).execute()
    await db
      .insertInto('post.letter')
      .values({ id, threadId, title: says.title, body: says.body ?? null })
      .execute()
  })
  return { who, threadId, id }
}
const keys = (world: World) =>
  world.rows<{ id: string; kept_in: string }>('select id, kept_in from obhut.row_key order by kept_in, id')

describe('an encrypted column', () => {
  let world: World
  beforeAll(async () => {
    world = await aWorld({ modules })
  })

  it('is set in many rows by hardly more statements than in few, each value under the key of its own row', async () => {
    const asked = vi.spyOn(pg.Client.prototype, 'query')
    const counts: number[] = []
    let who = ''
    for (const many of [2, 300]) {
      who = randomUUID()
      const name = `of ${many}`
      await world.store.under(writing, person(who), async work => {
        const db = work.over(card, thread, letter)
        const threads = Array.from({ length: many }, () => ({ id: randomUUID() }))
        await db.insertInto('post.thread').values(threads).execute()
        await db
          .insertInto('post.letter')
          .values(threads.map(({ id: threadId }) => ({ threadId, title: 'before', body: null })))
          .execute()
        await db
          .insertInto('post.card')
          .values(threads.map((_, n) => ({ name, phone: n % 2 ? '030 1' : null })))
          .execute()
      })
      asked.mockClear()
      await world.store.under(writing, person(who), async work => {
        const db = work.over(card, thread, letter)
        const { numUpdatedRows } = await db
          .updateTable('post.card')
          .set({ phone: '030 2', pin: 'secret', name: sql<string>`name || '!'` })
          .where('name', '=', name)
          .executeTakeFirstOrThrow()
        expect(Number(numUpdatedRows)).toBe(many)
        const letters = await db
          .updateTable('post.letter')
          .set({ title: 'after', body: { many } })
          .where('title', 'is not', null)
          .where('body', 'is', null)
          .returning(['title', 'body'])
          .execute()
        expect(letters).toEqual(Array.from({ length: many }, () => ({ title: 'after', body: { many } })))
        await db
          .insertInto('post.letter')
          .values(
            (await db.selectFrom('post.letter').select('threadId').where('title', 'is not', null).execute())
              .slice(0, many)
              .map(({ threadId }) => ({ threadId, title: 'new', body: null })),
          )
          .execute()
      })
      counts.push(asked.mock.calls.length)
      const cards = await world.store.under(writing, person(who), work =>
        work.read(card, 'name', 'phone').where('name', '=', `${name}!`).execute(),
      )
      expect(cards).toEqual(Array.from({ length: many }, () => ({ name: `${name}!`, phone: '030 2' })))
    }
    asked.mockRestore()
    const [few = 0, most = 0] = counts
    // The platform of this world asks on its own, too; row by row it would be 900.
    expect(most).toBeLessThan(few + 150)
    const [{ kinds, all } = { kinds: 0, all: 1 }] = await world.rows(
      'select count(distinct phone)::int as kinds, count(*)::int as all from post.card where phone is not null and subject = $1',
      [who],
    )
    expect(kinds, 'no two rows hold the same ciphertext').toBe(all)
  })
  it('is ciphertext in the store and plain to the unit of work', async () => {
    const { who, id } = await writes(world, { title: 'Dear Ida', body: { lines: ['come at eight'], from: 'Otto' } })
    expect(await world.traces('Dear Ida')).toEqual([])
    expect(await world.traces('come at eight')).toEqual([])
    const read = await world.store.under(writing, person(who), work =>
      work.read(letter, 'id', 'title', 'body').execute(),
    )
    expect(read).toEqual([{ id, title: 'Dear Ida', body: { lines: ['come at eight'], from: 'Otto' } }])
    const [all] = await world.store.under(writing, person(who), work =>
      work.over(letter).selectFrom('post.letter').selectAll().execute(),
    )
    expect(Object.keys(all ?? {}).sort()).toEqual([
      'body',
      'id',
      'restricted',
      'subject',
      'threadId',
      'title',
      'version',
    ])
  })
  it('opens by whatever name it is asked for, in joins and in what a change returns', async () => {
    const { who, threadId } = await writes(world, { title: 'First', body: 1 })
    await world.store.under(writing, person(who), async work => {
      const db = work.over(letter, thread)
      expect(
        await db
          .selectFrom('post.thread as t')
          .innerJoin('post.letter as l', 'l.threadId', 't.id')
          .select(['l.title as about', 't.id'])
          .execute(),
      ).toEqual([{ about: 'First', id: threadId }])
      expect(
        await db
          .selectFrom('post.thread')
          .innerJoin('post.letter', 'post.letter.threadId', 'post.thread.id')
          .selectAll('post.letter')
          .execute(),
      ).toMatchObject([{ title: 'First', body: 1 }])
      expect(
        await db
          .insertInto('post.letter')
          .values([
            { threadId, title: 'Second' },
            { threadId, title: 'Third', body: [3] },
          ])
          .returning(['title', 'body'])
          .execute(),
      ).toEqual([
        { title: 'Second', body: null },
        { title: 'Third', body: [3] },
      ])
      const changed = await db
        .updateTable('post.letter')
        .set({ title: 'Changed', body: { now: true } })
        .where('threadId', '=', threadId)
        .returning(['title', 'body'])
        .execute()
      expect(changed).toEqual([1, 2, 3].map(() => ({ title: 'Changed', body: { now: true } })))
      expect(
        (await db.updateTable('post.letter').set({ body: null }).where('threadId', '=', threadId).executeTakeFirst())
          .numUpdatedRows,
      ).toBe(3n)
      expect(
        await db.deleteFrom('post.letter').where('threadId', '=', threadId).returning('title').execute(),
      ).toHaveLength(3)
    })
  })
  it('has one key for all rows under one row, also when two write the first of them at once', async () => {
    const who = randomUUID()
    const threadId = randomUUID()
    await world.store.under(writing, person(who), work =>
      work.over(thread).insertInto('post.thread').values({ id: threadId }).execute(),
    )
    await Promise.all(Array.from({ length: 8 }, (_, n) => writes(world, { title: `Letter ${n}` }, who, threadId)))
    const read = await world.store.under(writing, person(who), work => work.read(letter, 'title').execute())
    expect(read.map(({ title }) => title).sort()).toEqual(Array.from({ length: 8 }, (_, n) => `Letter ${n}`))
    expect((await keys(world)).filter(key => key.id === threadId)).toEqual([{ id: threadId, kept_in: 'post.thread' }])
  })
  it('cannot be moved to another row, another column, or changed', async () => {
    const { who, threadId } = await writes(world, { title: 'Yes', body: 'yes' })
    const other = await writes(world, { title: 'No', body: 'no' }, who, threadId)
    const read = () => world.store.under(writing, person(who), work => work.read(letter, 'title', 'body').execute())
    const before = await world.rows<{ id: string; title: Buffer; body: Buffer }>(
      'select id, title, body from post.letter where subject = $1',
      [who],
    )
    const of = (id: string) => before.find(row => row.id === id)!
    const put = (column: 'title' | 'body', value: Buffer) =>
      world.rows(`update post.letter set ${column} = $2 where id = $1`, [other.id, value])
    await put('title', before.find(row => row.id !== other.id)!.title)
    await expect(read()).rejects.toThrow('an encrypted value in post.letter.title does not open')
    await put('title', of(other.id).body)
    await expect(read()).rejects.toThrow('does not open')
    const bent = Buffer.from(of(other.id).title)
    bent[bent.length - 20]! ^= 1
    await put('title', bent)
    await expect(read()).rejects.toThrow('does not open')
    await put('title', of(other.id).title)
    expect(await read()).toHaveLength(2)
    await world.rows(
      'update obhut.row_key set wrapped = (select wrapped from obhut.row_key where id <> $1 limit 1) where id = $1',
      [threadId],
    )
    await expect(read()).rejects.toThrow('an encrypted value in obhut.row_key does not open')
  })
  it('answers no question that would need its plain text, and says so', async () => {
    const { who } = await writes(world, { title: 'Hush' })
    await world.store.under(writing, person(who), async work => {
      const db = work.over(letter, thread, card)
      const asked = [
        () => db.selectFrom('post.letter').select('id').where('title', '=', 'Hush').execute(),
        () => db.selectFrom('post.letter').select('id').orderBy('title').execute(),
        () =>
          db
            .selectFrom('post.letter as l')
            .select('l.id')
            .where(eb => eb('l.title', 'like', 'H%'))
            .execute(),
        () =>
          db
            .selectFrom('post.letter')
            .select(eb => eb.fn.max('title').as('last'))
            .execute(),
        () =>
          db
            .selectFrom('post.thread')
            .select('id')
            .where('id', 'in', eb => eb.selectFrom('post.letter').select('threadId').where('title', '=', 'x'))
            .execute(),
        () =>
          db
            .with('inner', inner => inner.selectFrom('post.letter').select('title'))
            .selectFrom('inner')
            .select('title')
            .execute(),
        () => db.updateTable('post.letter').set({ title: 'x' }).where('title', '=', 'Hush').execute(),
        () =>
          db
            .updateTable('post.letter')
            .set({ title: sql`'x'` as never })
            .execute(),
        () =>
          db
            .insertInto('post.card')
            .values({ name: 'x', pin: '1' })
            .onConflict(on => on.doNothing())
            .execute(),
      ]
      for (const ask of asked) await expect(ask()).rejects.toThrow(/'(title|pin)' of 'post\.\w+' is encrypted/)
      expect(await db.selectFrom('post.letter').select('title').where('body', 'is', null).execute()).toEqual([
        { title: 'Hush' },
      ])
      expect(await db.selectFrom('post.letter').select('title').where('title', 'is not', null).execute()).toEqual([
        { title: 'Hush' },
      ])
    })
  })
  it('takes no plain text past the vault', async () => {
    const { who, threadId } = await writes(world, { title: 'Sealed' })
    const raw = world.store.under(writing, person(who), work =>
      byHand(
        work.over(letter),
        { writes: letter },
        sql`insert into post.letter (thread_id, title) values (${threadId}, ${Buffer.from('a sentence that anybody could read')})`,
      ),
    )
    await expect(raw).rejects.toThrow('23514')
  })
  it('opens whatever was written by hand in the same words before', async () => {
    const { who, threadId } = await writes(world, { title: 'Read twice' })
    await world.store.under(writing, person(who), async work => {
      const asked = work.over(letter).selectFrom('post.letter').select('title').where('threadId', '=', threadId)
      const text = asked.compile().sql
      const encrypted = await byHand(
        work.over(letter),
        { reads: [letter] },
        sql<{ title: Buffer }>`${sql.raw(text.replace('$1', ''))}${threadId}`,
      )
      expect(encrypted).toEqual([{ title: expect.any(Buffer) }])
      expect(await asked.execute()).toEqual([{ title: 'Read twice' }])
      await expect(
        work
          .over(letter)
          .selectFrom('post.letter')
          .select(sql`"title"`.as('title'))
          .where('threadId', '=', threadId)
          .execute(),
      ).rejects.toThrow("'title' of 'post.letter' is encrypted")
    })
  })
  it('is found by its whole value through a keyed hash', async () => {
    const who = randomUUID()
    await world.store.under(writing, person(who), async work => {
      const db = work.over(card)
      await db
        .insertInto('post.card')
        .values([{ name: 'Ida', phone: '+49 170 555' }, { name: 'Otto', phone: '+49 30 2' }, { name: 'Eva' }])
        .execute()
      const named = (phone: string) =>
        db
          .selectFrom('post.card')
          .select(['name', 'phone'])
          .where(work.finds(card, 'phone', phone))
          .execute()
      expect(await named('+49 30 2')).toEqual([{ name: 'Otto', phone: '+49 30 2' }])
      await db
        .updateTable('post.card')
        .set({ phone: '+49 30 3' })
        .where(work.finds(card, 'phone', '+49 30 2'))
        .execute()
      expect(await named('+49 30 2')).toEqual([])
      expect(await named('+49 30 3')).toMatchObject([{ name: 'Otto' }])
      await db.updateTable('post.card').set({ phone: null }).where('name', '=', 'Otto').execute()
      expect(await named('+49 30 3')).toEqual([])
      expect(() => work.finds(card, 'pin', '1')).toThrow('not encrypted findable')
    })
    expect(await world.traces('+49 170 555')).toEqual([])
  })
  it('opens for a purpose that may read it, and its key for no other', async () => {
    const { threadId } = await writes(world, { title: 'To be sorted', body: 'not for you' })
    const sorted = await world.store.under(sorting, platform, work =>
      work
        .over(letter)
        .selectFrom('post.letter')
        .select(['id', 'title'])
        .where('threadId' as never, '=', threadId as never)
        .execute(),
    )
    expect(sorted).toMatchObject([{ title: 'To be sorted' }])
    const who = randomUUID()
    await world.store.under(writing, person(who), work =>
      work.over(card).insertInto('post.card').values({ name: 'Ida', phone: '1' }).execute(),
    )
    const seen = await world.store.under(sorting, platform, work =>
      byHand(
        work.over(letter),
        { reads: [rowKey] },
        sql<{ keptIn: string }>`select distinct kept_in from obhut.row_key`,
      ),
    )
    expect(seen).toEqual([{ keptIn: 'post.thread' }])
    await expect(
      world.store.under(sorting, platform, work =>
        byHand(work.over(letter), { writes: rowKey }, sql`delete from obhut.row_key`),
      ),
    ).rejects.toThrow('permission denied')
    const destroyed = await world.store.under(watching, platform, work =>
      byHand(
        work.over(visit),
        { writes: rowKey },
        sql`delete from obhut.row_key where kept_in <> 'post.visit' returning id`,
      ),
    )
    expect(destroyed).toEqual([])
  })
  it('is in the copy for the person in clear, and a secret is not', async () => {
    const { who } = await writes(world, { title: 'In the copy', body: { of: 'it' } })
    await world.store.under(writing, person(who), work =>
      work.over(card).insertInto('post.card').values({ name: 'Ida', phone: '0815', pin: '4711' }).execute(),
    )
    const copy = []
    for await (const part of copyOf(world.store, { kind: 'writer', id: who })) copy.push(...part.rows)
    expect(copy).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ title: 'In the copy', body: { of: 'it' } }),
        { name: 'Ida', phone: '0815' },
      ]),
    )
    expect(JSON.stringify(copy)).not.toContain('4711')
  })
  it('that holds an address is noted in the audit log when it is opened', async () => {
    const who = randomUUID()
    await world.store.under(watching, person(who), work =>
      work
        .over(visit)
        .insertInto('post.visit')
        .values([1, 2].map(() => ({ at: work.now, host: '203.0.113.7' })))
        .execute(),
    )
    const hosts = await world.rows<{ host: string }>(
      `select encode(host, 'hex') as host from post.visit where subject = $1`,
      [who],
    )
    expect(new Set(hosts.map(({ host }) => host)).size).toBe(2)
    const opened = () =>
      world.rows(`select e.rows from obhut.audit_entry e where e.what = 'opened' and e.about = 'post.visit.host'`)
    expect(await opened()).toEqual([])
    await world.store.under(watching, person(who), work => work.read(visit, 'at', 'host').execute())
    expect(await opened()).toEqual([{ rows: 2 }])
  })
})

describe('a key', () => {
  it('goes with its row, by whatever way the row goes', async () => {
    const world = await aWorld({ modules })
    const cards = (...names: string[]) =>
      world.store.under(writing, person(randomUUID()), async work => {
        await work
          .over(card)
          .insertInto('post.card')
          .values(names.map(name => ({ name, pin: name })))
          .execute()
        return 'subject' in work.who ? (work.who.subject ?? '') : ''
      })
    const ida = await cards('a', 'b', 'c')
    await writes(world, { title: 'x' }, ida)
    const otto = await cards('d')
    expect(await keys(world)).toHaveLength(5)
    await world.store.under(writing, person(ida), work =>
      work.over(card).deleteFrom('post.card').where('name', '=', 'a').execute(),
    )
    expect(await keys(world)).toHaveLength(4)
    await eraseSubject(world.store, { kind: writer.kind, id: ida })
    expect((await keys(world)).map(key => key.kept_in)).toEqual(['post.card'])
    const left = await writes(world, { title: 'y' }, otto)
    await world.store.under(writing, person(otto), work =>
      work
        .over(thread)
        .updateTable('post.thread')
        .set({ closedAt: work.now })
        .where('id', '=', left.threadId)
        .execute(),
    )
    await world.turnBy(days(190))
    expect((await keys(world)).map(key => key.kept_in)).toEqual(['post.card'])
    await world.rows('delete from post.card')
    expect(await keys(world)).toEqual([])
  })
  it('goes when all that it opens was blanked, and a new one comes with the next value', async () => {
    const world = await aWorld({ modules })
    const who = randomUUID()
    const set = (values: { phone?: string | null; pin?: string | null }) =>
      world.store.under(writing, person(who), work => work.over(card).updateTable('post.card').set(values).execute())
    await world.store.under(writing, person(who), work =>
      work.over(card).insertInto('post.card').values({ name: 'Ida', phone: '1', pin: '2' }).execute(),
    )
    const [first] = await world.rows('select wrapped from obhut.row_key')
    await set({ phone: null })
    expect(await keys(world)).toHaveLength(1)
    await set({ pin: null })
    expect(await keys(world)).toEqual([])
    await set({ pin: '3' })
    const [second] = await world.rows('select wrapped from obhut.row_key')
    expect(second.wrapped.equals(first.wrapped)).toBe(false)
    expect(await world.store.under(writing, person(who), work => work.read(card, 'pin').execute())).toEqual([
      { pin: '3' },
    ])
  })
})

describe('declarations', () => {
  it('that could not be kept stop the start', () => {
    const decrypted = table('post.decrypted', {
      about: owner(writer),
      under: watching,
      until: untilErasure,
      columns: { host: text({ is: 'pd:IPAddress', from: 'the connection' }) },
    })
    const keyless = table('post.keyless', {
      about: owner(writer),
      under: writing,
      until: untilErasure,
      columns: { says: encrypted(text({ is: 'pd:Communication', from: 'you' }), { key: thread }) },
    })
    const unreferenced = table('post.unreferenced', {
      about: owner(writer),
      under: writing,
      until: untilErasure,
      columns: {
        t: ref(thread, { checked: 'on input' }).orNot(),
        says: encrypted(text({ is: 'pd:Communication', from: 'you' }), { key: thread }),
      },
    })
    const forAll = table('post.forAll', {
      about: owner(writer),
      under: writing,
      until: untilErasure,
      addedByAll: true,
      columns: {
        t: ref(thread).orNot(),
        says: encrypted(text({ is: 'pd:Communication', from: 'you' }), { key: thread }),
      },
    })
    expect(() =>
      declarations([
        {
          name: 'post',
          activities: [writing, watching, sorting],
          keeps: [thread, letter, card, visit, decrypted, keyless, unreferenced, forAll],
        },
      ]),
    ).toThrow(
      expect.objectContaining({
        all: [
          "column 'host' of table 'post.decrypted' holds an address beside a person, by which visits could be joined: declare it encrypted()",
          "column 'says' of table 'post.keyless' is encrypted under the key of 'post.thread', to which no column refers",
          "column 'says' of table 'post.unreferenced' is encrypted under the key of 'post.thread', to which the database holds no reference",
          "column 'says' of table 'post.forAll' is encrypted under another row's key, which not every activity that adds rows may see: encrypt it under the row's own",
        ],
      }),
    )
  })
})
