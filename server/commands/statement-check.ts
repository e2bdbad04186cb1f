import { everyModule } from '../modules.ts'
import { declarationsOf } from '../foundation.ts'
import { UnfitManifest } from '../manifest.ts'
import { promisesOf } from '../../kernel/statement/promises.ts'
import { readManifest } from '../../kernel/statement/manifest.ts'
import { command } from './command.ts'
import { manifestFile } from './manifest-file.ts'

export default command({
  name: 'statement check',
  says: 'Says everything that is wrong with a manifest at once, each with its line and what mends it.',
  takes: ['FILE'],
  options: {},
  example: 'obhut statement check statements/demo.yaml',
  does: async (_, io, [path = '']) => {
    const { source, file } = await manifestFile(path)
    const declared = declarationsOf(everyModule)
    const activities = [...declared.activities.values()]
    const tables = [...declared.tables.values()]
    const { manifest, problems } = readManifest(source, file, activities, tables)
    if (!manifest) {
      if (!io.json) throw new UnfitManifest(problems)
      io.give({ file, fits: false, problems }, [])
      return 1
    }
    const stated = Object.keys(manifest.activities)
    const made = promisesOf(manifest, activities, tables)
    const off = activities.map(({ name }) => name).filter(name => !stated.includes(name))
    io.give({ file, fits: true, problems: [], effective: manifest.effective, activities: stated, notStated: off, promises: made.length }, [
      `${file} fits: ${stated.length} activities, ${manifest.recipients.length} recipients, ${made.length} promises, as of ${manifest.effective}.`,
      ...(off.length ? [`Not stated, and so not run: ${off.join(', ')}.`] : []),
    ])
    return 0
  },
})
