// The gallery of parts (`web/gallery/`), as the development server shows it: every part and the frame are in it, in every state,
// and keeps nobody out.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createServer, type ViteDevServer } from 'vite'
import { aBrowser } from '../tools/testing/browser.ts'
import { picture, portal, screens, violations } from './browser-world.ts'

const web = join(import.meta.dirname, '../web')
const parts = [...readdirSync(join(web, 'parts')), 'Shell.tsx']
  .filter(file => file.endsWith('.tsx'))
  .map(file => file.slice(0, -'.tsx'.length))

let server: ViteDevServer
let browser: Browser
let address: string
beforeAll(async () => {
  server = await createServer({
    configFile: join(web, 'vite.config.ts'),
    logLevel: 'error',
    server: { port: 0, hmr: false, ws: false },
  })
  await server.listen()
  address = `${server.resolvedUrls?.local[0] ?? ''}gallery`
  browser = await aBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

async function faults(page: Page, name: string): Promise<string[]> {
  const all: string[] = []
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor({ state: 'attached' })
    await picture(page, `gallery-${name}-${scheme}`)
    all.push(...(await violations(page, scheme === 'dark' ? 'colours' : 'all')).map(one => `${scheme}: ${one}`))
  }
  const [wide, room] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ])
  if (Number(wide) > Number(room)) all.push(`it is ${wide} wide on a screen of ${room}`)
  return all
}

const viewers = (['phone', 'desktop'] as const).flatMap(screen =>
  (['de', 'en'] as const).map(language => ({ screen, language })),
)
describe.each(viewers)('The gallery on a $screen, in $language', ({ screen, language }) => {
  let page: Page
  beforeAll(async () => {
    const context = await browser.newContext({
      viewport: screens[screen],
      locale: language === 'de' ? 'de-DE' : 'en-GB',
      reducedMotion: 'reduce',
    })
    page = await context.newPage()
  })
  it('lists every part', async () => {
    await page.goto(address)
    await page.locator('h1').waitFor()
    expect(await page.locator('li a').allTextContents()).toEqual(parts.toSorted())
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
  })
  it.each(parts)('shows %s, and keeps nobody out in light and dark', async part => {
    await page.goto(`${address}?part=${part}`)
    await page.locator('h1').first().waitFor()
    expect(await faults(page, `${part}-${screen}-${language}`)).toEqual([])
  })
})

it('is no part of what is served', () => {
  const shipped = readdirSync(portal, { recursive: true, encoding: 'utf8' })
  expect(shipped).toContain('index.html')
  expect(shipped.filter(file => /gallery/i.test(file))).toEqual([])
})
