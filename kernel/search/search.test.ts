import { randomUUID } from 'node:crypto'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { int, searchable, text } from '../declare/columns.ts'
import { Contradictions, declarations } from '../declare/declarations.ts'
import { owner, unattributed } from '../declare/subject.ts'
import { since, table, type AnyTable } from '../declare/table.ts'
import { PersonalData } from '../declare/terms.ts'
import { repeat } from '../recovery/repeat.ts'
import { lift, restrict } from '../restriction/on-request.ts'
import { proveNow } from '../proof/prove-for-test.ts'
import { eraseSubject } from '../rights/erase.ts'
import { copyOf } from '../rows/copy.ts'
import { byHand } from '../store/by-hand.ts'
import { person, platform, platformFor, type Who } from '../store/work.ts'
import { createTenant } from '../tenants/tree.ts'
import { billing, file, guest, letter, note, patient, surgery, treating, visiting } from './example-for-test.ts'
import { tokensInTurn, tokensOf, type HowSearched } from './tokens.ts'
import { WordsUnknown } from './writing.ts'

const modules = [kernel, surgery]
let world: World
beforeAll(async () => {
  world = await aWorld({ modules })
})

const comes = async (name: string, town: string | null = null, subject = randomUUID()): Promise<string> => {
  await world.store.under(treating, platform, work =>
    work.over(file).insertInto('surgery.patient').values({ name, town, subject }).execute(),
  )
  return subject
}
const aPractice = (parent?: string): Promise<string> =>
  world.store.under(treating, platform, work => createTenant(work, { kind: 'practice', ...(parent && { parent }) }))
const found = (
  query: string,
  how: HowSearched = {},
  columns: readonly ('name' | 'town')[] = ['name'],
): Promise<string[]> =>
  world.store.under(treating, platform, async work =>
    (
      await work
        .read(file, 'name')
        .where(work.searches(file, columns, query, how))
        .execute()
    )
      .map(({ name }) => name)
      .sort(),
  )

describe('a long text, or many rows', () => {
  const words = (of: string, count: number): string =>
    Array.from({ length: count }, (_, at) => `${of}${at.toString(36)}word`).join(' ')

  it('is worked out between other work, to the same as at once', async () => {
    const { vault } = world.store
    const how = { beginnings: true, typos: true } as const
    let turns = 0
    let going = true
    const next = (): void => {
      turns++
      if (going) setImmediate(next)
    }
    next()
    const inTurn = await tokensInTurn(vault, 'a.text', words('long', 3000), how)
    going = false
    // No database is asked meanwhile: others come to their turn between one stretch of hashing and the next.
    expect(turns).toBeGreaterThan(inTurn.length / 1000)
    expect(inTurn).toEqual(tokensOf(vault, 'a.text', words('long', 3000), how))
  })
  it('is found like any other, whether it is added, comes with others or is changed', async () => {
    await comes(words('long', 3000))
    expect(await found('long2bbword')).toHaveLength(1)
    await world.store.under(treating, platform, work =>
      work
        .over(file)
        .insertInto('surgery.patient')
        .values(Array.from({ length: 100 }, (_, at) => ({ name: words(`row${at}of`, 30), subject: randomUUID() })))
        .execute(),
    )
    expect(await found('row99of7word')).toHaveLength(1)
    const changed = words('changed', 3000)
    const subject = await comes('short')
    await world.store.under(treating, platform, work =>
      work.over(file).updateTable('surgery.patient').set({ name: changed }).where('subject', '=', subject).execute(),
    )
    expect(await found('changed2bbword')).toEqual([changed])
  })
})

describe('words of an encrypted text', () => {
  beforeAll(async () => {
    for (const name of [
      'Ida Müller',
      'Otto Mueller-Groß',
      'Emil Schmidt',
      'Änne Muller',
      'Jo Li',
      'Donaudampfschiff AG',
    ])
      await comes(name)
  })

  it.each([
    ['müller', ['Ida Müller', 'Otto Mueller-Groß', 'Änne Muller']],
    ['Mueller', ['Ida Müller', 'Otto Mueller-Groß']],
    ['muller', ['Ida Müller', 'Änne Muller']],
    ['GROSS otto', ['Otto Mueller-Groß']],
    ['an', []],
    ['ann', ['Änne Muller']],
    ['anne', ['Änne Muller']],
    ['aenne', ['Änne Muller']],
    ['mue', ['Ida Müller', 'Otto Mueller-Groß']],
    ['mue ida', ['Ida Müller']],
    ['li', ['Jo Li']],
    ['l', []],
    ['donaudampfs', ['Donaudampfschiff AG']],
    ['', []],
    [' ,;', []],
    ["'); drop table x --", []],
  ])('%s', async (query, names) => {
    expect(await found(query)).toEqual(names.toSorted())
  })

  it('are found whole where whole words are asked for', async () => {
    expect(await found('schmid')).toEqual(['Emil Schmidt'])
    expect(await found('schmid', { whole: true })).toEqual([])
    expect(await found('schmidt', { whole: true })).toEqual(['Emil Schmidt'])
  })

  it('are cut where a query is longer than anybody types', async () => {
    const words = Array.from({ length: 20_000 }, (_, at) => `wort${at}`).join(' ')
    expect(await found(`Schmidt ${words}`)).toEqual([])
    expect(await found(`${'Schmidt '.repeat(20_000)}${words}`)).toEqual(['Emil Schmidt'])
  })

  it.each(['shmidt', 'schmiddt', 'schmitt', 'shcmidt', 'chmidt', 'schmid', 'schnidt'])(
    'are found with a typing error: %s',
    async query => {
      expect(await found(query, { typos: true })).toEqual(['Emil Schmidt'])
    },
  )
  it('are not found with two, nor where they are short', async () => {
    expect(await found('shmitt', { typos: true })).toEqual([])
    expect(await found('lo', { typos: true })).toEqual([])
  })

  it('leave no text in the store, and no hash that could be made without the key', async () => {
    expect(await world.traces('Schmidt')).toEqual([])
    const other = await aWorld({ modules, another: true })
    await other.store.under(treating, platform, work =>
      work
        .over(file)
        .insertInto('surgery.patient')
        .values({ name: 'Emil Schmidt', town: 'Schmidt', subject: randomUUID() })
        .execute(),
    )
    const [row] = await other.rows<{ name: string[]; town: string[] }>(
      'select name_words::text[] as name, town_words::text[] as town from surgery.patient',
    )
    // Of two columns no hash is the same, and they stand in no order of the text.
    expect(row?.name.some(one => row.town.includes(one))).toBe(false)
    expect(row?.name).toEqual(row?.name.toSorted())
  })
})

describe('an index of words', () => {
  it('follows an update, many rows at once, a blank and an upsert', async () => {
    const [one, another] = [await comes('Rosa Alt', 'Ahaus'), await comes('Vera Alt', 'Bonn')]
    const update = (values: { name?: string; town?: string | null }) =>
      world.store.under(treating, platform, work =>
        work.over(file).updateTable('surgery.patient').set(values).where('subject', 'in', [one, another]).execute(),
      )
    expect(await found('ahaus', {}, ['town'])).toEqual(['Rosa Alt'])
    await update({ name: 'Neu Benannt', town: 'Celle' })
    expect(await found('alt')).toEqual([])
    expect(await found('benannt celle', {}, ['name', 'town'])).toEqual(['Neu Benannt', 'Neu Benannt'])
    await update({ town: null })
    expect(await found('celle', {}, ['town'])).toEqual([])
    expect(await world.rows('select town_words from surgery.patient where subject = $1', [one])).toEqual([
      { town_words: null },
    ])
    const { store } = world
    const { id } = await store.under(treating, platform, work =>
      work
        .over(letter)
        .insertInto('surgery.letter')
        .values({ subject: one, says: 'Befund liegt vor', sentAt: work.now })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    const says = (query: string) =>
      store.under(treating, platform, work =>
        work
          .read(letter, 'says')
          .where(work.searches(letter, ['says'], query))
          .execute(),
      )
    expect(await says('befund')).toHaveLength(1)
    expect(await says('bef')).toEqual([])
    await store.under(treating, platform, work =>
      work
        .over(letter)
        .insertInto('surgery.letter')
        .values({ id, subject: one, says: 'Rezept', sentAt: work.now })
        .onConflict(conflict => conflict.column('id').doUpdateSet(eb => ({ says: eb.ref('excluded.says') })))
        .execute(),
    )
    expect([await says('befund'), await says('rezept')]).toMatchObject([[], [{ says: 'Rezept' }]])
  })

  it('is emptied by whoever blanks the text, past every unit of work', async () => {
    const subject = await comes('Kurt Kurz', 'Lindau')
    await world.rows('update surgery.patient set town = null where subject = $1', [subject])
    expect(await world.rows('select town_words from surgery.patient where subject = $1', [subject])).toEqual([
      { town_words: null },
    ])
  })

  it('goes with a text that others change, and stays with one that is written again', async () => {
    const subject = await comes('Gerd Gleich', 'Goslar')
    const writes = (town: string) =>
      world.store.under(treating, platform, work =>
        work.over(file).updateTable('surgery.patient').set({ town }).where('subject', '=', subject).execute(),
      )
    for (const town of ['GOSLAR', 'goslar', 'Goslar', 'Goslar']) {
      await writes(town)
      expect(await found('gosl', {}, ['town'])).toEqual(['Gerd Gleich'])
    }
    await world.store.under(treating, platform, work =>
      work
        .over(file)
        .updateTable('surgery.patient')
        .set({ name: 'Gerd Gleich' })
        .where('subject', '=', subject)
        .execute(),
    )
    expect(await found('gleich')).toEqual(['Gerd Gleich'])
    await world.rows(`update surgery.patient set town = 'Bremen' where subject = $1`, [subject])
    expect(await world.rows('select town_words from surgery.patient where subject = $1', [subject])).toEqual([
      { town_words: null },
    ])
  })

  it('follows a text that is set by its name, and takes none from another column', async () => {
    const subject = await comes('Lea Lang')
    const { store } = world
    const letters = <R>(
      does: (work: Parameters<Parameters<typeof store.under<typeof treating, R>>[2]>[0]) => Promise<R>,
    ) => store.under(treating, platform, does)
    const { id } = await letters(work =>
      work
        .over(letter)
        .insertInto('surgery.letter')
        .values({ subject, says: 'Überweisung', sentAt: work.now })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    await letters(work =>
      work.over(letter).updateTable('surgery.letter').set('says', 'Röntgenbild').where('id', '=', id).execute(),
    )
    const says = (query: string) =>
      letters(work =>
        work
          .read(letter, 'says')
          .where(work.searches(letter, ['says'], query))
          .execute(),
      )
    expect([await says('überweisung'), await says('röntgenbild')]).toEqual([[], [{ says: 'Röntgenbild' }]])
    const conflicting = letters(work =>
      work
        .over(file)
        .insertInto('surgery.patient')
        .values({ id, subject, name: 'x', town: 'y' })
        .onConflict(conflict => conflict.column('id').doUpdateSet(eb => ({ town: eb.ref('excluded.id') as never })))
        .execute(),
    )
    await expect(conflicting).rejects.toThrow(WordsUnknown)
  })

  it('takes no text from a merge, a list without columns, or SQL by hand', async () => {
    const under = (does: (database: Kysely<never>) => Promise<unknown>) =>
      world.store.under(visiting, person(randomUUID()), work => does(work.over(note) as never))
    // as: what a module might write; the types of Kysely are looked at elsewhere
    const any = (database: Kysely<never>) =>
      database as unknown as Kysely<{ 'surgery.note': { id: string; says: string } }>
    const merged = under(database =>
      any(database)
        .mergeInto('surgery.note')
        .using('surgery.note as n', 'n.id', 'surgery.note.id')
        .whenMatched()
        .thenUpdateSet({ says: 'x' })
        .execute(),
    )
    await expect(merged).rejects.toThrow(WordsUnknown)
    await expect(
      under(database =>
        any(database)
          .insertInto('surgery.note')
          .expression(any(database).selectFrom('surgery.note').selectAll())
          .execute(),
      ),
    ).rejects.toThrow(WordsUnknown)
    const byHandInto = (statement: RawBuilder<unknown>) =>
      under(database => byHand(database, { writes: note, reads: [note] }, statement))
    for (const statement of [
      sql`update surgery.note set version = 2, says = 'x' where says = 'y'`,
      sql`update surgery.note set (version, says) = (2, 'x')`,
      sql`update surgery.note set version = case when says is distinct from 'y' then 1 else 2 end, says = 'x'`,
      sql`insert into surgery.note (select id, subject from surgery.note)`,
      sql`insert into surgery.note (says) values ('x')`,
      sql`insert into surgery.note as n select * from surgery.note`,
      sql`insert into surgery.note (version) values (1) on conflict (id) do update set says = excluded.says`,
      sql`update surgery.note set ${sql.ref('says')} = 'x'`,
    ])
      await expect(byHandInto(statement)).rejects.toThrow(WordsUnknown)
    await byHandInto(sql`update surgery.note set version = length(says) where says = 'y' returning id, says`)
    await byHandInto(sql`delete from surgery.note where says = 'y'`)
  })

  it('takes plain values alone', async () => {
    const set = (says: never) =>
      world.store.under(treating, platform, work =>
        work.over(letter).updateTable('surgery.letter').set({ says }).execute(),
      )
    await expect(set(sql`upper(says)` as never)).rejects.toThrow(WordsUnknown)
  })

  it('goes with the person, rests with a restriction, and is in no copy', async () => {
    const id = await comes('Wanda Weg')
    const subject = { kind: 'patient', id }
    await restrict(world.store, subject, { ground: 'accuracy', by: platform })
    expect(await found('wanda')).toEqual([])
    await lift(world.store, subject, platform)
    expect(await found('wanda')).toEqual(['Wanda Weg'])
    for await (const { rows } of copyOf(world.store, subject))
      for (const row of rows) expect(Object.keys(row).filter(name => /words/i.test(name))).toEqual([])
    await eraseSubject(world.store, subject)
    expect(await found('wanda')).toEqual([])
  })

  it('follows the part of a row that is another person’s', async () => {
    const [subject, doctorId] = [await comes('Paul Patient'), randomUUID()]
    await world.store.under(treating, platform, work =>
      work
        .over(letter)
        .insertInto('surgery.letter')
        .values({ subject, doctorId, says: 'Guten Tag', note: 'wirkt erschöpft', sentAt: work.now })
        .execute(),
    )
    const notes = () =>
      world.store.under(treating, platform, work =>
        work
          .read(letter, 'note')
          .where(work.searches(letter, ['note'], 'erschoepft'))
          .execute(),
      )
    expect(await notes()).toHaveLength(1)
    await restrict(world.store, { kind: 'doctor', id: doctorId }, { ground: 'accuracy', by: platform })
    expect(await notes()).toEqual([])
    await lift(world.store, { kind: 'doctor', id: doctorId }, platform)
    expect(await notes()).toHaveLength(1)
    await eraseSubject(world.store, { kind: 'doctor', id: doctorId })
    expect(await world.rows('select note_words from surgery.letter where subject = $1', [subject])).toEqual([
      { note_words: null },
    ])
  })

  it('follows a correction that the ledger repeats', async () => {
    const subject = await comes('Falk Falsch')
    const [row] = await world.rows<{ id: string }>('select id from surgery.patient where subject = $1', [subject])
    await world.store.under(treating, platform, work =>
      work.remember({
        what: 'corrected',
        kind: 'patient',
        subject,
        table: 'surgery.patient',
        row: row!.id, // came above
        columns: { name: 'Rita Richtig', town: 'Ulm' },
      }),
    )
    const entries = await Array.fromAsync(world.store.ledger!.after(0)) // a world has one
    await world.store.repeating(key => repeat(world.store, key, entries))
    expect(await found('falk')).toEqual([])
    expect(await found('richtig ulm', {}, ['name', 'town'])).toEqual(['Rita Richtig'])
  })
})

describe('who searches', () => {
  it('finds what the policies show, and nothing else', async () => {
    const [ida, otto] = [randomUUID(), randomUUID()]
    for (const [who, says] of [
      [ida, 'Zimmer mit Aussicht'],
      [otto, 'Zimmer ohne Aussicht'],
    ] as const)
      await world.store.under(visiting, person(who), work =>
        work.over(note).insertInto('surgery.note').values({ says }).execute(),
      )
    const notes = (who: Who) =>
      world.store.under(visiting, who, work =>
        work
          .read(note, 'says')
          .where(work.searches(note, ['says'], 'aussicht'))
          .execute(),
      )
    expect(await notes(person(ida))).toEqual([{ says: 'Zimmer mit Aussicht' }])
    expect(await notes(platform)).toEqual([])
  })

  it('searches columns that the activity reads, and no others', async () => {
    await comes('Nora Nah', 'Passau')
    const search = (column: 'name' | 'town', query: string) =>
      world.store.under(billing, platform, work =>
        work
          .read(file, 'town')
          .where(work.searches(file, [column], query))
          .execute(),
      )
    expect(await search('town', 'passau')).toEqual([{ town: 'Passau' }])
    await expect(search('name', 'nora')).rejects.toMatchObject({ code: '42501' })
  })

  it('within a tenant finds rows of that tenant and what hangs under it', async () => {
    const top = await aPractice()
    const [under, other] = [await aPractice(top), await aPractice()]
    for (const tenant of [top, under, other])
      await world.store.under(treating, platformFor(tenant), work =>
        work
          .over(guest)
          .insertInto('surgery.guest')
          .values({ name: 'Gast Becker', company: 'Werk', subject: randomUUID() })
          .execute(),
      )
    const guests = (who: Who) =>
      world.store.under(
        treating,
        who,
        async work =>
          (
            await work
              .read(guest, 'name')
              .where(work.searches(guest, ['name', 'company'], 'beck werk'))
              .execute()
          ).length,
      )
    expect([await guests(platformFor(top)), await guests(platformFor(under)), await guests(platform)]).toEqual([
      2, 1, 0,
    ])
  })

  it('is proven to look past the policies by that one function', async () => {
    const other = await aWorld({ modules, another: true })
    expect(await proveNow(other)).toEqual([])
    await other.rows(
      `create or replace function obhut.rows_with(in_schema text, in_table text, wanted jsonb, most integer) returns setof uuid
        language sql stable security definer set search_path = pg_catalog, pg_temp as 'select id from surgery.patient'`,
    )
    expect(await proveNow(other)).toContain(
      'statement/activities: function obhut.rows_with is not the one that the kernel made',
    )
  })

  it('gets no row by what it says itself of column, words or tenant', async () => {
    const subject = await comes('Olga Offen', 'Trier')
    await world.store.under(treating, platformFor(await aPractice()), work =>
      work.over(guest).insertInto('surgery.guest').values({ name: 'Gast Offen', subject }).execute(),
    )
    const tokens = async (table: string, column: string): Promise<string[]> =>
      (
        await world.rows<{ words: string[] }>(
          `select ${column}::text[] as words from surgery.${table} where subject = $1`,
          [subject],
        )
      ).flatMap(({ words }) => words)
    const [names, guests] = [await tokens('patient', 'name_words'), await tokens('guest', 'name_words')]
    const asked = (under: typeof treating | typeof billing, table: string, wanted: unknown) =>
      world.store.under(under as typeof billing, platform, work =>
        work
          .read(file, 'town')
          .select(
            sql<
              string[]
            >`array(select obhut.rows_with('surgery', ${table}, ${JSON.stringify(wanted)}::jsonb, null))`.as('ids'),
          )
          .where('town', '=', 'Trier')
          .executeTakeFirstOrThrow(),
      )
    expect((await asked(treating, 'patient', [[{ column: 'name', any: names }]])).ids).toHaveLength(1)
    expect((await asked(treating, 'guest', [[{ column: 'name', any: guests }]])).ids).toEqual([])
    expect((await asked(billing, 'patient', [[{ column: 'town', words: 'name_words', any: names }]])).ids).toEqual([])
    for (const [wanted, code] of [
      [[[{ column: 'name', any: names }]], '42501'],
      [[[{ words: 'name_words', any: names }]], '42501'],
      [[[{ column: 'town', any: names }], [{ column: null, any: names }]], '42501'],
      [[], '22023'],
      [[[]], '22023'],
      [null, '22023'],
    ] as const)
      await expect(asked(billing, 'patient', wanted)).rejects.toMatchObject({ code })
  })

  it('finds a few of many where a few are enough', async () => {
    for (let nth = 0; nth < 5; nth++) await comes('Vera Viele')
    expect(await found('viele', { most: 2 })).toHaveLength(2)
  })

  it('is told where a column is not searchable, or forgives no typing errors', async () => {
    const refused = (columns: readonly string[], how: HowSearched = {}) =>
      world.store.under(treating, platform, async work => work.searches(file, columns as never, 'x', how))
    await expect(refused(['version'])).rejects.toThrow('not searchable')
    await expect(refused(['town'], { typos: true })).rejects.toThrow('forgives no typing errors')
  })
})

it('a table that nobody may be looked for in, or that comes in bulk, has no searchable columns', () => {
  expect(() => searchable(int({ from: 'the form' }))).toThrow('no words')
  const faultsOf = (one: AnyTable) => {
    try {
      declarations([kernel as never, { ...surgery, keeps: [...surgery.keeps, one] } as never])
      return ''
    } catch (error) {
      if (error instanceof Contradictions) return error.all.join('\n')
      throw error
    }
  }
  const columns = { says: searchable(text({ is: PersonalData.Opinion, from: 'the form' })) }
  const spec = { about: unattributed, under: treating, until: since('at' as never, 'immediately'), columns }
  expect(faultsOf(table('surgery.survey', spec as never))).toMatch('nobody is looked for there')
  const withTenant = { ...spec, about: owner(patient), columns: { ...columns, tenant: text({ from: 'the form' }) } }
  expect(faultsOf(table('surgery.survey', withTenant as never))).toMatch("its 'tenant' is a column like others")
  expect(faultsOf(table('surgery.survey', { ...spec, bulk: true } as never))).toMatch('come in bulk')
})
