import { chance } from '../../tools/testing/chance.ts'
import { randomUUID } from 'node:crypto'
import { isRefusedByPolicy } from '../problems/errors.ts'
import type { World } from '../../server/testing/world.ts'
import { everyTenant, person, platformFor, type Who } from '../store/work.ts'
import { changingTree, device, dweller, fleet, homes } from './example-for-test.ts'
import { endGrant, grantTenant } from './grants.ts'
import { createTenant, endTenant, moveTenant, reviveTenant, TenantUnderItself } from './tree.ts'

/*
 * Who sees, adds, changes which row of which tenant, worked out on paper: a tree of names and whole days. It shares no
 * line with the kernel, which asks the same of a database by settings and policies.
 */
interface Place {
  id: string
  parent: Place | undefined
  readonly begins: number
  ends: number | undefined
}
interface Leave {
  readonly staff: string
  readonly at: Place
  readonly until: number
  ended: boolean
}
/** A person who lives in some places; a row for each. */
interface Dweller {
  readonly id: string
  readonly lives: readonly Place[]
}
export interface Case {
  readonly places: readonly Place[]
  readonly leaves: readonly Leave[]
  readonly staff: readonly string[]
  readonly dwellers: readonly Dweller[]
  /** What is done to the tree, by the place in the list. */
  readonly steps: readonly Step[]
}
type Step =
  | { readonly does: 'move'; readonly what: number; readonly under: number | undefined }
  | { readonly does: 'end'; readonly what: number; readonly on: number }
  | { readonly does: 'revive'; readonly what: number }
  | { readonly does: 'take back'; readonly which: number }

const upwards = (place: Place): Place[] => (place.parent ? [place, ...upwards(place.parent)] : [place])
const isUnder = (place: Place, top: Place): boolean => upwards(place).includes(top)
const runs = (place: Place, today: number): boolean =>
  upwards(place).every(({ begins, ends }) => begins <= today && (ends === undefined || today < ends))

/** On whose behalf, bound to which place: to every one where none is said. */
interface Caller {
  readonly is: 'user' | 'staff' | 'platform' | 'person'
  readonly id: string
  readonly at: Place | undefined
}
/** Whether rows of a place are there for somebody on a day. */
function isThere({ leaves }: Case, { is, id, at }: Caller, place: Place, today: number): boolean {
  if (!runs(place, today)) return false
  if (!at) return true
  if (!runs(at, today) || !isUnder(place, at)) return false
  return (
    is !== 'staff' || leaves.some(one => one.staff === id && !one.ended && today < one.until && isUnder(at, one.at))
  )
}

/** A few places in a tree or two, contracts that begin and end around today, grants, people who live in several. */
export function aCase(seed: number): Case {
  const below = chance(seed * 104_729 + 7)
  const one = <T>(of: readonly T[]): T => of[below(of.length)]! // they are not empty
  const places: Place[] = []
  for (let count = 3 + below(6); count > 0; count--) {
    const begins = below(8) === 0 ? 1 : -below(3)
    places.push({
      id: '',
      parent: places.length && below(5) > 0 ? one(places) : undefined,
      begins,
      ends: below(4) === 0 ? begins + below(4) : undefined,
    })
  }
  const staff = [randomUUID(), randomUUID()]
  return {
    places,
    staff,
    leaves: Array.from({ length: below(4) }, () => ({
      staff: one(staff),
      at: one(places),
      until: 1 + below(2),
      ended: false,
    })),
    dwellers: Array.from({ length: 2 }, () => ({
      id: randomUUID(),
      lives: places.filter(() => below(3) === 0),
    })),
    steps: Array.from({ length: below(6) }, (): Step => {
      const what = below(places.length)
      return one<Step>([
        { does: 'move', what, under: below(4) === 0 ? undefined : below(places.length) },
        { does: 'move', what, under: below(places.length) },
        { does: 'end', what, on: below(3) },
        { does: 'revive', what },
        { does: 'take back', which: below(4) },
      ])
    }),
  }
}

const serialOf = ({ id }: Place): string => `device of ${id}`
const nameOf = ({ id }: Place): string => `dweller of ${id}`

/** Puts a case into a store, as people of the platform would, and does to it what its steps say. Days count from `start`. */
export async function play(world: World, of: Case, start: Date): Promise<string[]> {
  const on = (day: number): Date => new Date(start.getTime() + day * 86_400_000)
  const wrong: string[] = []
  const grants: string[] = []
  await changingTree(world, async work => {
    for (const place of of.places) {
      place.id = await createTenant(work, {
        kind: 'landlord',
        begins: on(place.begins),
        ...(place.parent && { parent: place.parent.id }),
      })
    }
    for (const { staff, at, until } of of.leaves)
      grants.push(await grantTenant(work, { staff, tenant: at.id, reason: 'an oracle asks', until: on(until) }))
  })
  // Rows lie in every place, whether it runs or not.
  await world.rows(`insert into estate.device (serial, tenant) select * from unnest($1::text[], $2::uuid[])`, [
    of.places.map(serialOf),
    of.places.map(({ id }) => id),
  ])
  const lives = of.dwellers.flatMap(({ id, lives: all }) => all.map(place => [nameOf(place), place.id, id] as const))
  await world.rows(
    `insert into estate.resident (name, tenant, subject, version) select *, 1 from unnest($1::text[], $2::uuid[], $3::uuid[])`,
    [lives.map(one => one[0]), lives.map(one => one[1]), lives.map(one => one[2])],
  )
  for (const place of of.places)
    if (place.ends !== undefined) await changingTree(world, work => endTenant(work, place.id, on(place.ends as number))) // as: just asked
  for (const step of of.steps) {
    if (step.does === 'take back') {
      const [leave, grant] = [of.leaves[step.which], grants[step.which]]
      if (!leave || grant === undefined) continue
      leave.ended = true
      await changingTree(world, work => endGrant(work, grant))
      continue
    }
    const what = of.places[step.what]! // of these
    if (step.does === 'move') {
      const under = step.under === undefined ? undefined : of.places[step.under]! // of these
      const circle = under !== undefined && isUnder(under, what)
      const refused = await changingTree(world, work => moveTenant(work, what.id, under?.id ?? null)).then(
        () => false,
        error => error instanceof TenantUnderItself,
      )
      if (refused !== circle) wrong.push(`a move ${refused ? 'was refused' : 'made a circle'}`)
      if (!circle) what.parent = under
    } else if (step.does === 'end') {
      what.ends = Math.max(step.on, what.begins)
      await changingTree(world, work => endTenant(work, what.id, on(what.ends as number))) // as: just set
    } else {
      what.ends = undefined
      await changingTree(world, work => reviveTenant(work, what.id))
    }
  }
  return wrong
}

/** Where database and oracle differ about a case on a day; empty where they agree. `pick` says what is tried of much. */
export async function disagreements(world: World, of: Case, today: number, seed: number): Promise<string[]> {
  const below = chance(seed * 31 + today)
  const wrong: string[] = []
  const ours = new Set(of.places.map(serialOf))
  for (const caller of callersOf(of)) {
    const who = whoOf(caller)
    const there = of.places.filter(place => isThere(of, caller, place, today))
    const says = `${caller.is} at ${caller.at ? of.places.indexOf(caller.at) : 'every one'} on day ${today}`
    const differs = (what: string, wanted: readonly string[], found: readonly string[]): void => {
      if (wanted.toSorted().join() !== found.toSorted().join())
        wrong.push(`${says} ${what}: ${found.length} rows, not ${wanted.length}, of ${said(of)}`)
    }
    if (caller.is === 'person') {
      const lives = of.dwellers.find(({ id }) => id === caller.id)?.lives ?? []
      const wanted = lives.filter(place => there.includes(place)).map(nameOf)
      differs('sees', wanted, await dwellersFor(world, who))
    } else {
      const seen = await world.store.under(fleet, who, work => work.read(device, 'serial').execute())
      const wanted = there.map(serialOf)
      differs(
        'sees',
        wanted,
        seen.map(({ serial }) => serial).filter(serial => caller.at || ours.has(serial)),
      )
      differs('changes', wanted, await changedBy(world, who, of))
    }
    const target = of.places[below(of.places.length)]! // of these
    const added = await canAdd(world, caller, who, target)
    if (added !== there.includes(target))
      wrong.push(`${says} ${added ? 'adds' : 'cannot add'} to ${of.places.indexOf(target)}, of ${said(of)}`)
  }
  return wrong
}

function callersOf({ places, staff, dwellers }: Case): Caller[] {
  const at = (is: Caller['is'], id: string, all: readonly (Place | undefined)[]): Caller[] =>
    all.map(place => ({ is, id, at: place }))
  return [
    ...at('user', randomUUID(), places),
    ...at('platform', '', [undefined, places[0]]),
    ...staff.flatMap(id => at('staff', id, places)),
    ...dwellers.flatMap(({ id }) => at('person', id, [undefined, ...places])),
  ]
}
function whoOf({ is, id, at }: Caller): Who {
  const tenant = at ? at.id : everyTenant
  if (is === 'person') return person(id, tenant)
  if (is === 'platform' || !at) return platformFor(tenant)
  return { is, id, tenant: at.id }
}
const said = ({ places, leaves, steps }: Case): string =>
  JSON.stringify({
    places: places.map(({ parent, begins, ends }) => [parent && places.indexOf(parent), begins, ends]),
    leaves: leaves.map(({ at, until, ended }) => [places.indexOf(at), until, ended]),
    steps,
  })

const dwellersFor = async ({ store }: World, who: Who): Promise<string[]> =>
  (await store.under(homes, who, work => work.read(dweller, 'name').execute())).map(({ name }) => name)

class Undone extends Error {}
const undone = async (work: Promise<unknown>): Promise<void> => {
  await work.catch(error => {
    if (!(error instanceof Undone)) throw error
  })
}

/** The devices of a case that somebody can change; nothing of it stays. */
async function changedBy({ store }: World, who: Who, { places }: Case): Promise<string[]> {
  let changed: string[] = []
  await undone(
    store.under(fleet, who, async work => {
      const rows = await work
        .over(device)
        .updateTable('estate.device')
        .set({ scrappedAt: work.now })
        .where('serial', 'in', places.map(serialOf))
        .returning('serial')
        .execute()
      changed = rows.map(({ serial }) => serial)
      throw new Undone()
    }),
  )
  return changed
}

async function canAdd(world: World, { is, id }: Caller, who: Who, target: Place): Promise<boolean> {
  const serial = `added ${randomUUID()}`
  try {
    await undone(
      is === 'person'
        ? livesInAndUndo(world, id, who, target)
        : world.store.under(fleet, who, async work => {
            await work.over(device).insertInto('estate.device').values({ serial, tenant: target.id }).execute()
            throw new Undone()
          }),
    )
    return true
  } catch (error) {
    if (isRefusedByPolicy(error)) return false
    throw error
  }
}
const livesInAndUndo = ({ store }: World, subject: string, who: Who, target: Place): Promise<void> =>
  store.under(homes, who, async work => {
    await work
      .over(dweller)
      .insertInto('estate.resident')
      .values({ name: 'added', subject, tenant: target.id })
      .execute()
    throw new Undone()
  })
