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
  browser.newContext = async options => patient(noteRefusals(await newContext(options)))
  return browser
}

/**
 * The same, with a profile of its own that outlasts it: closed and opened again, it remembers what a person's browser
 * would.
 */
export const aBrowserOf = async (profile: string, options: BrowserContextOptions = {}): Promise<BrowserContext> =>
  patient(noteRefusals(await playwright.launchPersistentContext(profile, { ...installed(), ...options })))

/** How long to wait for what is to appear, in milliseconds: a bound for what never comes, also on a busy machine. */
export const patience = 90_000

function patient(context: BrowserContext): BrowserContext {
  context.setDefaultTimeout(patience)
  return context
}

function installed(): { executablePath: string; args: string[] } {
  const executablePath = chromium()
  if (!executablePath) throw new Error('There is no Chromium: install it, or say in CHROMIUM where it is.')
  // Chromium's own sandbox refuses root; what tests look at is ours.
  return { executablePath, args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] }
}
