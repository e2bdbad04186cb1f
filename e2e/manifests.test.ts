// Under each of our statements: whoever has an account meets what the statement has, and no address that answers
// otherwise than it should.
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { CustomerAccounts, staffRoles } from '../modules/identity/contract.ts'
import { signsIn as signsInByApi } from '../modules/identity/people-for-test.ts'
import { playDemo } from '../server/demo/play.ts'
import { placesToLook } from '../server/demo/demo-lines.ts'
import type { Browser } from '../server/testing/browser.ts'
import { aBrowserWorld, settled, type BrowserWorld } from './browser-world.ts'
import { password, signsIn } from './resident.ts'
import { aColleague, entersConsole } from './staff.ts'

/** What a page asked for and was not answered well. */
function answersOf(page: Page): string[] {
  const bad: string[] = []
  page.on('response', response => {
    const { pathname } = new URL(response.url())
    if (response.status() >= 400) bad.push(`${response.status()} ${response.request().method()} ${pathname}`)
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

/** The one permission that was asked for: this administrator may agree to it, and does. */
async function decides(administrator: Browser): Promise<void> {
  const [asked] = (await administrator.get('/api/staff/role-requests')).body.items
  expect(asked.may).toContain('approve')
  expect((await administrator.post(`/api/staff/role-requests/${asked.id}/approval`)).status).toBe(204)
}

describe.each(['demo', 'home', 'talk', 'trial', 'soft', 'meter'])('under the statement %s', name => {
  let world: BrowserWorld
  beforeAll(async () => {
    world = await aBrowserWorld({ manifest: name })
  })
  it('customers and staff find what it has, in every entry of their navigation', async () => {
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
  it('the people of its demo sign in and find something to do, and a second start changes nothing', async () => {
    const played = async () => placesToLook(world, await playDemo(world, world.dataDir))
    const { people, pages } = await played()
    expect(pages.map(({ what }) => what)).toEqual(expect.arrayContaining(['Start page', 'Portal', 'Letterbox']))
    const domain = world.stating.manifest.company.mail.split('@')[1]
    expect(people.filter(one => one.is === 'staff' && one.mail.endsWith(`@${domain}`)).length).toBeGreaterThan(3)
    for (const { mail, password: own, told } of people.filter(one => !one.told.includes('has not opened the link'))) {
      const browser = await signsInByApi(world.visitor(), mail, { password: own })
      expect(await browser.get('/api/account'), mail).toMatchObject({ status: 200, body: { mail } })
      if (told.startsWith('second administrator')) await decides(browser)
    }
    const desk = people.find(one => one.told.startsWith('privacy desk'))
    expect(desk).toBeDefined()
    const page = await world.person({ screen: 'desktop' })
    await entersConsole(world, page, desk?.mail ?? '', desk?.password)
    await page.getByText(/^[2-9] offen$/).waitFor()
    const rows = () => world.rows('select count(*)::int as requests from rights.request')
    const before = await rows()
    expect([await played(), await rows()]).toEqual([expect.objectContaining({ people }), before])
  })
})
