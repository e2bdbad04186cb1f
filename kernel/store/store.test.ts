import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { days } from '../clock/clock.ts'
import { copyOf } from '../rows/copy.ts'
import { eraseSubject } from '../rights/erase.ts'
import { sweep } from '../retention/sweep.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { hearStatements } from '../../tools/testing/wire.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import {
  book,
  card,
  cards,
  lending,
  library,
  librarySql,
  loan,
  marketing,
  reminder,
  visit,
  visits,
} from './example-for-test.ts'
import { byHand } from './by-hand.ts'
import { UnknownEffect } from './inspect/inspect.ts'
import { person, platform, type Work } from './work.ts'

let modules: ReturnType<typeof libraryModules>
const libraryModules = (directory: string) => [kernel, library(directory)]
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'library-'))
  await writeFile(join(directory, '20261122_library.sql'), librarySql)
  modules = libraryModules(directory)
})

async function aReader(world: World, name: string, title = 'a book'): Promise<string> {
  const id = randomUUID()
  await world.store.under(cards, person(id), async work => {
    const { id: cardId } = await work
      .over(card)
      .insertInto('library.card')
      .values({ name, address: `${name}'s street` })
      .returning('id')
      .executeTakeFirstOrThrow()
    await work.under(lending, person(id), async inner => {
      const { id: loanId } = await inner
        .over(loan)
        .insertInto('library.loan')
        .values({ cardId, title })
        .returning('id')
        .executeTakeFirstOrThrow()
      await inner
        .over(reminder)
        .insertInto('library.reminder')
        .values({ loanId, wording: `please bring back ${title}` })
        .execute()
    })
  })
  return id
}

describe('a unit of work', () => {
  let world: World
  let ida: string
  let otto: string
  beforeAll(async () => {
    world = await aWorld({ modules })
    ida = await aReader(world, 'Ida')
    otto = await aReader(world, 'Otto')
  })

  it('sees the rows of its own person and of nobody else', async () => {
    const names = await world.store.under(cards, person(ida), work => work.read(card, 'name').execute())
    expect(names).toEqual([{ name: 'Ida' }])
  })
  it('cannot write a row for somebody else', async () => {
    await expect(
      world.store.under(cards, person(ida), work =>
        work.over(card).insertInto('library.card').values({ name: 'x', address: 'x', subject: otto }).execute(),
      ),
    ).rejects.toMatchObject({ code: '42501' })
  })
  it('shows nothing where no person is bound', async () => {
    expect(await world.store.under(cards, platform, work => work.read(card, 'name').execute())).toEqual([])
  })
  it('reads of another activity what it declared, over all readers where its reach says so', async () => {
    const names = await world.store.under(marketing, platform, work =>
      work.read(card, 'name').orderBy('name').execute(),
    )
    expect(names.map(row => row.name)).toEqual(['Ida', 'Otto'])
  })
  it('is refused a column that it did not declare, by the types and by the database', async () => {
    await world.store
      .under(marketing, platform, async work => {
        // @ts-expect-error 'address' may not be read under 'library.marketing'; it is kept under 'library.cards'
        await expect(work.read(card, 'address').execute()).rejects.toThrow('permission denied for table card')
      })
      .catch(() => undefined)
    await expect(
      // @ts-expect-error 'library.loan' may not be read under 'library.marketing'; it is kept under 'library.lending'
      world.store.under(marketing, platform, work => work.over(loan).selectFrom('library.loan').selectAll().execute()),
    ).rejects.toThrow('permission denied')
    await expect(
      world.store.under(marketing, platform, work =>
        byHand(work.over(card), { reads: [card] }, sql`select address from library.card`),
      ),
    ).rejects.toThrow('permission denied')
  })
  it('comes back to its own activity after it went on under another', async () => {
    await world.store.under(cards, person(ida), async work => {
      await work.under(marketing, platform, inner => inner.read(card, 'name').execute())
      expect(await work.read(card, 'address').execute()).toEqual([{ address: "Ida's street" }])
    })
  })
  it('takes its time from the kernel, and SQL outside of one has no time', async () => {
    await world.store.under(cards, person(ida), async work => {
      const row = await work.over(card).selectNoFrom(sql<Date>`obhut.now()`.as('now')).executeTakeFirst()
      expect(row?.now).toEqual(work.now)
    })
    await expect(world.rows('select obhut.now()')).rejects.toThrow('this connection has no time')
  })
  it('leaves nothing of itself on the connection', async () => {
    await world.store.bulk(visits, async client => {
      const {
        rows: [row],
      } = await client.query(`select nullif(current_setting('obhut.subject', true), '') as subject`)
      expect(row).toEqual({ subject: null })
    })
  })
  it('notes each write in the audit log, with the person beside it', async () => {
    const entries = await world.rows(
      `select e.what, e.about, p.subject from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where p.subject = $1 and e.what <> 'select' order by e.about`,
      [ida],
    )
    expect(entries.map(entry => `${entry.what} ${entry.about}`)).toEqual([
      'insert library.card',
      'insert library.loan',
      'insert library.reminder',
    ])
  })
  it('tells no value of anybody when the database refuses', async () => {
    const failed = world.store.under(cards, person(ida), work =>
      work.over(card).selectNoFrom(sql`${'Ida secret'}::text::uuid`.as('id')).execute(),
    )
    await expect(failed).rejects.toThrow('the database refused with 22P02')
    await expect(failed).rejects.not.toThrow('Ida')
  })
})

describe('what a query does', () => {
  let world: World
  let ida: string
  beforeAll(async () => {
    world = await aWorld({ modules })
    ida = await aReader(world, 'Ida')
  })
  const refused = async (work: (unit: Work<typeof cards>) => Promise<unknown>) =>
    expect(world.store.under(cards, person(ida), work)).rejects.toThrow(UnknownEffect)

  it('is told by the query, or it does not run: nothing is written past the audit log', async () => {
    await refused(work =>
      work
        .over(card)
        .with('x', db => db.insertInto('library.card').values({ name: 'by cte', address: 'x' }).returning('id'))
        .selectFrom('x')
        .select('id')
        .execute(),
    )
    await refused(work => sql`update library.card set name = 'by cte'`.execute(work.over(card)))
    await refused(work =>
      byHand(
        work.over(card),
        { reads: [card] },
        sql`with x as (update library.card set name = 'by cte' returning id) select id from x`,
      ),
    )
    await refused(work =>
      work.over(card).selectNoFrom(sql`set_config('obhut.subject', ${randomUUID()}, true)`.as('x')).execute(),
    )
    expect(await world.rows(`select from library.card where name = 'by cte'`)).toEqual([])
  })
  it('does not run with more parameters than the protocol counts', async () => {
    const ids = Array.from({ length: 65_536 }, () => ida)
    const asked = (some: readonly string[]) =>
      world.store.under(cards, person(ida), work => work.read(card, 'id').where('id', 'in', some).execute())
    await expect(asked(ids)).rejects.toThrow('takes 65535 parameters, and this one has 65536')
    expect(await asked(ids.slice(1))).toEqual([])
  })
  it('stands in the audit log also where it was written by hand', async () => {
    const entered = () =>
      world.rows(
        `select e.what, e.about, e.rows from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where p.subject = $1 and e.what = 'update'`,
        [ida],
      )
    expect(await entered()).toEqual([])
    await world.store.under(cards, person(ida), work =>
      byHand(work.over(card), { writes: card }, sql`update library.card set address = 'elsewhere'`),
    )
    expect(await entered()).toEqual([{ what: 'update', about: 'library.card', rows: 1 }])
  })
  it('reaches whoever did it where its commit fails, also of a function that nobody knows', async () => {
    await world.rows(
      `alter table library.loan alter constraint loan_card_id_fkey deferrable initially deferred;
       create function library.lend(card uuid) returns void language sql as $$ insert into library.loan (card_id, title) values (card, 'x') $$`,
    )
    await expect(
      world.store.under(lending, person(ida), work =>
        work.over(loan).selectNoFrom(sql`library.lend(${randomUUID()})`.as('lent')).execute(),
      ),
    ).rejects.toMatchObject({ code: '23503' })
  })
})

describe('erasure', () => {
  it('takes every row of the person, lets others stand, and blanks the name in theirs', async () => {
    const world = await aWorld({ modules })
    const ida = await aReader(world, 'Ida')
    const otto = await aReader(world, 'Otto')
    await world.store.under(lending, person(otto), work =>
      work.over(loan).updateTable('library.loan').set({ handledBy: ida }).execute(),
    )
    const report = await eraseSubject(world.store, { kind: 'librarian', id: ida })
    expect(report.gone.map(one => one.table)).not.toContain('library.card')
    expect(await world.rows('select handled_by from library.loan where subject = $1', [otto])).toEqual([
      { handled_by: null },
    ])

    const { gone } = await eraseSubject(world.store, { kind: 'reader', id: ida })
    expect(gone).toEqual(
      expect.arrayContaining([
        { table: 'library.card', rows: 1 },
        { table: 'library.loan', rows: 1 },
        { table: 'library.reminder', rows: 1 },
      ]),
    )
    expect(await world.traces('Ida')).toEqual([])
    expect(await world.traces(ida)).toEqual([])
    expect((await world.traces('Otto')).length).toBeGreaterThan(0)
  })
})

describe('the copy', () => {
  it('holds everything about the person and nothing about anybody else', async () => {
    const world = await aWorld({ modules })
    const ida = await aReader(world, 'Ida', 'On Custody')
    await aReader(world, 'Otto', 'Ottos book')
    const copy = []
    for await (const part of copyOf(world.store, { kind: 'reader', id: ida })) copy.push(...part.rows)
    const all = JSON.stringify(copy)
    for (const token of ['Ida', "Ida's street", 'On Custody', 'please bring back']) expect(all).toContain(token)
    expect(all).not.toContain('Otto')
  })
  it('lets a reader leave who has enough: nothing waits for the rest', async () => {
    const world = await aWorld({ modules })
    const ida = await aReader(world, 'Ida', 'On Custody')
    for (let round = 0; round < 20; round++) {
      for await (const { rows } of copyOf(world.store, { kind: 'reader', id: ida })) if (rows.length) break
    }
    expect((await eraseSubject(world.store, { kind: 'reader', id: ida })).gone.length).toBeGreaterThan(0)
  })
})

describe('the sweep', () => {
  it('removes a row on the day after its period, and what hangs on it, and nothing before', async () => {
    const world = await aWorld({ modules })
    const ida = await aReader(world, 'Ida')
    await world.store.under(lending, person(ida), work =>
      work.over(loan).updateTable('library.loan').set({ returnedAt: work.now }).execute(),
    )
    const start = Temporal.Instant.fromEpochMilliseconds(world.clock.now().getTime()).toZonedDateTimeISO(
      'Europe/Berlin',
    )
    const on = (date: Temporal.ZonedDateTime): Date => new Date(date.epochMilliseconds)
    await world.turnTo(on(start.add({ months: 6 }).subtract({ days: 1 })))
    expect(await world.rows('select from library.loan')).toHaveLength(1)
    await world.turnTo(on(start.add({ months: 6, days: 1 })))
    expect(await world.rows('select from library.loan')).toHaveLength(0)
    expect(await world.rows('select from library.reminder')).toHaveLength(0)
    expect(await world.rows('select from library.card')).toHaveLength(1)
  })
  it('tells in a dry run what a date would remove, and removes nothing', async () => {
    const world = await aWorld({ modules })
    await world.store.under(visits, platform, work =>
      work.over(visit).insertInto('library.visit').values({ at: work.now, room: 'hall' }).execute(),
    )
    const asOf = new Date(world.clock.now().getTime() + days(9))
    expect(await sweep(world.store, await world.periods(), { asOf, dryRun: true })).toEqual(
      expect.arrayContaining([expect.objectContaining({ table: 'library.visit', rows: 1 })]),
    )
    expect(await world.rows('select from library.visit')).toHaveLength(1)
  })
  it('asks the database of all tables at once where nothing is due', async () => {
    const asked: string[] = []
    hearStatements((_, text) => {
      if (text.includes('min(t.')) asked.push(text)
    })
    const world = await aWorld({ modules })
    const periods = await world.periods()
    asked.length = 0
    expect(await sweep(world.store, periods)).toEqual([])
    expect(asked).toEqual([expect.stringMatching(/loan[^]*visit|visit[^]*loan/)])
  })
  it('goes on past a table that it cannot look at, and tells of it', async () => {
    const world = await aWorld({ modules })
    const ida = await aReader(world, 'Ida')
    await world.store.under(lending, person(ida), work =>
      work.over(loan).updateTable('library.loan').set({ returnedAt: work.now }).execute(),
    )
    await world.rows('alter table library.visit rename to visited')
    await expect(world.turnBy(days(200))).rejects.toMatchObject({
      causes: [expect.objectContaining({ code: '42P01' })],
    })
    expect(await world.rows('select from library.loan')).toEqual([])
    await world.rows('alter table library.visited rename to visit')
  })
})

describe('a start', () => {
  it('stops with each difference between database and declarations', async () => {
    const world = await aWorld({ modules })
    await world.rows(
      'alter table library.card add nickname text; alter table library.book alter title drop not null; create table library.secret (id int); create unique index card_name on library.card (name); create unique index card_address on library.card (address) where restricted is null; create unique index loan_title on library.loan (subject, title); alter table library.loan drop constraint loan_card_id_fkey; alter table library.loan add foreign key (card_id) references library.card on delete cascade',
    )
    await world.stop()
    await expect(aWorld({ modules, database: world.database })).rejects.toMatchObject({
      all: [
        'column library.book.title is declared without .orNot() and the database says the opposite',
        'column library.card.nickname is in the database and not declared',
        'foreign key library.loan.card_id is not deferrable',
        'foreign key library.loan.card_id says "on delete cascade", which walks past policies; erasure walks the graph itself',
        'table library.secret is in the database and no module keeps it',
        'unique index card_name on library.card holds among restricted rows, too: add "where restricted is null", or nobody whom a law keeps there can come back',
      ],
    })
  })
  it('stops when rows lie there under an activity that the manifest no longer states', async () => {
    const world = await aWorld({ modules })
    await aReader(world, 'Ida')
    await world.stop()
    await expect(
      aWorld({ modules, database: world.database, manifest: aManifest(modules, { 'library.lending': null }) }),
    ).rejects.toThrow("'library.loan' holds rows that are kept under 'library.lending'")
  })
  it('grants nothing to an activity that the manifest does not state', async () => {
    const world = await aWorld({ modules, manifest: aManifest(modules, { 'library.marketing': null }) })
    await expect(world.store.under(marketing, platform, work => work.read(card, 'name').execute())).rejects.toThrow(
      "'library.marketing' is not stated",
    )
    const role = world.store.roles.of('library.marketing')
    expect(
      await world.rows(`select has_column_privilege($1, 'library.card', 'name', 'select') as may`, [role]),
    ).toEqual([{ may: false }])
  })
})

describe('the rows of a table about nobody', () => {
  it('bear no kernel columns', async () => {
    const world = await aWorld({ modules })
    await world.store.under(lending, platform, work =>
      work.over(book).insertInto('library.book').values({ title: 'On Custody' }).execute(),
    )
    expect(await world.rows('select title from library.book')).toEqual([{ title: 'On Custody' }])
  })
})
