// A kill may come between what a step of the demo does and the note that it was done: the next start plays it again.
import { describe, expect, it } from 'vitest'
import { days, later } from '../../kernel/clock/clock.ts'
import type { DemoDevice, Stage } from '../../platform/demo.ts'
import { aBrowser } from '../testing/browser.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import type { World } from '../testing/world.ts'
import { playAll } from './play.ts'

/** A stage that forgets what was done; devices alone it keeps, as the files of their secrets do. */
function forgetful({ here, jobs, clock }: World): Stage & { readonly steps: string[] } {
  const [steps, devices] = [[] as string[], new Map<string, Promise<DemoDevice>>()]
  const recordedSince = later(clock.now(), -days(120))
  return {
    steps,
    visitor: () => aBrowser(here),
    settle: () => jobs.drain(),
    async once(step, does, isThere) {
      steps.push(step)
      if (!(await isThere?.())) await does()
    },
    device(name, make) {
      const made = devices.get(name) ?? make().then(({ serial }) => ({ serial, recordedSince }))
      devices.set(name, made)
      return made
    },
  }
}

/** How many rows each table of the modules has, but for the access log: whoever looks again is logged again. */
async function counts(world: World): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {}
  for (const { name } of world.running().modules)
    for (const { schema, table } of await world.rows<{ schema: string; table: string }>(
      `select schemaname as schema, tablename as table from pg_tables t
       where schemaname = $1 and not exists (select from pg_inherits where inhrelid = format('%I.%I', schemaname, tablename)::regclass)`,
      [name],
    )) {
      const [row] = await world.rows<{ n: string }>(`select count(*) as n from "${schema}"."${table}"`)
      found[`${schema}.${table}`] = Number(row?.n)
    }
  const { 'website.request': _, ...others } = found
  return others
}

describe.each(['demo', 'meter'])('the demo of statements/%s.yaml', manifest => {
  it('that was cut off after any of its steps does none of them twice', async () => {
    const world = await aWholeWorld({ manifest })
    const { modules, offers } = world.running()
    const parts = (await Promise.all(modules.map(module => module.demo()))).flatMap(({ demo }) => demo)
    const stage = forgetful(world)
    await playAll(parts, offers, stage)
    await world.settle()
    const [once, steps] = [await counts(world), stage.steps.length]
    expect(steps).toBeGreaterThan(8)
    await playAll(parts, offers, stage)
    await world.settle()
    expect(await counts(world)).toEqual(once)
    expect(stage.steps.length).toBe(2 * steps)
  })
})
