// Under each of our statements: whoever has an account meets what the statement has, and no address that answers
// otherwise than it should.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { CustomerAccounts, staffRoles } from '../modules/identity/contract.ts'
import { aBrowserWorld, settled, type BrowserWorld } from './browser-world.ts'
import { password, signsIn } from './resident.ts'
import { aColleague, entersConsole } from './staff.ts'

/** What a page asked for and was not answered well, but for the question who somebody is before the sign-in. */
function answersOf(page: Page): string[] {
  const bad: string[] = []
  page.on('response', response => {
    const { pathname } = new URL(response.url())
    if (response.status() >= 400 && !(response.status() === 401 && pathname === '/api/account'))
      bad.push(`${response.status()} ${response.request().method()} ${pathname}`)
  })
  page.on('pageerror', error => {
    bad.push(error.message)
  })
  return bad
}

const examples: Readonly<Record<string, string>> = { tel: '+49 331 5550100', date: '1990-05-17', text: 'Beispiel' }

/** An account as this statement asks for one. */
async function letIn(world: BrowserWorld, mail: string): Promise<void> {
  const { registration } = (await world.visitor().get('/api/site')).body as {
    registration: { fields: { name: string; kind: string; required: boolean; choices?: { value: string }[] }[] }
  }
  const own = registration.fields.filter(
    ({ name, kind, required }) => required && kind !== 'serial' && name !== 'mail' && name !== 'password',
  )
  const fields = Object.fromEntries(
    own.map(({ name, kind, choices }) => [
      name,
      name === 'postcode' ? '14467' : (choices?.[0]?.value ?? examples[kind] ?? 'Beispiel'),
    ]),
  )
  await world
    .offered(CustomerAccounts)
    .withPassword({ mail, language: 'de', contractReference: 'V-2026-1', fields }, password)
}

/** Every entry of the navigation, one after the other. */
async function opensAll(page: Page, within: string): Promise<string[]> {
  const to = await page
    .locator(`${within} a`)
    .evaluateAll(links => links.map(link => (link as HTMLAnchorElement).pathname))
  for (const one of to) {
    await page.goto(one)
    await settled(page)
  }
  return to
}

describe.each(['demo', 'home', 'talk', 'trial', 'soft', 'meter'])('under the statement %s', name => {
  it('customers and staff find what it has, in every entry of their navigation', async () => {
    const world = await aBrowserWorld({ manifest: name })
    await letIn(world, 'ida@example.org')
    const customer = await world.person({ screen: 'phone' })
    const heard = answersOf(customer)
    const homes = ['demo', 'home'].includes(name)
    await signsIn(customer, 'ida@example.org', { to: homes ? /home$/ : /my-data$/ })
    await settled(customer)
    const [start, ...others] = await opensAll(customer, '.shell-ways')
    expect([start, others.includes('/app/devices')]).toEqual([homes ? '/app/home' : '/app/my-data', homes])
    await customer.goto('/app/')
    await settled(customer)
    expect([new URL(customer.url()).pathname, heard]).toEqual([start, []])

    const mail = 'ada@example.org'
    await aColleague(world, mail, staffRoles)
    const colleague = await world.person({ screen: 'desktop' })
    const answered = answersOf(colleague)
    await entersConsole(world, colleague, mail)
    const places = await opensAll(colleague, '#desk-list')
    expect([places.includes('/app/console/gateways'), places.length > 8, answered]).toEqual([homes, true, []])
  })
})
