import { hours, later } from '../../kernel/clock/clock.ts'
import { moveClock } from '../../kernel/store/move-clock.ts'
import { staffRoles } from '../../modules/identity/contract.ts'
import { signsIn } from '../../modules/identity/people-for-test.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import { aColleague, aCustomer, type Standing } from './callers.ts'

/** How a session ends, from its own browser or without it. */
interface Way {
  readonly how: string
  end(of: { readonly browser: Browser; readonly mail: string }): Promise<unknown>
}

/**
 * Browsers that still send the cookie of a session that has ended: nobody is signed in there, whatever they were. Moves
 * the clock by more than an idle session lasts.
 */
export async function everyEndedSession(world: World): Promise<Standing[]> {
  const customer = { who: 'a customer', mail: await aCustomer(world, 'gone@example.org') }
  const staff = { who: 'staff of every role', mail: await aColleague(world, staffRoles, 'gone') }
  const expiring = await Promise.all(
    [customer, staff].map(one => stale(world, one, { how: 'whose session expired', end: async () => {} })),
  )
  // Only the clock: the rows of these sessions are not swept yet.
  await moveClock(world.store, later(world.clock.now(), hours(12.5)))
  const others: Standing[] = []
  for (const one of [customer, staff]) for (const way of waysFor(world)) others.push(await stale(world, one, way))
  return [...expiring, ...others, await stale(world, staff, await deactivating(world))]
}

const waysFor = (world: World): Way[] => [
  { how: 'who signed out', end: ({ browser }) => browser.post('/api/sign-out') },
  { how: 'who signed in anew in this browser', end: ({ browser, mail }) => signsIn(browser, mail) },
  {
    how: 'whose session was ended in another browser',
    end: async ({ mail }) => (await signsIn(world.visitor(), mail)).delete('/api/sessions'),
  },
]

async function deactivating(world: World): Promise<Way> {
  const administration = await signsIn(world.visitor(), await aColleague(world, ['administration'], 'deactivating'))
  return {
    how: 'whom a colleague deactivated',
    async end({ mail }) {
      const [{ id }] = await world.rows('select id from identity.staff where mail = $1', [mail])
      const { status, text } = await administration.post(`/api/staff/accounts/${id}/deactivation`)
      if (status >= 300) throw new Error(text)
    },
  }
}

async function stale(
  world: World,
  { who, mail }: { readonly who: string; readonly mail: string },
  { how, end }: Way,
): Promise<Standing> {
  const browser = await signsIn(world.visitor(), mail)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  await end({ browser, mail })
  return { who: `${who} ${how}`, is: 'visitor', roles: [], browser: world.visitor({ cookie }) }
}
