import { beforeAll, describe } from 'vitest'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { everyRouteWithEveryWrongRole } from '../roles/tried.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('meter')
})

describe(clause('meter/5'), () => {
  everyRouteWithEveryWrongRole(() => world)
})
