import { asOwner, lay, storedIn } from '../startup/foundation.ts'
import { systemClock } from '../../kernel/clock/clock.ts'
import { openInstance, type Instance } from '../startup/instance.ts'
import { ledgerPlace } from '../startup/ledger-place.ts'
import { everyModule } from '../modules.ts'
import { CannotRun } from '../problems/command-errors.ts'
import { servingOn } from '../startup/one-platform.ts'
import { checkUpgrade, type UpgradeCheck } from '../startup/upgrade.ts'
import { command, flag, type Io } from './command.ts'
import { derivedInWords } from './upgrade.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'migrate',
  says: 'Brings the database to what this version of Obhut wants: tables, roles, policies, grants. The statement in force stays in force.',
  options: { data, ledger, plan: flag('Says what would be done, and does nothing.') },
  notes:
    'A start does the same automatically. It is refused while a process serves that would be left with another database than it wants: stop that one first.',
  does: async ({ data: dir, plan }, io) => {
    const instance = await openInstance({
      data: dir,
      environment: io.environment,
      report: io.say,
      as: 'command',
      mayMake: false,
    })
    try {
      const stored = await asOwner(instance.database, storedIn)
      if (!stored || stored.manifest === null)
        throw new CannotRun('There is no store here yet; it is made by its first start: obhut start --manifest FILE')
      if (plan)
        return planned(await checkUpgrade({ ...instance, modules: everyModule }, undefined, systemClock().now()), io)
      await refuseUnderARunningOne(instance)
      const { store, migrated, mended } = await lay({
        ...instance,
        modules: everyModule,
        ledgerFor: kind => ledgerPlace(instance, kind),
        manifest: { source: stored.manifest, file: `version ${stored.version}` },
        kind: stored.kind,
      })
      await store.close()
      for (const line of mended) io.say(line)
      io.give({ migrated }, migrated.length ? migrated.map(name => `applied ${name}`) : ['The database is up to date.'])
      return 0
    } finally {
      await instance.close()
    }
  },
})

function planned({ missing, derived }: UpgradeCheck, io: Io): number {
  io.give({ missing, derived }, [
    ...missing.map(name => `would apply ${name}`),
    ...derivedInWords(derived),
    ...(missing.length || derived.length ? [] : ['The database is up to date.']),
  ])
  return 0
}

/** Whoever serves would find tables that it does not know. */
async function refuseUnderARunningOne(instance: Instance): Promise<void> {
  const other = await asOwner(instance.database, servingOn)
  if (other === undefined) return
  const { missing } = await checkUpgrade({ ...instance, modules: everyModule }, undefined, systemClock().now())
  if (missing.length)
    throw new CannotRun(
      `Obhut serves ${instance.name} (${other}), and ${missing.length} migration${missing.length === 1 ? ' is' : 's are'} missing here. Stop it first.`,
    )
}
