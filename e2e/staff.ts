import type { Page } from 'playwright-core'
import { StaffAccounts, type StaffRole } from '../modules/identity/contract.ts'
import { codeOf } from '../modules/identity/people-for-test.ts'
import type { BrowserWorld } from './browser-world.ts'
import { password } from './resident.ts'

/** Somebody who works here, with a second factor already. */
export const aColleague = (
  platform: BrowserWorld,
  mail: string,
  roles: readonly StaffRole[],
  { firstName = 'Ada', lastName = 'Beispiel', language = 'de' as 'de' | 'en' } = {},
): Promise<string> =>
  platform.offered(StaffAccounts).withPassword({ mail, firstName, lastName, roles, language }, password)

/** Types the code that the app of this member of staff shows now, into whatever asks for it. */
export async function givesCode(platform: BrowserWorld, page: Page, mail: string): Promise<void> {
  await page.locator('input[name=code]').fill(await codeOf(platform.visitor(), mail))
  await page.locator('form:has(input[name=code]) button[type=submit]').click()
}

/** Signs in to the console by both factors. */
export async function entersConsole(
  platform: BrowserWorld,
  page: Page,
  mail: string,
  secret = password,
): Promise<void> {
  await page.goto('/app/console')
  await page.locator('input[name=mail]').fill(mail)
  await page.locator('input[type=password]').fill(secret)
  await page.locator('button[type=submit]').click()
  await page.locator('input[name=code]').waitFor()
  await givesCode(platform, page, mail)
  await page.locator('.desk').waitFor()
}
