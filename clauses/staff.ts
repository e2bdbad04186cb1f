import { StaffAccounts, type StaffRole } from '../modules/identity/contract.ts'
import { goodPassword as password, signsIn } from '../modules/identity/people-for-test.ts'
import type { Browser } from '../server/testing/browser.ts'
import type { World } from '../server/testing/world.ts'

let count = 0

/** A member of staff with these roles, signed in with both factors. */
export async function staffOf(
  world: World,
  roles: readonly StaffRole[],
  firstName = 'Grace',
): Promise<Browser & { readonly account: string; readonly mail: string }> {
  const mail = `staff${++count}@firma.example`
  const account = await world
    .offered(StaffAccounts)
    .withPassword({ mail, firstName, lastName: 'Hopper', roles }, password)
  return Object.assign(await signsIn(world.visitor(), mail), { account, mail })
}
