import { Client } from 'pg'
import { roleNames } from '../../kernel/enforce/roles.ts'
import { aDatabase } from '../../server/testing/world.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import type { Baseline } from './judge.ts'
import type { Mutant } from './mutant.ts'
import { mutantsOfTheDeclarations } from './of-the-declarations.ts'
import { mutantsOfTheManifest } from './of-the-manifest.ts'
import { mutantsOfTheSchema } from './of-the-schema.ts'
import { mutantsOfTheSource } from './of-the-source.ts'

/** Every single-fact change that we know how to make. */
export async function allMutants(baseline: Baseline): Promise<Mutant[]> {
  const { place } = await aDatabase(baseline.modules, { source: baseline.source, file: 'baseline.yaml' }, 'live')
  const administrator = new Client({ ...testCluster(), database: place.database })
  await administrator.connect()
  try {
    const {
      rows: [store],
    } = await administrator.query<{ id: string }>('select id from obhut.store')
    const roles = roleNames(store!.id) // a prepared store has its row
    return [
      ...mutantsOfTheManifest(baseline.fake),
      ...mutantsOfTheDeclarations(baseline.fake),
      ...mutantsOfTheSchema(baseline.fake, roles),
      ...(await mutantsOfTheSource()),
    ]
  } finally {
    await administrator.end()
  }
}
