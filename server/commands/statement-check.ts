import { everyModule } from '../modules.ts'
import { declarationsOf } from '../foundation.ts'
import { UnfitManifest } from '../manifest.ts'
import { promisesOf } from '../../kernel/statement/promises.ts'
import { readManifest } from '../../kernel/statement/manifest.ts'
import { isMaterial } from '../../kernel/statement/change.ts'
import { changesBetween } from '../../kernel/statement/difference.ts'
import { outlineOf } from '../../kernel/statement/outline.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { manifestFile } from './manifest-file.ts'
import { data } from './options.ts'
import { told } from './statement-diff.ts'

export default command({
  name: 'statement check',
  says: 'Says everything that is wrong with a manifest at once, each with its line and what mends it.',
  takes: ['FILE'],
  options: { data },
  notes: 'With --data, or with DATABASE_URL, it also shows the difference to the version in force there.',
  example: 'obhut statement check firma.yaml --data /srv/obhut',
  does: async ({ data: dir }, io, [path = '']) => {
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
    const changes = dir === undefined && io.environment.databaseUrl === undefined ? undefined : await withFoundation(dir, io, async ({ written }) => changesBetween(written.outline, outlineOf(manifest, activities, tables)))
    io.give({ file, fits: true, problems: [], effective: manifest.effective, activities: stated, notStated: off, promises: made.length, ...(changes && { changes, material: isMaterial(changes) }) }, [
      `${file} fits: ${stated.length} activities, ${manifest.recipients.length} recipients, ${made.length} promises, as of ${manifest.effective}.`,
      ...(off.length ? [`Not stated, and so not run: ${off.join(', ')}.`] : []),
      ...(changes ? changes.length ? ['', 'Against the version in force:', ...told(changes)] : ['', 'It says what the version in force says.'] : []),
    ])
    return 0
  },
})
