import { prove } from '../proof/prove.ts'
import type { World } from '../../server/testing/world.ts'

/** What is against the promises of a world, now. */
export async function proveNow(world: World): Promise<string[]> {
  const { promises } = await prove({
    store: world.store,
    manifest: world.stating.manifest,
    hash: world.written.hash,
    periods: await world.periods(),
    versions: await world.versions(),
  })
  return promises.flatMap(one => one.against.map(fault => `${one.id}: ${fault}`))
}
