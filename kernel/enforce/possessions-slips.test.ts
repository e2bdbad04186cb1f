import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineModule, type Module } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { activity } from '../declare/activity.ts'
import { moment, text } from '../declare/columns.ts'
import type { Declarations } from '../declare/declarations.ts'
import { duration } from '../declare/settings.ts'
import { owner, subject, through } from '../declare/subject.ts'
import { since, table, type AnyTable } from '../declare/table.ts'
import { contract, legitimateInterest, Purpose } from '../declare/terms.ts'
import { restrict } from '../restriction/on-request.ts'
import { eraseSubject } from '../rights/erase.ts'
import { person, platform } from '../store/work.ts'
import { forgetting } from './possessions-seen.ts'

/* Sheds, whose things are text, and whose doors stand open from when to when. */
const words = { de: 'Probe', en: 'Trial' }
const gardener = subject('gardener', { provenBy: [] })
const common = { title: words, words }
const service = { ...common, purposes: [Purpose.RequestedServiceProvision], basis: contract } as const
const keep = duration({ means: words, otherwise: 'P90Y' })
const leases = activity('sheds.leases', { ...service, settings: { keep } })
const intake = activity('sheds.intake', { ...service, reach: { all: 'doors report' }, settings: { keep } })
const reads = { 'sheds.opening': ['shed', 'at', 'to'], 'sheds.lease': ['subject', 'shed', 'since', 'until'] }
const charts = activity('sheds.charts', { ...service, reads })
const averages = activity('sheds.averages', {
  ...common,
  purposes: [Purpose.ImproveExistingProductsAndServices],
  basis: legitimateInterest(words),
  reach: { all: 'an average over all' },
  reads,
})
const lease = table('sheds.lease', {
  about: owner(gardener),
  under: leases,
  until: since('until', leases.keep),
  columns: { shed: text({ is: 'pd:UID', from: 'the platform' }), since: moment(), until: moment().orNot() },
})
const opening = table('sheds.opening', {
  about: through({
    possession: () => lease,
    on: ['shed', 'shed'],
    at: ['at', 'since', 'until'],
    lasts: { to: 'to', held: 'throughout' },
  }),
  under: intake,
  until: since('at', intake.keep),
  key: ['shed', 'at'],
  columns: { shed: text({ is: 'pd:UID', from: 'the platform' }), at: moment(), to: moment() },
})
const sql = `
  create schema sheds;
  create table sheds.lease (id uuid primary key default gen_random_uuid(), shed text collate "C" not null, since timestamptz(3) not null, until timestamptz(3),
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create table sheds.opening (shed text collate "de-x-icu" not null, at timestamptz(3) not null, "to" timestamptz(3) not null, primary key (shed, at));`

let modules: readonly Module[]
beforeAll(async () => {
  const migrations = await mkdtemp(join(tmpdir(), 'sheds-'))
  await writeFile(join(migrations, '20261130_sheds.sql'), sql)
  modules = [
    kernel,
    defineModule('sheds', {
      subjects: [gardener],
      activities: [leases, intake, charts, averages],
      keeps: [lease, opening],
      migrations,
    }),
  ]
})

const on = (day: string): Date => new Date(`2026-${day}T00:00:00Z`)
const rents = (world: World, id: string, shed: string, from: string, to: string | null): Promise<unknown> =>
  world.store.under(leases, person(id), work =>
    work
      .over(lease)
      .insertInto('sheds.lease')
      .values({ shed, since: on(from), until: to === null ? null : on(to) })
      .execute(),
  )
const opens = (world: World, shed: string, at: string, to = at): Promise<unknown> =>
  world.store.under(intake, platform, work =>
    work
      .over(opening)
      .insertInto('sheds.opening')
      .values({ shed, at: on(at), to: on(to) })
      .execute(),
  )
const seen = (rows: readonly { readonly shed: string; readonly at: Date }[]): string[] =>
  rows.map(({ shed, at }) => `${shed} ${at.toISOString().slice(5, 10)}`).sort()
const seenBy = async (world: World, id: string): Promise<string[]> =>
  seen(await world.store.under(charts, person(id), work => work.read(opening, 'shed', 'at').execute()))

describe('possessions', () => {
  it('are compared in one order, whatever collations the columns have', async () => {
    const world = await aWorld({ modules })
    const ida = randomUUID()
    // By their bytes B goes before Z, and Z before a; in German a goes first.
    await rents(world, ida, 'B', '01-01', '02-01')
    await rents(world, ida, 'Z', '03-01', '04-01')
    await rents(world, ida, 'a', '06-01', '07-01')
    for (const shed of ['B', 'Z', 'a']) for (const day of ['01-15', '03-15', '06-15']) await opens(world, shed, day)
    expect(await seenBy(world, ida)).toEqual(['B 01-15', 'Z 03-15', 'a 06-15'])
    await eraseSubject(world.store, { kind: 'gardener', id: ida })
    expect(await world.rows('select from sheds.opening')).toHaveLength(6)
  })

  it('that end before they begin fail nobody’s queries, and hold nothing', async () => {
    const world = await aWorld({ modules })
    const [ida, otto] = [randomUUID(), randomUUID()]
    await rents(world, ida, 'B', '06-01', '01-01')
    await rents(world, otto, 'Z', '01-01', null)
    await opens(world, 'B', '03-01')
    await opens(world, 'Z', '03-01')
    expect([await seenBy(world, ida), await seenBy(world, otto)]).toEqual([[], ['Z 03-01']])
    await restrict(world.store, { kind: 'gardener', id: ida }, { ground: 'accuracy', by: person(ida) })
    const all = await world.store.under(averages, platform, work => work.read(opening, 'shed', 'at').execute())
    expect(seen(all)).toEqual(['B 03-01', 'Z 03-01'])
    const { gone } = await eraseSubject(world.store, { kind: 'gardener', id: ida })
    expect(gone.map(one => one.table)).toContain('sheds.lease')
  })

  it('are compared with rows that end before they begin by the time between', async () => {
    const world = await aWorld({ modules })
    const [ida, otto] = [randomUUID(), randomUUID()]
    await rents(world, ida, 'B', '01-01', '03-02')
    await rents(world, otto, 'B', '03-02', null)
    await opens(world, 'B', '03-03', '03-01')
    await opens(world, 'B', '03-05', '03-04')
    expect([await seenBy(world, ida), await seenBy(world, otto)]).toEqual([[], ['B 03-05']])
    await eraseSubject(world.store, { kind: 'gardener', id: otto })
    expect(await world.rows('select from sheds.opening')).toHaveLength(1)
  })

  it('have settings of their own, whatever their tables are called', () => {
    const tables = (['a_b.c', 'a.b_c'] as const).map(name => {
      const held = { ...lease, name }
      return [name, { ...opening, about: through({ possession: () => held, on: ['shed', 'shed'] }) }] as const
    })
    const text = forgetting({ tables: new Map<string, AnyTable>(tables) } as unknown as Declarations) // as: it looks at nothing else
    expect(new Set(text.match(/obhut\.[\w.]+/g)).size).toBe(4)
  })
})
