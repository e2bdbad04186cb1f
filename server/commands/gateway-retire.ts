import { NotFound } from '../../platform/refusal.ts'
import { platform } from '../../kernel/store/work.ts'
import { CommandFailed } from '../problems/command-errors.ts'
import { command } from './command.ts'
import { withInventory } from './gateways.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'gateway retire',
  says: 'Retires a gateway for good: its connection is closed and it is let in no more. Whoever has it sees that in the portal; what it reported stays under its own periods.',
  takes: ['SERIAL'],
  options: { data, ledger },
  example: 'obhut gateway retire QB-7K3M-9QXD-J',
  does: async ({ data: dir }, io, [serial = '']) =>
    withInventory(dir, io, async inventory => {
      const gone = await inventory.retire(serial, platform).catch(problem => {
        throw problem instanceof NotFound ? new CommandFailed(`There is no gateway ${serial} in use.`) : problem
      })
      io.give(gone, [
        `${gone.serial} is retired.${gone.wasClaimed ? ' Somebody has claimed it and sees that in the portal.' : ''}`,
      ])
      return 0
    }),
})
