// A module with what it needs, and a manifest that states all of it, as the sources are now: `node stated.ts NAME`.
import { withItsNeeds } from './with-its-needs.ts'
import { everyModule } from '../../server/modules.ts'
import { aManifest } from '../../server/testing/manifest.ts'

const chosen = everyModule.find(({ name }) => name === process.argv[2])
if (!chosen) throw new Error(`There is no module '${process.argv[2]}'.`)
const modules = withItsNeeds(chosen, everyModule)
process.stdout.write(JSON.stringify({ modules: modules.map(({ name }) => name), source: aManifest(modules) }))
