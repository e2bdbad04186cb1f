import type { World } from '../../server/testing/world.ts'
import { prove, type Proof } from './prove.ts'

/** A proof of a world, as it is now. */
export const proofOf = async (world: World): Promise<Proof> =>
  prove({
    store: world.store,
    manifest: world.stating.manifest,
    hash: world.written.hash,
    periods: await world.periods(),
    versions: await world.versions(),
  })

/** What is against the promises of a world, each with its promise. */
export const proveNow = async (world: World): Promise<string[]> =>
  (await proofOf(world)).promises.flatMap(one => one.against.map(fault => `${one.id}: ${fault}`))

/** What is against any promise of a world, each once. */
export const against = async (world: World): Promise<string[]> => [
  ...new Set((await proofOf(world)).promises.flatMap(one => one.against)),
]
