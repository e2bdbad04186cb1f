import { z } from 'zod'
import { offer } from '../../platform/contract.ts'
import { startAll } from '../../platform/compose.ts'
import { unitsOf } from '../../kernel/store/whole.ts'
import { TheClock, TheManifest, TheReporter, TheSettings, TheStore, TheVersions } from '../../platform/services.ts'
import { Refusal } from '../../platform/refusal.ts'
import { StaffAccounts, staffRoles, type StaffRole } from '../../modules/identity/contract.ts'
import { mailAddress } from '../../platform/mail-address.ts'
import { identity } from '../../modules/identity/index.ts'
import { mail } from '../../modules/mail/index.ts'
import type { Foundation } from '../startup/foundation.ts'
import type { Instance } from '../startup/instance.ts'
import { CannotRun, CommandFailed, WrongUse } from '../problems/command-errors.ts'
import { reporterTo } from '../operations/reporter.ts'
import { command, valued, type Io } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger, language } from './options.ts'

export const rolesOption: z.ZodType<StaffRole[]> = z
  .string()
  .transform(text => text.split(',').map(role => role.trim()))
  .pipe(z.array(z.enum(staffRoles, `a role is one of ${staffRoles.join(', ')}`)).min(1))
const administrator: readonly StaffRole[] = ['administration']
const named = z.string().trim().min(1, 'a name is not empty').max(100)

export default command({
  name: 'staff invite',
  says: 'Opens an account for a member of staff and prints the link by which the person sets a password; the second factor follows at the first sign-in. So the first administrator comes in.',
  options: {
    data,
    ledger,
    language,
    mail: valued(
      'ADDRESS',
      'The e-mail address, which gets the link, too.',
      z
        .string()
        .transform(
          (typed, context) =>
            mailAddress(typed) ??
            (context.addIssue({ code: 'custom', message: 'an e-mail address looks like name@example.org' }), z.NEVER),
        ),
    ),
    firstName: valued('NAME', 'The first name.', named),
    lastName: valued('NAME', 'The last name.', named),
    roles: valued('ROLES', `Permissions, separated by commas: ${staffRoles.join(', ')} (administration).`, rolesOption),
  },
  notes:
    'The link leads to OBHUT_BASE_URL. Whoever holds it can take the account: hand it to this person alone. Said again with --mail alone, for an account whose owner has not set a password yet, it makes a new link: the earlier one ran out, or the mail did not arrive.',
  example:
    'obhut staff invite --mail grace@firma.example --first-name Grace --last-name Hopper --roles administration,privacy',
  does: async ({ data: dir, mail: address, firstName, lastName, roles = administrator, language: speaks }, io) => {
    if (address === undefined) throw new WrongUse('Say who it is: --mail ADDRESS --first-name NAME --last-name NAME.')
    return withFoundation(dir, io, async (foundation, instance) => {
      const accounts = staffAccountsOf(foundation, instance, io)
      const there = await accounts.renew(address)
      if (there?.is === 'renewed') {
        io.give({ link: there.link, renewed: true }, [
          'An account with this address waits for its owner already; name and permissions stay as they are. A new link, which works once; the earlier one works no more:',
          there.link,
        ])
        return 0
      }
      if (there) throw new CommandFailed(taken[there.is])
      if (firstName === undefined || lastName === undefined)
        throw new WrongUse(
          'Nobody has this address here. Say who it is: --mail ADDRESS --first-name NAME --last-name NAME.',
        )
      const { link } = await accounts
        .invite({ mail: address, firstName, lastName, roles, ...(speaks && { language: speaks }) })
        .catch(refusedInWords)
      io.give({ link, roles }, ['The account waits for its owner. The link, which works once:', link])
      return 0
    })
  },
})

const taken = {
  active:
    'There is an account of staff with this address already, and its owner has set a password. Who has forgotten it sets a new one at sign-in; other permissions: obhut staff roles --mail ADDRESS --roles ROLES.',
  deactivated: 'There is an account of staff with this address already, which was deactivated.',
  'of a customer': 'A customer has an account with this address. A member of staff needs another one.',
} as const

/** The accounts of staff, offered by the parts of the platform that they need; nothing listens. */
export function staffAccountsOf(
  { store, stating, versions }: Foundation,
  { dataDir, secret }: Instance,
  io: Io,
): NonNullable<typeof StaffAccounts.type> {
  if (!stating.states('identity.staff'))
    throw new CannotRun('The statement in force does not state identity.staff, under which accounts of staff are kept.')
  const { baseUrl = 'http://localhost:4400', smtpUrl, mailFrom, trace } = io.environment
  const settings = { baseUrl, movable: store.kind !== 'live', smtpUrl, mailFrom, dataDir, secret, mqttPort: undefined }
  const started = startAll(
    [mail, identity],
    [
      offer(TheStore, unitsOf(store)),
      offer(TheClock, store.clock),
      offer(TheManifest, stating),
      offer(TheVersions, { all: versions }),
      offer(TheSettings, settings),
      offer(TheReporter, reporterTo({ write: io.say, trace })),
    ],
  )
  const accounts = started
    .flatMap(part => part.started.offers ?? [])
    .find(one => one.contract.name === StaffAccounts.name)?.value as typeof StaffAccounts.type // as: the contract of this name
  if (!accounts) throw new CannotRun('This platform has no accounts of staff.')
  return accounts
}
/** An expected "no" as a command says it. */
export const refusedInWords = (problem: unknown): never => {
  throw problem instanceof Refusal ? new CommandFailed(`${problem.says.en} ${problem.helps?.en ?? ''}`.trim()) : problem
}
