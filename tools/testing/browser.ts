import { type Browser, type BrowserContext, type BrowserContextOptions, chromium as playwright } from 'playwright-core'
import { chromium } from '../checks/chromium.ts'
import { noteRefusals } from './refused-by-policy.ts'

/**
 * The system's Chromium, without a window. Close it when done. What the content security policy refuses in it fails the
 * test (`watched.ts`).
 */
export async function aBrowser(): Promise<Browser> {
  const browser = await playwright.launch(installed())
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async options => noteRefusals(await newContext(options))
  return browser
}

/**
 * The same, with a profile of its own that outlasts it: closed and opened again, it remembers what a person's browser
 * would.
 */
export const aBrowserOf = async (profile: string, options: BrowserContextOptions = {}): Promise<BrowserContext> =>
  noteRefusals(await playwright.launchPersistentContext(profile, { ...installed(), ...options }))

function installed(): { executablePath: string; args: string[] } {
  const executablePath = chromium()
  if (!executablePath) throw new Error('There is no Chromium: install it, or say in CHROMIUM where it is.')
  // Chromium's own sandbox refuses root; what tests look at is ours.
  return { executablePath, args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] }
}
