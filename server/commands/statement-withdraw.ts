import { platform } from '../../kernel/store/work.ts'
import { publisherOf } from '../statement/publisher.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'statement withdraw',
  says: 'Takes back the version of the statement that waits for its day. It stays readable as one that never held.',
  options: { data, ledger },
  does: async ({ data: dir }, io) =>
    withFoundation(dir, io, async foundation => {
      const version = await publisherOf(foundation).withdraw(platform)
      io.give({ version }, [
        `Version ${version} is taken back; version ${foundation.store.inForce.version} stays in force.`,
      ])
      return 0
    }),
})
