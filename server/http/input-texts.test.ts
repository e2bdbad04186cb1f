import type { z } from 'zod'
import { describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import type { AnyRoute } from '../../platform/route.ts'
import { unboundedTexts } from '../../platform/text-for-test.ts'
import { messages } from '../../modules/homes/gateway-protocol/messages.ts'
import { everyModule } from '../modules.ts'
import { aWorld } from '../testing/world.ts'

/** The routes of every module, under a statement that states everything. */
async function everyRoute(): Promise<AnyRoute[]> {
  const routes: AnyRoute[] = []
  const listening = everyModule.map(
    (module): Module => ({
      ...module,
      starts: needs => {
        const started = module.starts(needs)
        routes.push(...(started.routes ?? []))
        return started
      },
    }),
  )
  await aWorld({ modules: listening })
  return routes
}

describe('every text from outside', () => {
  it('has its length looked at before anything else, in each route', async () => {
    const routes = await everyRoute()
    expect(routes.filter(({ takes }) => takes).length).toBeGreaterThan(60)
    const unbounded = routes.flatMap(({ at, takes }) =>
      takes ? unboundedTexts(takes as z.ZodType).map(path => `${at}: ${path}`) : [],
    )
    expect(unbounded).toEqual([])
  })
  it('has so in each message of a gateway', () => {
    const unbounded = Object.entries(messages).flatMap(([name, schema]) =>
      unboundedTexts(schema).map(path => `${name}: ${path}`),
    )
    expect(unbounded).toEqual([])
  })
})
