import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import type { AnyRoute } from '../../platform/route.ts'
import { listOf } from '../../platform/list.ts'
import { unboundedLists, unboundedTexts } from '../../platform/text-for-test.ts'
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

describe('every list from outside', () => {
  it('has its length looked at before what is in it, in each route and message', async () => {
    const schemas = [...(await everyRoute()).map(({ at, takes }) => [at, takes] as const), ...Object.entries(messages)]
    const lists = schemas.flatMap(([name, schema]) =>
      schema ? unboundedLists(schema as z.ZodType).map(path => `${name}: ${path}`) : [],
    )
    expect(lists).toEqual([])
    expect(unboundedLists(z.object({ names: z.array(z.string()).max(10), more: listOf(z.string(), 10) }))).toEqual([
      'names',
    ])
  })
  it('has nothing in it judged where it is too long, and is told of once', () => {
    let judged = 0
    const list = listOf(
      z.custom(() => {
        judged++
        return false
      }),
      10,
      1,
    )
    const issuesOf = (length: number) => list.safeParse(Array.from({ length }, () => 1)).error?.issues
    expect(issuesOf(127_000)).toMatchObject([{ code: 'too_big', origin: 'array', maximum: 10 }])
    expect(judged).toBe(0)
    expect(issuesOf(10)).toHaveLength(10)
    expect(issuesOf(0)).toMatchObject([{ code: 'too_small' }])
    expect(list.safeParse(undefined).error?.issues).toMatchObject([{ code: 'invalid_type' }])
  })
})
