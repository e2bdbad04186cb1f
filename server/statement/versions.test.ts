import { beforeAll, describe, expect, it } from 'vitest'
import { website } from '../../modules/website/index.ts'
import { kernel } from '../kernel-module.ts'
import { aManifest } from '../testing/manifest.ts'
import { aWorld, type World } from '../testing/world.ts'
import { hearStatements } from '../../tools/testing/wire.ts'

const modules = [kernel, website]
const manifests = (version: number): string =>
  aManifest(modules, { 'website.access-log': { keep: `P${version}D` } }, { site: { name: `Testhaus ${version}` } })

/** Statements to the databases of worlds, as they are said. */
const said: { database: string; text: string }[] = []
hearStatements(({ database }, text) => {
  said.push({ database, text })
})
const ofVersions = (world: World): string[] =>
  said.splice(0).flatMap(({ database, text }) => {
    const isOfVersions = /from "?obhut"?\."?statement"?/.test(text) && !text.includes('clock_offset')
    return database === world.database.place.database && isOfVersions ? [text] : []
  })

/** Versions that were in force one after the other, the last of them still. */
async function add(world: World, first: number, last: number): Promise<void> {
  for (let version = first; version <= last; version++)
    await world.rows(
      `insert into obhut.statement (version, hash, effective, published_at, manifest, outline, material, in_force_since)
       select $1, $2, effective, published_at, $3, outline, false, in_force_since from obhut.statement where version = 1`,
      [version, `hash ${version}`, manifests(version)],
    )
}
const pages = [
  '/datenschutz',
  '/privacy',
  '/datenschutz.md',
  '/datenschutz.yaml',
  '/datenschutz.jsonld',
  '/privacy.tilt.json',
  '/datenschutz/versionen',
  '/privacy/versions',
  '/datenschutz/versionen/1',
  '/privacy/versions/1/text.md',
]
const view = async (world: World, page: string): Promise<string> => {
  const { status, text } = await world.visitor().get(page)
  expect([page, status]).toEqual([page, 200])
  return text
}

/** What is asked of the versions while this is done, without what a job asks in between: the shortest of three times. */
async function askedBy(world: World, does: () => Promise<unknown>): Promise<string[]> {
  const times: string[][] = []
  for (let n = 0; n < 3; n++) {
    ofVersions(world)
    await does()
    times.push(ofVersions(world))
  }
  return times.toSorted((a, b) => a.length - b.length)[0] ?? []
}

describe('the versions of the statement', () => {
  let [world, second] = [] as unknown as [World, World]
  beforeAll(async () => {
    world = await aWorld({ modules })
    second = await aWorld({ modules, database: world.database })
    await world.rows('update obhut.statement set in_force_since = now() where version = 1')
    await add(world, 2, 21)
    await world.rows('update obhut.in_force set version = 21')
    for (const one of [world, second]) await one.keepUp()
  })

  it.each(pages)(
    'are neither read nor parsed nor rendered again for a view of %s, however many there are',
    async page => {
      const before = await view(world, page)
      const asked = await askedBy(world, async () => {
        const all = await world.versions()
        expect(all).toHaveLength(21)
        expect(await view(world, page)).toBe(before)
        // The very same values: nothing was parsed.
        expect(await world.versions()).toBe(all)
      })
      expect(asked).toHaveLength(3)
      for (const text of asked) expect(text).not.toMatch(/"(manifest|outline)"/)
    },
  )
  it('are asked for once by many who ask at once', async () => {
    const asked = await askedBy(world, () => Promise.all(Array.from({ length: 40 }, () => world.versions())))
    expect(asked).toHaveLength(2)
  })
  it('show at once, in every process, what one of them published, took back, put in force or noted', async () => {
    const seen = (): Promise<string[]> => Promise.all([world, second].map(one => view(one, '/datenschutz/versionen')))
    for (const list of await seen()) expect(list).not.toContain('Fassung 22')
    await world.rows(
      `insert into obhut.statement (version, hash, effective, published_at, manifest, outline, material)
       select 22, 'hash 22', date '2099-01-01', published_at, $1, outline, false from obhut.statement where version = 21`,
      [manifests(22)],
    )
    for (const list of await seen()) expect(list).toMatch(/Fassung 22[^]*Gilt ab/)
    for (const one of [world, second]) {
      expect(await view(one, '/datenschutz')).toContain('href="/datenschutz/versionen/22"')
      expect(await view(one, '/datenschutz/versionen/22')).toContain('22 Tage')
    }
    await world.rows('update obhut.statement set withdrawn_at = now() where version = 22')
    for (const list of await seen()) expect(list).toMatch(/Fassung 22[^]*zurückgenommen/)
    for (const one of [world, second])
      expect(await view(one, '/datenschutz/versionen/22')).toContain('wurde vor ihrem Stichtag zurückgenommen')

    await add(world, 23, 23)
    await world.rows('update obhut.in_force set version = 23')
    for (const list of await seen()) expect(list).toMatch(/Fassung 23[^]*gilt heute/)
    for (const one of [world, second]) {
      expect(await view(one, '/datenschutz.yaml')).toContain('P23D')
      expect(await view(one, '/datenschutz')).toContain('23 Tage')
      expect(await view(one, '/datenschutz/versionen/21')).toContain('Das ist eine frühere Fassung')
    }
    const [before, other] = await Promise.all([world, second].map(one => one.versions()))
    await world.rows(`update obhut.statement set outline = outline || '{"lead": "P99D"}' where version = 23`)
    for (const one of [world, second])
      expect((await one.versions()).find(({ version }) => version === 23)?.outline.lead).toBe('P99D')
    expect(before?.at(-1)?.outline.lead).not.toBe('P99D')
    expect(other?.at(-1)?.manifest).toEqual(before?.at(-1)?.manifest)
  })
})
