import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { int, searchable, text } from '../declare/columns.ts'
import { Contradictions, declarations } from '../declare/declarations.ts'
import { unattributed } from '../declare/subject.ts'
import { since, table, type AnyTable } from '../declare/table.ts'
import { PersonalData } from '../declare/terms.ts'
import { repeat } from '../recovery/repeat.ts'
import { lift, restrict } from '../restriction/on-request.ts'
import { proveNow } from '../restriction/prove-for-test.ts'
import { eraseSubject } from '../rights/erase.ts'
import { copyOf } from '../rows/copy.ts'
import { person, platform, platformFor, type Who } from '../store/work.ts'
import { createTenant } from '../tenants/tree.ts'
import { billing, file, guest, letter, note, surgery, treating, visiting } from './example-for-test.ts'
import type { HowSearched } from './tokens.ts'
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
    const aTenant = (parent?: string): Promise<string> =>
      world.store.under(treating, platform, work => createTenant(work, { kind: 'practice', ...(parent && { parent }) }))
    const top = await aTenant()
    const [under, other] = [await aTenant(top), await aTenant()]
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
      `create or replace function obhut.rows_with(in_schema text, in_table text, tenanted boolean, wanted jsonb, most integer) returns setof uuid
        language sql stable security definer set search_path = pg_catalog, pg_temp as 'select id from surgery.patient'`,
    )
    expect(await proveNow(other)).toContain(
      'statement/activities: function obhut.rows_with is not the one that the kernel made',
    )
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
  expect(faultsOf(table('surgery.survey', { ...spec, bulk: true } as never))).toMatch('come in bulk')
})
