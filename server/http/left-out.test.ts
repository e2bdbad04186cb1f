import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { library, librarySql, marketing, visits } from '../../kernel/store/example-for-test.ts'
import type { Units } from '../../kernel/store/units.ts'
import { platform } from '../../kernel/store/work.ts'
import { defineModule } from '../../platform/module.ts'
import { everybody, nothing, route, type AnyRoute } from '../../platform/route.ts'
import { TheStore } from '../../platform/services.ts'
import { kernel } from '../kernel-module.ts'
import { aManifest } from '../testing/manifest.ts'
import { aWorld, type World } from '../testing/world.ts'

const routeAt = (at: AnyRoute['at'], does: () => Promise<unknown>): AnyRoute =>
  route({
    at,
    who: everybody,
    says: 'Looks at the visits.',
    does: async () => {
      await does()
      return nothing()
    },
  })
const looking = (store: Units) => ({
  own: () => store.under(visits, platform, async () => {}),
  within: () => store.under(marketing, platform, work => work.under(visits, platform, async () => {})),
})

describe('an activity that is not stated', () => {
  let world: World
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'library-'))
    await writeFile(join(directory, '20261122_library.sql'), librarySql)
    const { subjects, activities, keeps } = library(directory)
    const its = defineModule('library', {
      subjects,
      activities,
      keeps,
      migrations: directory,
      needs: { store: TheStore },
      starts: ({ store }) => ({
        routes: [routeAt('GET /api/own', looking(store).own), routeAt('GET /api/within', looking(store).within)],
      }),
    })
    const other = defineModule('other', {
      needs: { store: TheStore },
      always: true,
      starts: ({ store }) => ({ routes: [routeAt('GET /api/other', looking(store).own)] }),
    })
    world = await aWorld({
      modules: [kernel, its, other],
      manifest: aManifest([kernel, its], { [visits.name]: null }),
    })
  })
  const asks = async (at: string) => ({
    status: (await world.visitor().get(at)).status,
    told: world.faults.splice(0).map(({ error }) => (error as Error).name),
  })

  it('has no routes in its own module, and nobody is told', async () => {
    expect(await asks('/api/own')).toEqual({ status: 404, told: [] })
  })
  it('is a fault of ours where another module asks for it, or it is asked for in the middle of something else', async () => {
    expect(await asks('/api/other')).toEqual({ status: 500, told: ['NotStated'] })
    expect(await asks('/api/within')).toEqual({ status: 500, told: ['NotStated'] })
  })
})
