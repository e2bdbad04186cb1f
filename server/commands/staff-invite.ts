import { z } from 'zod'
import { offer } from '../../platform/contract.ts'
import { startAll } from '../../platform/compose.ts'
import { TheClock, TheManifest, TheReporter, TheSettings, TheStore, TheVersions } from '../../platform/services.ts'
import { Refusal } from '../../platform/refusal.ts'
import { StaffAccounts, staffRoles, type StaffRole } from '../../modules/identity/contract.ts'
import { mailAddress } from '../../platform/mail-address.ts'
import { identity } from '../../modules/identity/index.ts'
import { mail } from '../../modules/mail/index.ts'
import type { Foundation } from '../startup/foundation.ts'
import type { Instance } from '../startup/instance.ts'
import { CannotRun, No, WrongUse } from './cli-errors.ts'
import { reporterTo } from '../operations/reporter.ts'
import { command, valued, type Io } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger, language } from './options.ts'

export const rolesOption: z.ZodType<StaffRole[]> = z.string().transform(text => text.split(',').map(role => role.trim())).pipe(z.array(z.enum(staffRoles, `a role is one of ${staffRoles.join(', ')}`)).min(1))
const administrator: readonly StaffRole[] = ['administration']
const named = z.string().trim().min(1, 'a name is not empty').max(100)

export default command({
  name: 'staff invite',
  says: 'Opens an account for a member of staff and prints the link by which the person sets a password; the second factor follows at the first sign-in. So the first administrator comes in.',
  options: {
    data, ledger, language,
    mail: valued('ADDRESS', 'The e-mail address, which gets the link, too.', z.string().transform((typed, context) => mailAddress(typed) ?? (context.addIssue({ code: 'custom', message: 'an e-mail address looks like name@example.org' }), z.NEVER))),
    firstName: valued('NAME', 'The first name.', named), lastName: valued('NAME', 'The last name.', named),
    roles: valued('ROLES', `Permissions, separated by commas: ${staffRoles.join(', ')} (administration).`, rolesOption),
  },
  notes: 'The link leads to OBHUT_BASE_URL. Whoever holds it can take the account: hand it to this person alone.',
  example: 'obhut staff invite --mail grace@firma.example --first-name Grace --last-name Hopper --roles administration,privacy',
  does: async ({ data: dir, mail: address, firstName, lastName, roles = administrator, language: speaks }, io) => {
    if (address === undefined || firstName === undefined || lastName === undefined) throw new WrongUse('Say who it is: --mail ADDRESS --first-name NAME --last-name NAME.')
    return withFoundation(dir, io, async (foundation, instance) => {
      const { link } = await staffAccountsOf(foundation, instance, io).invite({ mail: address, firstName, lastName, roles, ...(speaks && { language: speaks }) }).catch(refusedInWords)
      io.give({ link, roles }, ['The account waits for its owner. The link, which works once:', link])
      return 0
    })
  },
})

/** The accounts of staff, offered by the parts of the platform that they need; nothing listens. */
export function staffAccountsOf({ store, stating, versions }: Foundation, { dataDir, secret }: Instance, io: Io): NonNullable<typeof StaffAccounts.type> {
  if (!stating.states('identity.staff')) throw new CannotRun('The statement in force does not state identity.staff, under which accounts of staff are kept.')
  const { baseUrl = 'http://localhost:4400', smtpUrl, mailFrom, trace } = io.environment
  const settings = { baseUrl, movable: store.kind !== 'live', smtpUrl, mailFrom, dataDir, secret, mqttPort: undefined }
  const started = startAll([mail, identity], [offer(TheStore, store), offer(TheClock, store.clock), offer(TheManifest, stating), offer(TheVersions, { all: versions }), offer(TheSettings, settings), offer(TheReporter, reporterTo({ write: io.say, trace }))])
  const accounts = started.flatMap(part => part.started.offers ?? []).find(one => one.contract.name === StaffAccounts.name)?.value as typeof StaffAccounts.type // as: the contract of this name
  if (!accounts) throw new CannotRun('This platform has no accounts of staff.')
  return accounts
}
/** An expected "no" as a command says it. */
export const refusedInWords = (problem: unknown): never => { throw problem instanceof Refusal ? new No(`${problem.says.en} ${problem.helps?.en ?? ''}`.trim()) : problem }
