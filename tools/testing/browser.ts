import { type Browser, chromium as playwright } from 'playwright-core'
import { chromium } from '../checks/chromium.ts'

/** The system's Chromium, without a window. Close it when done. */
export function aBrowser(): Promise<Browser> {
  const executablePath = chromium()
  if (!executablePath) throw new Error('There is no Chromium: install it, or say in CHROMIUM where it is.')
  // Chromium's own sandbox refuses root; what tests look at is ours.
  const args = ['--disable-dev-shm-usage', ...process.getuid?.() === 0 ? ['--no-sandbox'] : []]
  return playwright.launch({ executablePath, args })
}
