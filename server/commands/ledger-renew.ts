import { asOwner, lay, storedIn } from '../startup/foundation.ts'
import { openInstance } from '../startup/instance.ts'
import { ledgerPlace } from '../startup/ledger-place.ts'
import { everyModule } from '../modules.ts'
import { CannotRun, CommandFailed } from '../problems/command-errors.ts'
import { command, flag } from './command.ts'
import { lookAt } from '../files/look-at.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'ledger renew',
  says: 'Makes a new ledger from what the store itself remembers, where the old one is lost for good.',
  options: { data, ledger, yes: flag('This store was not restored from a backup since the ledger was lost.') },
  notes:
    'A store that was restored lacks what happened since; a ledger made from it would forget that for ever. So it wants --yes.',
  does: async ({ data: dir, ledger: said, yes }, io) => {
    if (!yes)
      throw new CommandFailed(
        'Nothing was made. If this store was not restored from a backup since the ledger was lost, say --yes (and --data and --ledger as the start has them). If it was, look for the ledger.',
      )
    const instance = await openInstance({
      data: dir,
      ledger: said,
      environment: io.environment,
      report: io.say,
      as: 'command',
      mayMake: false,
    })
    try {
      const stored = await asOwner(instance.database, storedIn)
      if (!stored || stored.manifest === null) throw new CannotRun('There is no store here yet.')
      const place = ledgerPlace(instance, stored.kind)
      if (lookAt(place) !== 'missing')
        throw new CannotRun(
          `${place} is there. A ledger is not made anew while there is one. If it is damaged and there is no copy, move it aside and keep it, then say this again: mv ${place} ${place}.damaged`,
        )
      const { store } = await lay({
        ...instance,
        modules: everyModule,
        ledgerFor: () => place,
        renewLedger: true,
        manifest: { source: stored.manifest, file: `version ${stored.version}` },
        kind: stored.kind,
      })
      const entries = (await store.ledger?.end()) ?? 0
      await store.close()
      io.give({ ledger: place, entries }, [`The ledger ${place} was made from the store and ends at entry ${entries}.`])
      return 0
    } finally {
      await instance.close()
    }
  },
})
