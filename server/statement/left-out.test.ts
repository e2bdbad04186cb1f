import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { proveNow } from '../../kernel/proof/prove-for-test.ts'
import { quoted } from '../../kernel/statement/rendering.ts'
import { CustomerAccounts, StaffAccounts, type StaffRole } from '../../modules/identity/contract.ts'
import { goodPassword, signsIn } from '../../modules/identity/people-for-test.ts'
import { everyModule } from '../modules.ts'
import { readerFor } from '../startup/foundation.ts'
import type { Browser } from '../testing/browser.ts'
import { aManifest } from '../testing/manifest.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import type { World } from '../testing/world.ts'
import { runsUnder } from './lacking.ts'

const activities = everyModule.flatMap(module => module.activities)
const tablesOf = (activity: string): string[] =>
  everyModule.flatMap(({ keeps }) => keeps.filter(({ under }) => under.name === activity).map(({ name }) => name))
const read = readerFor(everyModule, { kind: 'test' })
const without = (names: readonly string[]): string =>
  aManifest(everyModule, Object.fromEntries(names.map(name => [name, null])))
const isRunnable = (names: readonly string[]): boolean => {
  try {
    read(without(names), 'firma.yaml')
  } catch {
    return false
  }
  return everyModule.every(module => runsUnder(module, name => !names.includes(name)))
}
/** Without these nobody would be there to ask. */
const asking = ['identity.account', 'identity.staff']
const roles: readonly StaffRole[] = ['administration', 'privacy', 'officer', 'support']

describe('a manifest that leaves out whatever its modules run without', () => {
  const gone: string[] = []
  for (const { name } of activities) if (!asking.includes(name) && isRunnable([...gone, name])) gone.push(name)

  let world: World
  let people: Record<'visitor' | 'customer' | 'staff', Browser>
  beforeAll(async () => {
    world = await aWholeWorld({ manifest: without(gone) })
    await world
      .offered(StaffAccounts)
      .withPassword({ mail: 'grace@testhaus.example', firstName: 'Grace', lastName: 'Muster', roles }, goodPassword)
    await world
      .offered(CustomerAccounts)
      .withPassword({ mail: 'ada@example.org', fields: { firstName: 'Ada', lastName: 'Muster' } }, goodPassword)
    people = {
      visitor: world.visitor(),
      customer: await signsIn(world.visitor(), 'ada@example.org'),
      staff: await signsIn(world.visitor(), 'grace@testhaus.example'),
    }
  })
  const answersOf = async (browser: Browser): Promise<[at: string, status: number][]> => {
    const answers: [string, number][] = []
    for (const { at } of world.routes())
      if (at.startsWith('GET /') && at !== 'GET /api/live')
        answers.push([at, (await browser.get(at.slice(4).replace(/:\w+/g, randomUUID()))).status])
    return answers
  }

  it('leaves out switching, among others', () => {
    expect(gone).toEqual(expect.arrayContaining(['homes.switching', 'homes.comparison', 'telemetry.charts']))
  })
  it.each(['visitor', 'customer', 'staff'] as const)('fails no %s who looks at each page', async who => {
    expect((await answersOf(people[who])).filter(([, status]) => status >= 500)).toEqual([])
    expect(world.faults).toEqual([])
  })
  it('has no routes of what it leaves out', async () => {
    expect([
      await people.customer.get(`/api/devices/${randomUUID()}/switchings`),
      await people.customer.get('/api/home/comparison'),
    ]).toMatchObject(Array.from({ length: 2 }, () => ({ status: 404, body: { title: expect.any(String) } })))
  })
  it('tells of nothing that it leaves out, and its proof asks for none of it', async () => {
    const out = activities.filter(({ name }) => gone.includes(name))
    const read = new Set(activities.flatMap(({ spec }) => Object.keys(spec.reads ?? {})))
    expect(out.filter(({ name }) => [...read].some(table => tablesOf(name).includes(table)))).not.toEqual([])
    for (const [path, language] of [
      ['/datenschutz', 'de'],
      ['/privacy', 'en'],
    ] as const) {
      const { status, text } = await people.visitor.get(path)
      expect(status).toBe(200)
      expect(out.filter(({ spec }) => text.includes(quoted(spec.title[language], language)))).toEqual([])
    }
    expect(await proveNow(world)).toEqual([])
  })
  it('does what is due', async () => {
    await world.settle()
    expect(world.faults).toEqual([])
  })
})
