import { findSubjects } from '../../kernel/rows/find.ts'
import type { Met } from '../../platform/contract.ts'
import { offer } from '../../platform/contract.ts'
import { demoPart, type DemoSignIn, type DemoResult, type Stage } from '../../platform/demo.ts'
import { TheManifest, TheSettings, TheStore } from '../../platform/services.ts'
import { Mailer } from '../mail/contract.ts'
import { administration, staffAccounts } from './activities.ts'
import { changeRoles } from './colleagues.ts'
import { asksForAccount, lettersTo, registers, type Form } from './coming-in.ts'
import {
  AtRegistration,
  CustomerAccounts,
  DemoAnswers,
  demoCustomers,
  DemoPeople,
  StaffAccounts,
  type DemoAccount,
  type DemoCustomer,
  type DemoPerson,
  type StaffRole,
} from './contract.ts'
import { castOf, demoPassword, type Cast, type DemoColleague, type DemoHolder } from './demo-people.ts'
import { askedFields } from './fields.ts'
import { limitsIn } from './limits.ts'
import { isOpen } from './registration.ts'

const needed = {
  store: TheStore,
  stating: TheManifest,
  settings: TheSettings,
  mailer: Mailer,
  parts: AtRegistration,
  customers: CustomerAccounts,
  colleagues: StaffAccounts,
  answers: DemoAnswers,
}
type Given = Met<typeof needed>

/** Lets the people of the demo in, each as anybody would come in. */
export const demo = [
  demoPart({
    needs: needed,
    offers: [DemoPeople],
    plays: async (given, stage) => {
      const cast = castOf(given.stating.manifest)
      await letIn(given, stage, cast)
      if (given.stating.states(staffAccounts.name)) await employ(given, stage, cast)
      const accounts = await accountsOf(given, stage, cast)
      const people = peopleOf(cast, accounts)
      await askForPermission(given, stage, people.staff)
      return { ...shownOf(given, cast, accounts), offers: [offer(DemoPeople, people)] }
    },
  }),
]

/** Some are told of by what other modules have them do. */
const told = (given: Given): { readonly [name in DemoCustomer]?: string } => ({
  registered: isOpen(given) ? 'has just registered' : 'has a new account, opened by staff',
  unconfirmed: 'has not opened the link in the letter yet',
})

/** Where accounts are opened by staff, each rests on a contract; else somebody comes in by the form. */
async function letIn(given: Given, stage: Stage, { customers: cast }: Cast): Promise<void> {
  const open = isOpen(given)
  const once = (name: DemoCustomer, does: () => Promise<unknown>): Promise<void> =>
    stage.once(cast[name].mail, does, () => isThere(given, 'customer', cast[name].mail))
  const byStaff = (name: DemoCustomer) => ({
    mail: cast[name].mail,
    language: languageOf(given),
    fields: answersOf(given, cast[name]),
    ...(!open && { contractReference: `V-2026-01${17 + demoCustomers.indexOf(name)}` }),
  })
  for (const name of ['settled', 'critical', 'waiting'] as const)
    await once(name, () => given.customers.withPassword(byStaff(name), demoPassword))
  await once('registered', async () =>
    open
      ? registers(stage, await formOf(given, 'registered', cast.registered))
      : given.customers.withPassword(byStaff('registered'), demoPassword),
  )
  await once('unconfirmed', async () => {
    if (open) return asksForAccount(stage, await formOf(given, 'unconfirmed', cast.unconfirmed))
    await given.customers.invite(byStaff('unconfirmed'))
    return stage.settle()
  })
}

async function formOf(given: Given, name: DemoCustomer, { mail, ...holder }: DemoHolder): Promise<Form> {
  const required = given.parts.filter(({ field }) => field.required).map(({ field }) => field.name)
  const further: Record<string, string> = {}
  for (const { field, answer } of given.answers) if (required.includes(field)) further[field] = await answer(name)
  return { ...answersOf(given, holder), ...further, mail, language: languageOf(given), password: demoPassword }
}

/** Of what somebody could tell, only what is required. */
const answersOf = ({ stating }: Given, { could }: Pick<DemoHolder, 'could'>): Record<string, string> =>
  Object.fromEntries(
    askedFields(stating).flatMap(({ name, required }) => (required ? [[name, could[name] ?? '']] : [])),
  )

async function employ(given: Given, stage: Stage, { staff, invited }: Cast): Promise<void> {
  const language = languageOf(given)
  const once = (one: DemoColleague, does: () => Promise<unknown>): Promise<void> =>
    stage.once(one.mail, does, () => isThere(given, 'staff', one.mail))
  for (const one of staff) await once(one, () => given.colleagues.withPassword({ ...one, language }, demoPassword))
  await once(invited, () => given.colleagues.invite({ ...invited, language }))
}

/** The first administrator asks for a permission that the second one has to agree to. */
async function askForPermission(given: Given, stage: Stage, staff: People['staff']): Promise<void> {
  const { administration: first, support } = staff
  if (!first || !support || !given.stating.states(administration.name)) return
  await stage.once('a request for permissions', () =>
    changeRoles({ ...given, limits: limitsIn(given.store) }, first.id, support.id, ['support', 'privacy']),
  )
}

/** By address: people to sign in as. Whoever tried the deletion of an account is no longer among them. */
type Accounts = ReadonlyMap<string, DemoAccount>
async function accountsOf({ store }: Given, stage: Stage, { customers, staff }: Cast): Promise<Accounts> {
  const found = new Map<string, DemoAccount>()
  const look = async (kind: 'customer' | 'staff', { mail, firstName, lastName }: DemoPerson): Promise<void> => {
    const [one] = await findSubjects(store, kind, 'mail', mail)
    if (one) found.set(mail, { id: one.id, mail, firstName, lastName })
  }
  for (const one of Object.values(customers)) await look('customer', one)
  for (const one of staff) await look('staff', one)
  // The letterbox is empty after a new start, and with it the link that is to be opened.
  const { mail } = customers.unconfirmed
  if ((await lettersTo(stage, mail)).length === 0) found.delete(mail)
  return found
}

interface People {
  readonly customers: { readonly [name in DemoCustomer]?: DemoAccount }
  readonly staff: { readonly [role in StaffRole]?: DemoAccount }
}
/** Of two who may do the same, the first; whoever has not opened the link yet has no account. */
const peopleOf = ({ customers, staff }: Cast, accounts: Accounts): People => ({
  customers: Object.fromEntries(
    demoCustomers.flatMap(name => {
      const account = name === 'unconfirmed' ? undefined : accounts.get(customers[name].mail)
      return account ? [[name, account]] : []
    }),
  ),
  staff: Object.fromEntries(
    staff
      .toReversed()
      .flatMap(({ mail, roles }) => roles.flatMap(role => (accounts.has(mail) ? [[role, accounts.get(mail)]] : []))),
  ),
})

function shownOf(given: Given, { customers, staff }: Cast, accounts: Accounts): DemoResult {
  const says = told(given)
  const known = demoCustomers.filter(name => accounts.has(customers[name].mail))
  const employed = staff.filter(({ mail }) => accounts.has(mail))
  const signIn = (is: DemoSignIn['is'], { mail }: DemoPerson): DemoSignIn => ({ is, mail, password: demoPassword })
  return {
    people: [...known.map(name => signIn('customer', customers[name])), ...employed.map(one => signIn('staff', one))],
    told: Object.fromEntries([
      ...known.flatMap(name => (says[name] === undefined ? [] : [[customers[name].mail, says[name]]])),
      ...employed.map(one => [one.mail, one.told]),
    ]),
    pages: [{ what: 'Portal', at: '/app/' }, ...(employed.length ? pagesOfStaff : [])],
    tips: employed.length
      ? ['Staff are asked for a code as well; the page of codes shows what their apps would show.']
      : [],
  }
}
const pagesOfStaff = [
  { what: 'Console of the staff', at: '/app/console' },
  { what: 'Codes of the staff', at: '/dev/codes' },
] as const

const isThere = async ({ store }: Given, kind: string, mail: string): Promise<boolean> =>
  (await findSubjects(store, kind, 'mail', mail)).length > 0
const languageOf = ({ stating }: Given) => stating.manifest.languages[0] ?? 'de'
