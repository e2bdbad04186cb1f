import { z } from 'zod'
import { systemClock } from '../../kernel/clock/clock.ts'
import { factChangedInWords } from '../../kernel/statement/facts.ts'
import { dayInWords } from '../../kernel/declare/periods.ts'
import { openInstance } from '../startup/instance.ts'
import { WrongUse } from '../problems/command-errors.ts'
import { everyModule } from '../modules.ts'
import { checkUpgrade, publishBeforeUpgrade, type UpgradeCheck, type Upgrading } from '../startup/upgrade.ts'
import { command, flag, valued, type Io } from './command.ts'
import { settingsSaid } from './foundation.ts'
import { manifestFile, type ManifestFile } from '../files/manifest-file.ts'
import { data, ledger, manifest } from './options.ts'
import { changeLines } from './statement-diff.ts'

export default command({
  name: 'upgrade',
  says: 'Says what this software would do otherwise on a store that earlier software runs, before it is started there; and publishes it ahead where people have to be told.',
  options: {
    data,
    ledger,
    manifest,
    check: flag('Says whether this software can be started on the store now. Changes nothing.'),
    publish: flag(
      'Publishes a version of the statement that tells of it. The software that runs there sends the letters and goes on until the day.',
    ),
    effective: valued(
      'DATE',
      'With --publish: the day on which it comes into force; without it, the earliest that leaves time for the letters.',
      z.iso.date('a day is written as 2027-03-01'),
    ),
  },
  notes: [
    'Run it from the new checkout, while the old one serves: first --check; where that says so, --publish, and the upgrade on the day that it names.',
    'Exit code 1 of --check: the software cannot be started on this store now. A start without this check says the same, and changes nothing either.',
  ].join('\n'),
  example: 'obhut upgrade --check',
  does: async ({ data: dir, manifest: file, check, publish, effective }, io) => {
    if (check === publish) throw new WrongUse('Say either --check or --publish.')
    if (effective !== undefined && !publish) throw new WrongUse('--effective is said with --publish.')
    const given = file === undefined ? undefined : await manifestFile(file)
    const opened = await openInstance({
      data: dir,
      environment: io.environment,
      report: io.say,
      as: 'command',
      mayMake: false,
    })
    const instance = { ...opened, modules: everyModule, settings: settingsSaid(io.environment) }
    try {
      return publish
        ? await publishing(instance, given, effective, io)
        : checked(await checkUpgrade(instance, given, systemClock().now()), io)
    } finally {
      await instance.close()
    }
  },
})

function checked(found: UpgradeCheck, io: Io): number {
  const { verdict, missing, unknown, derived, facts, version, effective } = found
  const canStart = verdict.is === 'can start' && unknown.length === 0
  io.give(
    {
      canStart,
      verdict: verdict.is,
      version,
      effective,
      migrations: missing,
      unknownMigrations: unknown,
      derived,
      changes: 'changes' in verdict ? verdict.changes : [],
      promises: facts,
      ...('problems' in verdict && { problems: verdict.problems }),
    },
    unknown.length
      ? [
          `The store was brought up to date by later software than this: ${unknown.join(', ')} is not known here. Start that one.`,
        ]
      : wouldDo(found),
  )
  return canStart ? 0 : 1
}

const wouldDo = (found: UpgradeCheck): string[] => {
  const { missing, derived, facts } = found
  return [
    ...verdictInWords(found),
    ...(missing.length
      ? [
          `A start applies ${missing.length} migration${missing.length === 1 ? '' : 's'}, all or none; after that the earlier software does not run on this store any more. Back up first: obhut backup`,
        ]
      : derived.length
        ? []
        : ['The database is as this software wants it.']),
    ...derivedInWords(derived),
    ...(facts.length
      ? [
          '',
          'Promises that this software keeps otherwise than the version in force notes:',
          ...facts.map(one => `  ${shortened(factChangedInWords(one))}`),
        ]
      : []),
  ]
}

function verdictInWords({ verdict, version }: UpgradeCheck): string[] {
  switch (verdict.is) {
    case 'can start':
      return [
        verdict.due === undefined
          ? `This software can be started on this store: it does what version ${version} of the statement tells.`
          : `This software can be started on this store, and brings version ${verdict.due} of the statement into force.`,
        ...changeLines(verdict.changes),
      ]
    case 'manifest does not fit':
      return [
        `This software cannot run the statement as it is written (version ${version}):`,
        verdict.why,
        'Mend a copy of the manifest and look again: obhut upgrade --check --manifest FILE',
      ]
    case 'publish first':
    case 'another waits':
      return [verdict.why]
  }
}

/** What a start changes of what follows from declarations and statement; what somebody changed by hand, one by one. */
export const derivedInWords = (derived: UpgradeCheck['derived']): string[] => {
  const by = Map.groupBy(derived, ({ because }) => because)
  const says = (because: UpgradeCheck['derived'][number]['because']): string[] =>
    (by.get(because) ?? []).map(one => one.says)
  const lines = [
    ...says('changed').map(one => `  ${one}: changed by hand since`),
    ...says('undeclared').map(one => `  ${one}: is removed, as nothing declares it any more`),
    ...inGroups(says('derived')),
  ]
  return lines.length ? ['A start changes these, one after the other, while others serve:', ...lines] : []
}

/** `grants on homes.claim, homes.device`: what is the same of several tables stands in one line. */
const inGroups = (says: readonly string[]): string[] =>
  [...Map.groupBy(says, one => one.slice(0, one.lastIndexOf(' ')))].map(
    ([what, all]) => `  ${what} ${all.map(one => one.slice(one.lastIndexOf(' ') + 1)).join(', ')}`,
  )

const mostShown = 240
const shortened = (line: string): string => (line.length <= mostShown ? line : `${line.slice(0, mostShown)} …`)

async function publishing(
  instance: Upgrading,
  given: ManifestFile | undefined,
  effective: string | undefined,
  io: Io,
): Promise<number> {
  const published = await publishBeforeUpgrade(instance, { given, effective }, systemClock().now())
  if (!published) {
    io.give({ published: false }, [
      'Nobody has to be told of anything: nothing was published, and this software can be started as it is.',
    ])
    return 0
  }
  const day = dayInWords(published.effective, 'en')
  io.give({ published: true, ...published }, [
    ...changeLines(published.changes),
    `Version ${published.version} is published and tells of it. Everybody concerned gets a letter from the software that runs there; it goes on as before.`,
    `Start this software on ${day} or later; the version comes into force with that day.`,
  ])
  return 0
}
