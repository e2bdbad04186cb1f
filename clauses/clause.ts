import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { WorldOptions, World } from '../server/testing/world.ts'
import { aWholeWorld } from '../server/testing/whole-world.ts'
import type { BrowserWorld } from '../e2e/browser-world.ts'
import { clauseById, type System } from './catalogue.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** Systems whose manifest a platform was started with in the file of this test. */
    startedAs?: readonly System[]
    /** What of its clause is not built yet. */
    without?: string
  }
}

const started = new Set<System>()
const lacking = new Map<string, string>()

/**
 * The title of the tests that show a clause: `describe(clause('home/2.1.1-c'), () => { … })`. What of its words is not
 * built yet is said with it, and stands in the table: `clause('home/0-a', { without: 'the shop' })`.
 */
export function clause(id: string, { without }: { readonly without?: string } = {}): string {
  const known = clauseById.get(id)
  if (!known) throw new Error(`the catalogue has no clause '${id}'`)
  const title = `${id}: ${known.says}`
  if (without !== undefined) lacking.set(title, without)
  return title
}

/**
 * A platform with the manifest of this system, as it stands in `statements/`. Without one, a test shows nothing about
 * that system.
 */
export async function platformOf(
  system: System,
  { states, recipients, ...options }: Omit<Partial<WorldOptions>, 'manifest'> & More = {},
): Promise<World> {
  const world = await aWholeWorld({
    ...options,
    manifest: states ? await statingMore(system, { states, recipients }) : system,
  })
  started.add(system)
  return world
}

/**
 * What a test brings along that the manifest does not state: activities of a module of its own, and recipients by id.
 */
interface More {
  readonly states?: readonly string[]
  readonly recipients?: Readonly<Record<string, object>> | undefined
}

/** Its manifest with that. */
async function statingMore(system: System, { states = [], recipients = {} }: More): Promise<string> {
  const source = await readFile(join(import.meta.dirname, `../statements/${system}.yaml`), 'utf8')
  const more = Object.entries(recipients).map(([id, one]) => `  ${id}: ${JSON.stringify(one)}`)
  return source
    .replace(/^activities:$/m, ['activities:', ...states.map(name => `  ${name}: {}`)].join('\n'))
    .replace(/^recipients:$/m, ['recipients:', ...more].join('\n'))
}

/** The same with its portal, and a real browser in front of it. */
export async function browserWorldOf(
  system: System,
  { states, recipients, ...options }: Omit<Partial<WorldOptions>, 'manifest'> & More = {},
): Promise<BrowserWorld> {
  const { aBrowserWorld } = await import('../e2e/browser-world.ts')
  const platform = await aBrowserWorld({
    ...options,
    manifest: states ? await statingMore(system, { states, recipients }) : system,
  })
  started.add(system)
  return platform
}

afterEach(({ task }) => {
  task.meta.startedAs = [...started]
  for (let suite = task.suite; suite; suite = suite.suite) {
    const without = lacking.get(suite.name)
    if (without !== undefined) task.meta.without = without
  }
})
