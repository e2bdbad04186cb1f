import { everyModule } from '../modules.ts'
import { declarationsOf, NoStatementYet, readerFor } from '../startup/foundation.ts'
import { isMade } from '../startup/instance.ts'
import { UnfitManifest } from '../statement/manifest.ts'
import { systemClock } from '../../kernel/clock/clock.ts'
import { dayOf } from '../../kernel/declare/periods.ts'
import { promisesOf } from '../../kernel/statement/promises.ts'
import type { Manifest } from '../../kernel/statement/manifest.ts'
import { isMaterial, type Change } from '../../kernel/statement/change.ts'
import { publisherOf } from '../statement/publisher.ts'
import { command, type Io } from './command.ts'
import { settingsSaid, withFoundation } from './foundation.ts'
import { aheadOfItsDay, manifestFile, type ManifestFile } from '../files/manifest-file.ts'
import { data, ledger } from './options.ts'
import { changeLines } from './statement-diff.ts'

export default command({
  name: 'statement check',
  says: 'Says everything that is wrong with a manifest at once, each with its line and what mends it.',
  takes: ['FILE'],
  options: { data, ledger },
  notes:
    'Where a store is said (--data, OBHUT_DATA, DATABASE_URL) and has a statement in force, it also shows the difference to that one.',
  example: 'obhut statement check firma.yaml',
  does: async ({ data: dir }, io, [path = '']) => {
    const { source, file } = await manifestFile(path)
    const declared = declarationsOf(everyModule)
    const activities = [...declared.activities.values()]
    const tables = [...declared.tables.values()]
    const looked = await looking(dir, { source, file }, io).catch((unfit: unknown) => {
      if (io.json && unfit instanceof UnfitManifest) return unfit
      throw unfit
    })
    if (looked instanceof UnfitManifest) {
      io.give({ file, fits: false, problems: looked.problems }, [])
      return 1
    }
    const { manifest, changes } = looked
    const stated = Object.keys(manifest.activities)
    const made = promisesOf(manifest, activities, tables)
    const off = activities.map(({ name }) => name).filter(name => !stated.includes(name))
    io.give(
      {
        file,
        fits: true,
        problems: [],
        effective: manifest.effective,
        activities: stated,
        notStated: off,
        promises: made.length,
        ...(changes && { changes, material: isMaterial(changes) }),
      },
      [
        `${file} fits: ${stated.length} activities, ${manifest.recipients.length} recipients, ${made.length} promises, as of ${manifest.effective}.`,
        ...(!changes && manifest.effective > dayOf(systemClock().now(), manifest.timeZone)
          ? [aheadOfItsDay(manifest.effective)]
          : []),
        ...(off.length ? [`Not stated, and so not run: ${off.join(', ')}.`] : []),
        ...(changes
          ? changes.length
            ? ['', 'Against the version in force:', ...changeLines(changes)]
            : ['', 'It says what the version in force says.']
          : []),
      ],
    )
    return 0
  },
})

/** As it would be run: in the store that is said, or in a live one of which nothing is known yet. */
async function looking(
  dir: string | undefined,
  { source, file }: ManifestFile,
  io: Io,
): Promise<{ readonly manifest: Manifest; readonly changes?: readonly Change[] }> {
  const alone = () => readerFor(everyModule, { kind: 'live', settings: settingsSaid(io.environment) })(source, file)
  const { databaseUrl, data: usual } = io.environment
  if (dir === undefined && databaseUrl === undefined && (usual === undefined || !isMade(usual))) return alone()
  return withFoundation(dir, io, async foundation => {
    const text = Buffer.from(source).toString('utf8')
    const changes = await publisherOf(foundation).differs(text, file)
    return { ...(await foundation.reading.published(text, file)), changes }
  }).catch((problem: unknown) => {
    if (problem instanceof NoStatementYet) return alone()
    throw problem
  })
}
