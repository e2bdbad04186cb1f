import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineModule, type Module } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { activity } from '../declare/activity.ts'
import { moment, oneOf, text } from '../declare/columns.ts'
import { declarations } from '../declare/declarations.ts'
import { duration } from '../declare/settings.ts'
import { owner, subject } from '../declare/subject.ts'
import { since, table, type Final } from '../declare/table.ts'
import { contract, PersonalData, Purpose } from '../declare/terms.ts'
import { person } from '../store/work.ts'
import { proveNow } from './prove-for-test.ts'

const words = { de: 'Probe', en: 'Trial' }
const asker = subject('asker', { provenBy: ['mail'] })
const asking = activity('counter.asking', {
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  title: words,
  words,
  settings: { keep: duration({ means: words, otherwise: 'P1Y' }) },
})
const questions = (final?: Final) =>
  table('counter.question', {
    about: owner(asker),
    under: asking,
    until: since('closedAt', asking.keep, final),
    columns: {
      mail: text({ is: PersonalData.EmailAddress, from: 'the form' }),
      state: oneOf(['open', 'answered', 'dropped'], {
        is: PersonalData.GeneratedPersonalData,
        from: 'staff',
        terms: { open: words, answered: words, dropped: words },
      }),
      closedAt: moment().orNot(),
    },
  })
const question = questions({ state: ['answered', 'dropped'] })
let modules: Module[]
beforeAll(async () => {
  const migrations = await mkdtemp(join(tmpdir(), 'counter-'))
  await writeFile(
    join(migrations, '20261130_counter.sql'),
    `create schema counter;
     create table counter.question (id uuid primary key default gen_random_uuid(), mail text not null, state text not null, closed_at timestamptz(3),
       subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");`,
  )
  modules = [
    kernel,
    defineModule('counter', { subjects: [asker], activities: [asking], keeps: [question], migrations }),
  ]
})
const asks = (world: World, state: 'open' | 'answered' | 'dropped', closedAt: Date | null): Promise<unknown> =>
  world.store.under(asking, person(randomUUID()), work =>
    work.over(question).insertInto('counter.question').values({ mail: 'a@counter.example', state, closedAt }).execute(),
  )

describe('a row that has come to its end', () => {
  it('is taken with the moment from which its period runs, and without only while it is open', async () => {
    const world = await aWorld({ modules })
    await asks(world, 'open', null)
    await asks(world, 'answered', world.clock.now())
    for (const state of ['answered', 'dropped'] as const)
      await expect(asks(world, state, null)).rejects.toThrow('final rows are closed')
    await expect(
      world.store.under(asking, person(randomUUID()), async work => {
        await work
          .over(question)
          .insertInto('counter.question')
          .values({ mail: 'b@counter.example', state: 'open', closedAt: null })
          .execute()
        await work.over(question).updateTable('counter.question').set({ state: 'dropped' }).execute()
      }),
    ).rejects.toThrow('final rows are closed')
  })

  it('is found by the proof where it lacks the moment, as it would never go', async () => {
    const world = await aWorld({ modules })
    expect(await proveNow(world)).toEqual([])
    await world.rows('alter table counter.question drop constraint "final rows are closed"')
    await asks(world, 'dropped', null)
    const found = await proveNow(world)
    expect(found.filter(one => one.startsWith('counter.asking/end/counter.question'))).toEqual([
      'counter.asking/end/counter.question: counter.question holds 1 row: ended, without the moment from which the storage period runs',
    ])
  })

  it('is declared: a state whose end nobody said stops the start, and so does a word that it does not have', () => {
    const declared = (final?: Final) => () =>
      declarations([{ name: 'counter', activities: [asking], keeps: [questions(final)] }])
    expect(declared()).toThrow(/'counter.question' is kept since 'closedAt' and has a state/)
    expect(declared({ state: ['gone'] })).toThrow(/ends with 'gone' in 'state', which is none of its words/)
    expect(declared({ state: ['answered'] })).not.toThrow()
  })
})
