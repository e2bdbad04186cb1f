import { beforeAll, describe, it } from 'vitest'
import { signsIn } from '../../modules/identity/people-for-test.ts'
import type { World } from '../../server/testing/world.ts'
import { bearsItsDate } from '../changing.ts'
import { clause, platformOf } from '../clause.ts'
import { aCustomer } from '../roles/callers.ts'
import {
  failsTheProofForAColumn,
  givesPurposeAndBasis,
  laysItOpenTo,
  namesEachColumn,
  startsNothingWithoutBasis,
} from '../site.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('talk')
})

describe(clause('talk/0-d'), () => {
  it('tells of each column that is kept its kind', async () => namesEachColumn(world))
  it('gives purpose and legal basis of everything that runs', async () => givesPurposeAndBasis(world))
  it('lays open to a person each category with its purpose, and the ways to the rights', async () =>
    laysItOpenTo(world, await signsIn(world.visitor(), await aCustomer(world, 'ida@example.org'))))
  it('starts nothing without a legal basis', async () => startsNothingWithoutBasis('talk'))
  it('fails the proof for a personal column that it does not name', async () =>
    failsTheProofForAColumn(await platformOf('talk')))
})

describe(clause('talk/7'), () => {
  it('bears one date on page, file and manifest, in each version', async () => bearsItsDate(world))
})
