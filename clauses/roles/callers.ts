import { CustomerAccounts, StaffAccounts, staffRoles, type StaffRole } from '../../modules/identity/contract.ts'
import { goodPassword, setsUpSecondFactor, signsIn } from '../../modules/identity/people-for-test.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import type { Need } from './who-needs-what.ts'

/** Everybody who may stand before a route. */
export interface Standing {
  readonly who: string
  readonly is: 'visitor' | 'customer' | 'customer half signed in' | 'half signed in' | 'staff'
  readonly roles: readonly StaffRole[]
  readonly browser: Browser
}

export async function everyCaller(world: World): Promise<Standing[]> {
  const customer = await signsIn(world.visitor(), await aCustomer(world, 'somebody@example.org'))
  const staff: Standing[] = []
  for (const roles of [[], ...staffRoles.map(role => [role])] as readonly (readonly StaffRole[])[]) {
    const mail = await aColleague(world, roles)
    staff.push({
      who: roles.length ? `staff: ${roles.join()}` : 'staff without a role',
      is: 'staff',
      roles,
      browser: await signsIn(world.visitor(), mail),
    })
  }
  const half = world.visitor()
  await half.post('/api/sign-in', { mail: await aColleague(world, staffRoles, 'half'), password: goodPassword })
  return [
    { who: 'a visitor', is: 'visitor', roles: [], browser: world.visitor() },
    { who: 'a customer', is: 'customer', roles: [], browser: customer },
    {
      who: 'a customer, half signed in',
      is: 'customer half signed in',
      roles: [],
      browser: await aHalfSignedInCustomer(world, 'careful@example.org'),
    },
    { who: 'staff of every role, half signed in', is: 'half signed in', roles: staffRoles, browser: half },
    ...staff,
  ]
}

export function needs({ is, roles }: Standing, need: Need): boolean {
  if (need === 'everybody') return true
  if (need === 'customers') return is === 'customer'
  if (need === 'signed in') return is !== 'visitor'
  if (need === 'accounts') return is === 'customer' || is === 'staff'
  if (need === 'customers, and staff half signed in')
    return is === 'customer' || is === 'staff' || is === 'half signed in'
  return is === 'staff' && need.some(role => roles.includes(role))
}

export async function aColleague(
  world: World,
  roles: readonly StaffRole[],
  called = roles.join('-') || 'none',
): Promise<string> {
  const mail = `${called}@staff.example`
  await world
    .offered(StaffAccounts)
    .withPassword({ mail, firstName: 'Alex', lastName: 'Beispiel', roles, language: 'en' }, goodPassword)
  return mail
}

/** A browser in which somebody who has a second factor has given the password and nothing more. */
async function aHalfSignedInCustomer(world: World, called: string): Promise<Browser> {
  const mail = await aCustomer(world, called)
  await setsUpSecondFactor(await signsIn(world.visitor(), mail), mail, { password: goodPassword })
  const half = world.visitor()
  await half.post('/api/sign-in', { mail, password: goodPassword })
  return half
}

/** A customer with all that this statement asks for. */
export async function aCustomer(world: World, mail: string, language: 'de' | 'en' = 'en'): Promise<string> {
  const { registration } = (await world.visitor().get('/api/site')).body as {
    registration: { fields: { name: string; required: boolean; kind: string; choices?: { value: string }[] }[] }
  }
  const own = registration.fields.filter(
    ({ name, required, kind }) => required && kind !== 'serial' && name !== 'mail' && name !== 'password',
  )
  const fields = Object.fromEntries(
    own.map(({ name, choices }) => [name, choices?.[0]?.value ?? typical[name] ?? 'Beispiel']),
  )
  await world
    .offered(CustomerAccounts)
    .withPassword({ mail, language, contractReference: 'V-2026-1', fields }, goodPassword)
  return mail
}
const typical: Readonly<Record<string, string>> = {
  postcode: '14467',
  phone: '+49 331 5550100',
  birthDate: '1990-04-30',
  country: 'DE',
}
