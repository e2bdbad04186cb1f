import type { Page } from 'playwright-core'
import { Inventory } from '../../modules/homes/contract.ts'
import {
  goodPassword as password,
  lettersTo,
  person,
  registered,
  signsIn,
  tokenIn,
} from '../../modules/identity/people-for-test.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'

export { goodPassword as password, lettersTo, signsIn } from '../../modules/identity/people-for-test.ts'

export const address = { street: 'Am Wehr 3', postcode: '14467', city: 'Potsdam', country: 'DE' }

export interface Gateway {
  readonly serial: string
  readonly secret: string
}
export const aGatewayFromTheFactory = (world: World): Promise<Gateway> => world.offered(Inventory).make('Qbox 2')

/**
 * The form as this platform asks for it, filled in completely, with the serial number of a gateway that nobody has yet.
 */
export async function filledIn(
  world: World,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> {
  return person({ mail: 'ida@example.org', ...address, serial: (await aGatewayFromTheFactory(world)).serial, ...more })
}

export interface Customer {
  readonly browser: Browser
  readonly id: string
  readonly number: string
  readonly mail: string
  readonly gateway: Gateway
}

/** Somebody who registered with a gateway, opened the link and signed in. */
export async function aCustomer(
  world: World,
  mail: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Customer> {
  const gateway = await aGatewayFromTheFactory(world)
  const browser = await signsIn(await registered(world, mail, { ...address, serial: gateway.serial, ...more }), mail)
  const [{ id, customer_number: number }] = await world.rows(
    'select id, customer_number from identity.account where mail = $1',
    [mail],
  )
  return { browser, id, number, mail, gateway }
}

/** The token of the newest letter to an address. */
export const newestToken = async (world: World, mail: string): Promise<string> => {
  await world.settle()
  return tokenIn((await lettersTo(world, mail))[0])
}

/** Signs in by the form, in a real browser. */
export async function signsInOnScreen(page: Page, mail: string): Promise<void> {
  await page.goto('/app/sign-in')
  await page.locator('input[name=mail]').fill(mail)
  await page.locator('input[type=password]').fill(password)
  await page.locator('button[type=submit]').click()
  await page.waitForURL(/\/app\/(home|my-data)$/)
}
