import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { aWorld, type World } from '../../server/testing/world.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { lift, restrict } from '../restriction/on-request.ts'
import { eraseSubject, erasureOf } from '../rights/erase.ts'
import { object, withdrawObjection } from '../rights/objections.ts'
import { sweep } from '../retention/sweep.ts'
import { copyOf } from '../rows/copy.ts'
import { sql } from 'kysely'
import { byHand } from '../store/by-hand.ts'
import { person as as, platform } from '../store/work.ts'
import { chance } from '../../tools/testing/chance.ts'
import { aMix, made, type Made, type Mix } from './mix-for-test.ts'
import {
  aGroup,
  allApart,
  asStored,
  copy,
  erase,
  finds,
  lift as lifts,
  sweep as sweeps,
  type Group,
  type Person,
  type Row,
} from './persons-oracle-for-test.ts'

const whole = process.env['OBHUT_WHOLE'] === '1'
const [worlds, groups, steps] = whole ? [60, 12, 10] : [2, 4, 7]

const long = (old: boolean): Date => new Date(old ? '2010-05-01T00:00:00Z' : '2026-02-01T00:00:00Z')

/** Puts groups into a store, as the administrator of its server. */
async function store(world: World, mix: Mix, all: readonly Group[]): Promise<void> {
  const persons = all.flatMap(one => one.persons)
  await world.rows(`insert into mix.person (subject, version) select id, 1 from unnest($1::uuid[]) as t (id)`, [
    persons.filter(one => one.kind === 'a').map(one => one.id),
  ])
  await world.rows(
    `insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version) select 'mix.study', '', '', 'given', 1, '2026-01-01', subject, 1 from unnest($1::uuid[]) subject`,
    [persons.filter(one => one.consents).map(one => one.id)],
  )
  for (const table of mix.tables)
    for (const row of all.flatMap(one => one.rows).filter(one => one.table === table)) {
      const values = [
        row.id,
        row.main.id,
        long(row.old),
        ...row.places.flatMap(({ person, words }) => [person?.id ?? null, words]),
      ]
      const columns = row.places.flatMap((_, place) => [`p${place + 1}`, `v${place + 1}`])
      await world.rows(
        `insert into mix.${table.name} (id, subject, version, x, at${columns.map(one => `, ${one}`).join('')}) values ($1, $2, 1, 'x', ${values
          .slice(2)
          .map((_, index) => `$${index + 3}`)
          .join(', ')})`,
        values,
      )
    }
}

interface Trial {
  readonly world: World
  readonly mix: Mix
  readonly made: Made
  readonly groups: readonly Group[]
  readonly wrong: string[]
}
function compare({ wrong }: Trial, what: string, should: readonly string[], does: readonly string[]): void {
  const [more, less] = [new Set(does).difference(new Set(should)), new Set(should).difference(new Set(does))]
  if (more.size || less.size || does.length !== should.length)
    wrong.push(`${what}: more ${[...more].join('; ')}, less ${[...less].join('; ')}`)
}

/** The ids that an activity finds in a table. */
async function found(
  { world, made: { activities } }: Trial,
  name: string,
  table: AnyTable,
  who?: Person,
): Promise<string[]> {
  const activity = activities.get(name)!
  const rows = await world.store.under(activity as never, who ? as(who.id) : platform, work =>
    byHand<{ id: string }>(
      work.over() as never,
      { reads: [table] },
      sql`select id from ${sql.raw(catalogueName(table))}`,
    ),
  )
  return (rows as readonly { id: string }[]).map(row => row.id)
}

async function agree(trial: Trial, below: (of: number) => number): Promise<void> {
  const {
    world,
    mix,
    made: { tables },
    groups: all,
  } = trial
  const rows = all.flatMap(one => one.rows)
  for (const activity of mix.activities)
    for (const one of mix.tables.filter(of => of.keeper === activity.name || activity.reads[of.name])) {
      const table = tables.get(one.name)!
      const its = rows.filter(row => row.table === one)
      const should = (who?: Person): string[] => its.filter(row => finds(activity, row, who)).map(row => row.id)
      if (activity.reach === 'all')
        compare(trial, `${activity.name} in ${one.name}`, should(), await found(trial, activity.name, table))
      else
        for (const { persons } of all) {
          const who = persons[below(persons.length)]!
          compare(
            trial,
            `${activity.name} in ${one.name} for ${who.kind}`,
            should(who),
            await found(trial, activity.name, table, who),
          )
        }
    }
  for (const group of all) {
    const who = group.persons[below(group.persons.length)]!
    if (!who.erased) compare(trial, `copy of ${who.kind}`, copy(group, who), await copied(world, who))
  }
  compare(trial, 'what lies there', rows.filter(row => !row.gone).map(asStored), await lying(trial))
  compare(trial, 'what lies apart', all.flatMap(allApart), await lyingApart(world))
}

async function copied(world: World, { kind, id }: Person): Promise<string[]> {
  const all: string[] = []
  for await (const { table, rows } of copyOf(world.store, { kind, id }, undefined, ['id']))
    if (table.name.startsWith('mix.t'))
      for (const row of rows) {
        const name = table.name.slice('mix.'.length)
        const place = /p(\d)$/.exec(name)?.[1]
        all.push(place ? `${name} ${String(row[`v${place}`] ?? '-')}` : `${name} ${String(row['id'])}`)
      }
  return all.sort()
}

async function lying({ world, mix }: Trial): Promise<string[]> {
  const all: string[] = []
  for (const { name, further } of mix.tables) {
    const places = further.map(
      (_, index) => `|| ' ' || coalesce(p${index + 1}::text, '-') || ' ' || coalesce(v${index + 1}, '-')`,
    )
    const rows = await world.rows<{ says: string }>(
      `select '${name} ' || id ${places.join(' ')} || ' ' || coalesce(restricted, '-') as says from mix.${name}`,
    )
    all.push(...rows.map(({ says }) => says))
  }
  return all
}

const lyingApart = async (world: World): Promise<string[]> =>
  (
    await world.rows<{ says: string }>(
      `select split_part(kept_in, '.', 2) || ' ' || row_id || ' ' || person || ' ' || subject || ' ' || coalesce(kept ->> replace(person, 'p', 'v'), '-') || case when law is null then ' request' else ' law' end as says from obhut.set_aside`,
    )
  ).map(({ says }) => says)

/** What somebody does next, in the store and on paper. */
async function does(
  trial: Trial,
  group: Group,
  who: Person,
  below: (of: number) => number,
  alone = true,
): Promise<void> {
  const {
    world,
    made: { activities },
  } = trial
  const subject = { kind: who.kind, id: who.id }
  const by = as(who.id)
  if (who.erased) return
  switch (below(alone ? 6 : 1) * Number(alone)) {
    case 1:
    case 2:
      if (who.restricted) {
        await lift(world.store, subject, by)
        lifts(group, who)
      } else {
        await restrict(world.store, subject, { ground: 'claims', by })
        who.restricted = true
      }
      return
    case 3:
    case 4: {
      const name = ['keepsall', 'look', 'ownasthese'][below(3)]!
      if (who.objects.delete(name)) await withdrawObjection(world.store, who.id, `mix.${name}`, by)
      else {
        await object(world.store, subject, { activity: activities.get(name)!, by })
        who.objects.add(name)
      }
      return
    }
    case 0: {
      const its = (rows: readonly { table: string; rows: number }[]): number =>
        rows.filter(({ table }) => table.startsWith('mix.t')).reduce((sum, one) => sum + one.rows, 0)
      const before = alone ? await erasureOf(world.store, subject) : undefined
      // The law's rows of earlier erasures stand in the report of each later one; of this person there was none.
      const report = await eraseSubject(world.store, subject)
      const told = erase(group, who)
      if (!alone || !before) return
      const count = ({ gone, blanked, kept }: Pick<typeof report, 'gone' | 'blanked' | 'kept'>): string =>
        `${its(gone)} ${its(blanked)} ${its(kept)}`
      const should = `${told.gone} ${told.blanked} ${told.kept}`
      if (count(report) !== should) trial.wrong.push(`the report says ${count(report)} and not ${should}`)
      if (`${its(before.gone)} ${its(before.blanked)}` !== `${told.gone} ${told.blanked}`)
        trial.wrong.push(
          `the preview says ${its(before.gone)} ${its(before.blanked)} and not ${told.gone} ${told.blanked}`,
        )
    }
  }
}

/** The period of some rows is over, and a sweep comes. */
async function sweepSome({ world, mix, groups: all }: Trial, below: (of: number) => number): Promise<void> {
  for (const table of mix.tables) {
    const over = all.flatMap(({ rows }) => rows).filter(row => row.table === table && !row.due && below(4) === 0)
    await world.rows(`update mix.${table.name} set done_at = '1900-01-01' where id = any($1::uuid[])`, [
      over.map(({ id }) => id),
    ])
    for (const row of over) row.due = true
  }
  await sweep(world.store, await world.periods())
  for (const group of all) sweeps(group)
}

it.each(Array.from({ length: worlds }, (_, seed) => seed + 1))(
  'database and oracle agree about rows of several persons, under random declarations (seed %i)',
  async seed => {
    const below = chance(seed * 31 + 5)
    const mix = aMix(seed)
    const of = await made(mix)
    const world = await aWorld({ modules: of.modules })
    // The store's own sweep would take what is due between one step and the next, where the oracle's has not come yet.
    await world.jobs.stop()
    const all = Array.from({ length: groups }, (_, index) => aGroup(seed * 1000 + index, mix, randomUUID))
    await store(world, mix, all)
    const trial: Trial = { world, mix, made: of, groups: all, wrong: [] }
    await agree(trial, below)
    for (let step = 0; step < steps && trial.wrong.length === 0; step++) {
      for (const group of all) await does(trial, group, group.persons[below(group.persons.length)]!, below)
      if (below(2) === 0) await sweepSome(trial, below)
      await agree(trial, below)
    }
    // Two of a group go at once; who was first does not show.
    for (const group of all) {
      const some = group.persons.filter(one => !one.erased).slice(0, 2)
      await Promise.all(some.map(who => does(trial, group, who, below, false)))
    }
    await agree(trial, below)
    expect({ seed, wrong: trial.wrong }).toEqual({ seed, wrong: [] })
    expect(all.flatMap(one => one.rows).filter((row: Row) => row.gone).length).toBeGreaterThan(0)
  },
)
