import { z } from 'zod'
import { mailAddress } from '../../platform/mail-address.ts'
import { staffRoles } from '../../modules/identity/contract.ts'
import { CommandFailed, WrongUse } from '../problems/command-errors.ts'
import { command, valued } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'
import { refusedInWords, rolesOption, staffAccountsOf } from './staff-invite.ts'

export default command({
  name: 'staff roles',
  says: 'Gives a member of staff these permissions in place of the present ones, at once. For whoever runs the machine: in the console, administration, privacy and officer need a second administrator.',
  options: {
    data,
    ledger,
    mail: valued(
      'ADDRESS',
      'The e-mail address of the account.',
      z
        .string()
        .transform(
          (typed, context) =>
            mailAddress(typed) ??
            (context.addIssue({ code: 'custom', message: 'an e-mail address looks like name@example.org' }), z.NEVER),
        ),
    ),
    roles: valued('ROLES', `Permissions, separated by commas: ${staffRoles.join(', ')}.`, rolesOption),
  },
  example: 'obhut staff roles --mail grace@firma.example --roles administration,privacy',
  does: async ({ data: dir, mail, roles }, io) => {
    if (mail === undefined || roles === undefined) throw new WrongUse('Say who and what: --mail ADDRESS --roles ROLES.')
    return withFoundation(dir, io, async (foundation, instance) => {
      const given = await staffAccountsOf(foundation, instance, io).setRoles(mail, roles).catch(refusedInWords)
      if (!given)
        throw new CommandFailed('There is no account of staff with this address that somebody can sign in to.')
      io.give({ roles: given }, [`This account now has: ${given.join(', ')}.`])
      return 0
    })
  },
})
