import { chance } from '../../tools/testing/chance.ts'
import { randomUUID } from 'node:crypto'
import type { World } from '../../server/testing/world.ts'
import { everyTenant, person, platform, platformFor, type Who } from '../store/work.ts'
import { averages, charts, fleet, intake, reading, study, support } from './metered-for-test.ts'
import { createTenant } from './tree.ts'

/*
 * Who sees which reading of whose meter in which tenant, worked out on paper: a tree, a few residents and whole numbers
 * for days. It shares no line with the kernel, which resolves the same to things and times.
 */
interface Place {
  id: string
  readonly parent: Place | undefined
  readonly runsItself: boolean
}
interface Meter {
  id: string
  readonly at: Place
}
interface Resident {
  readonly id: string
  readonly restricted: boolean
  readonly objects: boolean
  readonly consents: boolean
}
/** From a day (inclusive) to another (exclusive), or still. */
interface Lease {
  readonly of: Resident
  readonly meter: Meter
  readonly since: number
  readonly until: number | null
}
interface Row {
  readonly meter: Meter
  readonly day: number
}
export interface Case {
  readonly places: readonly Place[]
  readonly meters: readonly Meter[]
  readonly residents: readonly Resident[]
  readonly leases: readonly Lease[]
  readonly rows: readonly Row[]
}

const upwards = (place: Place): Place[] => (place.parent ? [place, ...upwards(place.parent)] : [place])
const runs = (place: Place): boolean => upwards(place).every(one => one.runsItself)
/** Where a unit looks: at one place and below, at every one, or at what is no tenant's. */
type Looks = Place | 'every' | 'none'
const isThere = (looks: Looks, { at }: Meter): boolean =>
  looks !== 'none' && runs(at) && (looks === 'every' || (runs(looks) && upwards(at).includes(looks)))
const holders = ({ leases }: Case, { meter, day }: Row): Resident[] =>
  leases
    .filter(one => one.meter === meter && one.since <= day && (one.until === null || day < one.until))
    .map(one => one.of)

/** Whether an activity for all works with a row, wherever it looks. */
const worksWith: Record<string, (held: readonly Resident[]) => boolean> = {
  [intake.name]: () => true,
  [support.name]: held => !held.some(one => one.restricted),
  [averages.name]: held => !held.some(one => one.restricted || one.objects),
  // What somebody consents to goes on despite a restriction (Art. 18(2) GDPR).
  [study.name]: held => held.length > 0 && held.every(one => one.consents),
}

export function aCase(seed: number): Case {
  const below = chance(seed * 15_485_863 + 11)
  const one = <T>(of: readonly T[]): T => of[below(of.length)]! // they are not empty
  const places: Place[] = []
  for (let count = 2 + below(4); count > 0; count--)
    places.push({
      id: '',
      parent: places.length && below(4) > 0 ? one(places) : undefined,
      runsItself: below(5) > 0,
    })
  const meters = Array.from({ length: 2 + below(4) }, () => ({ id: randomUUID() as string, at: one(places) }))
  const residents = Array.from({ length: 1 + below(3) }, () => ({
    id: randomUUID() as string,
    restricted: below(4) === 0,
    objects: below(4) === 0,
    consents: below(2) === 0,
  }))
  const leases = Array.from({ length: below(7) }, () => {
    const since = below(6)
    return { of: one(residents), meter: one(meters), since, until: below(3) === 0 ? null : since + below(5) }
  })
  const rows = meters.flatMap(meter => Array.from({ length: 9 }, (_, day) => ({ meter, day })))
  return { places, meters, residents, leases, rows: rows.filter(() => below(3) > 0) }
}

const moment = (day: number): Date => new Date(Date.UTC(2026, 0, 1 + day))

/** Puts cases into a store, as the administrator of its server. */
export async function store(world: World, cases: readonly Case[]): Promise<void> {
  await world.store.under(fleet, platform, async work => {
    for (const place of cases.flatMap(one => one.places))
      place.id = await createTenant(work, {
        kind: 'utility',
        begins: new Date('2025-01-01'),
        ...(place.parent && { parent: place.parent.id }),
        ...(!place.runsItself && { ends: new Date('2026-06-01') }),
      })
  })
  const meters = cases.flatMap(one => one.meters)
  await world.rows(
    'insert into utility.meter (id, number, serial, tenant) select id, 1, id::text, tenant from unnest($1::uuid[], $2::uuid[]) as t (id, tenant)',
    [meters.map(one => one.id), meters.map(one => one.at.id)],
  )
  const leases = cases.flatMap(one => one.leases)
  await world.rows(
    `insert into utility.lease (meter_id, since, until, subject, version, restricted, tenant) select meter, since, until, subject, 1, case when restricted then 'on request' end, tenant
     from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::uuid[], $5::boolean[], $6::uuid[]) as t (meter, since, until, subject, restricted, tenant)`,
    [
      leases.map(one => one.meter.id),
      leases.map(one => moment(one.since)),
      leases.map(one => (one.until === null ? null : moment(one.until))),
      leases.map(one => one.of.id),
      leases.map(one => one.of.restricted),
      leases.map(one => one.meter.at.id),
    ],
  )
  const rows = cases.flatMap(one => one.rows)
  await world.rows(
    'insert into utility.reading select meter, at, 1 from unnest($1::uuid[], $2::timestamptz[]) as t (meter, at)',
    [rows.map(one => one.meter.id), rows.map(one => moment(one.day))],
  )
  const residents = cases.flatMap(one => one.residents)
  await world.rows(
    `insert into obhut.objection (subject, activity, at, state, stops, version) select subject, $2, '2026-01-01', 'stopped', true, 1 from unnest($1::uuid[]) subject`,
    [residents.filter(one => one.objects).map(one => one.id), averages.name],
  )
  await world.rows(
    `insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version) select $2, '', '', 'given', 1, '2026-01-01', subject, 1 from unnest($1::uuid[]) subject`,
    [residents.filter(one => one.consents).map(one => one.id), study.name],
  )
}

/** Where database and oracle differ about cases in a store; empty where they agree. */
export async function disagreements(world: World, cases: readonly Case[]): Promise<string[]> {
  const wrong: string[] = []
  const named = ({ meter, day }: Row): string => `${meter.id}@${day}`
  const compare = (what: string, of: Case, wanted: readonly Row[], found: readonly string[]): void => {
    const ours = new Set(of.meters.map(one => one.id))
    const [should, does] = [new Set(wanted.map(named)), new Set(found.filter(one => ours.has(one.slice(0, 36))))]
    const [more, less] = [does.difference(should), should.difference(does)]
    if (more.size || less.size) wrong.push(`${what}: ${more.size} more, ${less.size} less, of ${said(of)}`)
  }
  for (const activity of [intake, support, averages, study]) {
    const works = worksWith[activity.name]! // each has one
    const wanted = (of: Case, looks: Looks): Row[] =>
      of.rows.filter(row => isThere(looks, row.meter) && works(holders(of, row)))
    const every = await seen(world, activity, platformFor(everyTenant))
    const none = await seen(world, activity, platform)
    for (const of of cases) {
      compare(`${activity.name}, every tenant`, of, wanted(of, 'every'), every)
      compare(`${activity.name}, none`, of, wanted(of, 'none'), none)
      for (const place of of.places) {
        const who: Who = { is: 'user', id: randomUUID(), tenant: place.id }
        compare(
          `${activity.name} at ${of.places.indexOf(place)}`,
          of,
          wanted(of, place),
          await seen(world, activity, who),
        )
      }
    }
  }
  for (const of of cases)
    for (const resident of of.residents)
      for (const looks of ['every', 'none', ...of.places] as const) {
        const wanted = resident.restricted
          ? []
          : of.rows.filter(row => isThere(looks, row.meter) && holders(of, row).includes(resident))
        const tenant = looks === 'every' ? everyTenant : looks === 'none' ? undefined : looks.id
        const where = typeof looks === 'string' ? looks : of.places.indexOf(looks)
        compare(`a resident, ${where}`, of, wanted, await seen(world, charts, person(resident.id, tenant)))
      }
  return wrong
}

type Reads = typeof charts | typeof intake | typeof support | typeof averages | typeof study
const seen = async (world: World, activity: Reads, who: Who): Promise<string[]> =>
  (await world.store.under(activity as typeof charts, who, work => work.read(reading, 'meter', 'at').execute())) // as: all read the same
    .map(({ meter, at }) => `${meter}@${(at.getTime() - Date.UTC(2026, 0, 1)) / 86_400_000}`)

const said = ({ places, meters, leases }: Case): string =>
  JSON.stringify({
    places: places.map(({ parent, runsItself }) => [parent && places.indexOf(parent), runsItself]),
    meters: meters.map(({ at }) => places.indexOf(at)),
    leases: leases.map(({ meter, since, until }) => [meters.indexOf(meter), since, until]),
  })
