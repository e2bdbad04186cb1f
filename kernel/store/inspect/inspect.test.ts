import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { book, card, loan, reminder, visit } from '../example-for-test.ts'
import { ShapingCompiler, shapeOf, type Shaped } from './compiler.ts'
import { declaredIn, inspect, UnknownEffect, type Effect } from './inspect.ts'

interface Tables {
  'library.card': { id: string; name: string; address: string; subject: string }
  'library.loan': { id: string; card_id: string; title: string; returned_at: Date | null }
  'library.book': { id: string; title: string }
}
const over = (compiler = new PostgresQueryCompiler()) =>
  new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: db => new PostgresIntrospector(db),
      createQueryCompiler: () => compiler,
    },
  })
const db = over()
const declared = declaredIn([book, card, loan, reminder, visit])
type Query = { compile(): { query: Parameters<typeof inspect>[0] } }
const holds = (query: Query) => inspect(query.compile().query, declared).holds
const plain = (columns: ReadonlyMap<string, ReadonlySet<string>>) =>
  Object.fromEntries([...columns].map(([name, its]) => [name, [...its].toSorted()]))
const looked = (query: Query) => {
  const { reads, writes, onlyReads } = inspect(query.compile().query, declared)
  return { reads: plain(reads), writes: plain(writes), onlyReads }
}
const byHand = (effect: Effect, text: ReturnType<typeof sql>) => {
  const { reads, writes, onlyReads } = inspect(text.compile(db).query, declared, effect)
  return { reads: plain(reads), writes: plain(writes), onlyReads }
}

describe('a query is seen to', () => {
  it('read these columns of these tables, by whatever name', () => {
    expect(
      looked(
        db
          .selectFrom('library.card as c')
          .innerJoin('library.loan', 'library.loan.card_id', 'c.id')
          .select(['c.name', 'title'])
          .where('c.address', '=', 'x'),
      ),
    ).toEqual({
      reads: { 'library.card': ['address', 'id', 'name'], 'library.loan': ['card_id', 'title'] },
      writes: {},
      onlyReads: true,
    })
  })
  it('hold rows until the end, where it may be so', () => {
    const cards = db.selectFrom('library.card').select('id')
    expect(holds(cards)).toBe(false)
    for (const holding of [cards.forUpdate(), cards.forNoKeyUpdate(), cards.forShare(), cards.forKeyShare()])
      expect(holds(holding)).toBe(true)
    expect(holds(cards.where('id', 'in', eb => eb.selectFrom('library.loan').select('card_id').forShare()))).toBe(true)
    expect(holds(cards.modifyEnd(sql`for update skip locked`))).toBe(true)
    const written = (text: ReturnType<typeof sql>) => inspect(text.compile(db).query, declared, { reads: [card] }).holds
    expect(written(sql`select id from library.card`)).toBe(false)
    expect(written(sql`select id from library.card for share`)).toBe(true)
  })
  it('read all columns of one table, and those within a query in it', () => {
    expect(
      looked(
        db
          .with('found', one => one.selectFrom('library.loan').select('card_id'))
          .selectFrom('library.card')
          .selectAll()
          .where('id', 'in', eb => eb.selectFrom('found').select('card_id')),
      ).reads,
    ).toMatchObject({
      'library.card': expect.arrayContaining(['*']),
      'library.loan': expect.arrayContaining(['card_id']),
    })
  })
  it('read what a piece of SQL names', () => {
    expect(
      looked(
        db
          .selectFrom('library.card')
          .select(sql<number>`(select count(*) from "library".loan l where l.card_id = id)`.as('loans'))
          .where(sql<boolean>`lower(name) = 'ida'`),
      ),
    ).toEqual({
      reads: { 'library.card': ['id', 'name'], 'library.loan': ['*', 'card_id', 'id'] },
      writes: {},
      onlyReads: true,
    })
    expect(looked(db.selectFrom('library.card').select('id').where(sql.ref('name'), '=', 'x')).reads).toEqual({
      'library.card': ['id', 'name'],
    })
  })
  it('write a table, and to read others', () => {
    expect(
      looked(
        db
          .updateTable('library.loan')
          .set({ title: 'x' })
          .where('card_id', 'in', eb => eb.selectFrom('library.card').select('library.card.id')),
      ),
    ).toEqual({
      reads: { 'library.card': ['id'], 'library.loan': ['card_id'] },
      writes: { 'library.loan': ['title'] },
      onlyReads: false,
    })
    expect(
      looked(
        db
          .insertInto('library.book')
          .columns(['title'])
          .expression(eb => eb.selectFrom('library.loan').select('library.loan.title')),
      ),
    ).toEqual({
      reads: { 'library.loan': ['title'] },
      writes: { 'library.book': ['*'] },
      onlyReads: false,
    })
    expect(looked(db.deleteFrom('library.loan').where('title', '=', 'x')).writes).toEqual({ 'library.loan': ['*'] })
    expect(
      looked(
        db
          .mergeInto('library.loan')
          .using('library.card', 'library.card.id', 'library.loan.card_id')
          .whenMatched()
          .thenUpdateSet({ title: 'x' })
          .whenNotMatched()
          .thenDoNothing(),
      ),
    ).toMatchObject({ reads: { 'library.card': ['id'] }, writes: { 'library.loan': ['*'] }, onlyReads: false })
  })
  it('do more than reading, where a function in it is not known to do nothing else', () => {
    const called = (text: ReturnType<typeof sql>) => looked(db.selectNoFrom(text.as('x'))).onlyReads
    expect(called(sql`nextval('library.numbers')`)).toBe(false)
    expect(called(sql`pg_notify('x', 'y')`)).toBe(false)
    expect(called(sql`pg_advisory_xact_lock(1)`)).toBe(false)
    expect(called(sql`"library".something(1)`)).toBe(false)
    expect(looked(db.selectNoFrom(eb => eb.fn('setval', [eb.val('x'), eb.val(1)]).as('x'))).onlyReads).toBe(false)
    expect(called(sql`coalesce(max(obhut.now()), clock_timestamp()) filter (where not (1 in (1, 2)))`)).toBe(true)
    expect(looked(db.selectNoFrom(eb => eb.fn('lower', [eb.val('x')]).as('x'))).onlyReads).toBe(true)
  })
})

describe('a query does not run', () => {
  const refused = (query: Query) => expect(() => looked(query), query.compile().query.kind).toThrow(UnknownEffect)
  it('with a write within it', () => {
    refused(
      db
        .with('x', one => one.insertInto('library.book').values({ id: '1', title: 'x' }).returning('id'))
        .selectFrom('x')
        .select('id'),
    )
    refused(
      db
        .with('x', one => one.deleteFrom('library.book').returning('id'))
        .insertInto('library.card')
        .expression(eb => eb.selectFrom('x').selectAll()),
    )
    refused(
      db
        .with('x', () => sql`delete from library.book returning id` as never)
        .selectFrom('x' as never)
        .selectAll(),
    )
    refused(
      db
        .with('x', () => sql`select id from library.book` as never)
        .selectFrom('x' as never)
        .selectAll(),
    )
  })
  it('where it is written by hand and does not say what it does', () => {
    refused({ compile: () => sql`select name from library.card`.compile(db) })
    refused({ compile: () => sql`update library.card set name = 'x'`.compile(db) })
  })
  it('with a piece of SQL that is more than an expression', () => {
    const within = (text: ReturnType<typeof sql>) => refused(db.selectFrom('library.card').select(text.as('x')))
    within(sql`1; delete from library.card`)
    within(sql`(delete from library.card)`)
    within(sql`1 into library.other`)
    within(sql`1 /* a comment */`)
    within(sql`'it does not end`)
    within(sql`$1`)
    refused(db.selectFrom('library.card').select('id').modifyEnd(sql`; commit`))
    refused(
      db
        .insertInto('library.book')
        .values({ id: '1', title: 'x' })
        .modifyEnd(sql`; insert into library.card values (1)`),
    )
    // What only looks so.
    looked(db.selectFrom('library.card').select(sql`'; delete from x'`.as('x')).modifyEnd(sql`for update`))
    looked(db.selectFrom('library.card').select(sql`$$delete$$`.as('delete')))
  })
  it('where it takes on a role, keeps bytes outside of tables, or runs text as SQL', () => {
    const within = (text: ReturnType<typeof sql>) => refused(db.selectNoFrom(text.as('x')))
    within(sql`set_config('role', 'somebody', true)`)
    within(sql`pg_catalog.set_config ('obhut.subject', 'x', true)`)
    within(sql`"set_config"('role', 'x', true)`)
    within(sql`lo_from_bytea(0, 'x')`)
    within(sql`query_to_xml('select 1', true, true, '')`)
    // What stays on the connection for whoever has it next.
    for (const lock of [
      'pg_advisory_lock',
      'pg_try_advisory_lock',
      'pg_advisory_lock_shared',
      'pg_advisory_unlock_all',
    ])
      within(sql.raw(`${lock}(1)`))
    within(sql`setseed(0.5)`)
    looked(db.selectNoFrom(sql`pg_advisory_xact_lock(1)`.as('x')))
    refused(db.selectNoFrom(eb => eb.fn('set_config', [eb.val('role')]).as('x')))
    refused(db.selectNoFrom(eb => eb.fn('lower(address), upper', [eb.val('role')]).as('x')))
  })
  it('where PostgreSQL would read it otherwise than it looks', () => {
    const within = (text: ReturnType<typeof sql>) => refused(db.selectNoFrom(text.as('x')))
    const call = `set_config('role', 'x', true)`
    within(sql.raw(String.raw`U&"\0073et_config"('role', 'x', true)`))
    within(sql.raw(String.raw`(select 1 from U&"\006cibrary".card)`))
    within(sql.raw(`1 --\r + ${call}`))
    for (const letter of ['\u00a0', '\u{1f600}', 'a\u0301', '\u2028'])
      within(sql.raw(`1 as ${letter}$$, ${call} as ${letter}$$`))
    within(sql.raw(String.raw`E'a'`.concat('\n', String.raw`'\', ', ${call}, '\''`)))
    // By the builder's own names and values.
    within(sql`${sql.ref('set_config')}('role', 'x', true)`)
    within(sql`${sql.id('pg_catalog', 'set_config')}('role', 'x', true)`)
    within(sql`U&${sql.ref(String.raw`\0073et_config`)}('role', 'x', true)`)
    within(sql`'${sql.lit(', set_config($$role$$, $$x$$, true), ')}'`)
    within(sql`E${sql.lit(String.raw`\', set_config($$role$$, $$x$$, true), $$`)}$$`)
    within(sql`1 -- ${sql.lit(`\n, ${call}`)}\n`)
    expect(
      looked(db.selectNoFrom(sql`(select max(l.title) from ${sql.id('library', 'loan')} l)`.as('x'))).reads,
    ).toEqual({
      'library.loan': ['*', 'title'],
    })
  })
  it('where it writes into what is no declared table', () => {
    const anything = db as unknown as Kysely<Record<string, Record<string, unknown>>>
    refused(anything.updateTable('pg_catalog.pg_settings').set({ setting: 'off' }))
    refused(anything.updateTable('pg_settings').set({ setting: 'off' }))
    refused(anything.deleteFrom('library.shelf'))
  })
  it('on the structure of tables', () => {
    refused(db.schema.dropTable('library.card'))
    refused(db.schema.createTable('library.other').addColumn('id', 'integer'))
  })
})

describe('a statement written by hand', () => {
  it('does what it says', () => {
    expect(byHand({ reads: [card] }, sql`select name from library.card c where c.id = ${1} for update`)).toEqual({
      reads: { 'library.card': ['*'] },
      writes: {},
      onlyReads: true,
    })
    expect(
      byHand(
        { reads: [loan], writes: book },
        sql`with l as (select title from library.loan) insert into "library"."book" (title) select title from l on conflict do update set title = 'x'`,
      ),
    ).toEqual({ reads: { 'library.loan': ['*'] }, writes: { 'library.book': ['*'] }, onlyReads: false })
    for (const text of [
      sql`update only library.book set title = 'x'`,
      sql`delete from library.book`,
      sql`merge into library.book b using (select 1) x on true when matched then do nothing`,
    ])
      expect(byHand({ writes: book }, text).writes).toEqual({ 'library.book': ['*'] })
    expect(byHand({ reads: [card] }, sql`select * from ${sql.table('library.card')}`).onlyReads).toBe(true)
  })
  it('is refused where it does something else', () => {
    const wrong: [Effect, ReturnType<typeof sql>][] = [
      [{ reads: [card] }, sql`update library.card set name = 'x'`],
      [{ reads: [card] }, sql`select * from library.card, library.loan`],
      [{ reads: [card] }, sql`select * from ${sql.table('library.loan')}`],
      [{ writes: card }, sql`select * from library.card`],
      [{ writes: card }, sql`delete from library.loan`],
      [{ writes: card }, sql`with x as (delete from library.card returning id) select * from x`],
      [{ writes: card }, sql`with x as (delete from library.card returning id) delete from library.card`],
      [{ reads: [card] }, sql`select * into library.other from library.card`],
      [{}, sql`commit`],
      [{}, sql`set role somebody`],
      [{}, sql`do $$ begin perform 1; end $$`],
      [{}, sql`select 1; select 2`],
      [{}, sql`select set_config('role', 'x', true)`],
      [{}, sql`copy library.card to stdout`],
    ]
    for (const [effect, text] of wrong) expect(() => byHand(effect, text), text.compile(db).sql).toThrow(UnknownEffect)
  })
})

describe('the shape of a query', () => {
  const shaped = over(new ShapingCompiler())
  const shape = (query: { compile(): Shaped }) => shapeOf(query.compile())
  it('is the same for other values, and another where SQL was written by hand', () => {
    const named = (name: string) => shaped.selectFrom('library.card').select('name').where('name', '=', name)
    expect(shape(named('Ida'))).toBe(shape(named('Otto')))
    const text = 'select "name" from "library"."card"'
    const all = [
      shaped.selectFrom('library.card').select('name'),
      { compile: () => sql.raw(text).compile(shaped) },
      { compile: () => sql`select ${sql.ref('name')} from ${sql.table('library.card')}`.compile(shaped) },
      shaped.selectFrom('library.card').select(sql`"name"` as never),
      shaped.selectFrom('library.card').select(sql`${sql.ref('name')}` as never),
    ]
    expect(new Set(all.map(one => one.compile().sql))).toEqual(new Set([text]))
    expect(new Set(all.map(shape)).size).toBe(all.length)
  })
})
