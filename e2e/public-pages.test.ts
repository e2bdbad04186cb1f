import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TheProof } from '../platform/services.ts'
import { defineModule } from '../platform/module.ts'
import { activity } from '../kernel/declare/activity.ts'
import { beforeContract, contract, Purpose } from '../kernel/declare/terms.ts'
import { website } from '../modules/website/index.ts'
import { kernel } from '../server/kernel-module.ts'
import { aWorld, type World } from '../server/testing/world.ts'
import { aBrowser } from '../tools/testing/browser.ts'
import { refusedByPolicy } from '../tools/testing/refused-by-policy.ts'
import { faults, picture, screens } from './browser-world.ts'

const words = { de: 'Probe', en: 'Trial' }
/** Something to offer, so that the landing page has all its parts. */
const offering = defineModule('offering', {
  activities: [
    activity('offering.devices', {
      chapter: 'devices',
      purposes: [Purpose.RequestedServiceProvision],
      basis: contract,
      title: words,
      words,
    }),
    activity('offering.registration', {
      chapter: 'account',
      purposes: [Purpose.EstablishContractualAgreement],
      basis: beforeContract,
      title: words,
      words,
    }),
  ],
  landing: () => [
    {
      activity: 'offering.devices',
      about: 'service',
      title: words,
      says: words,
      icon: '<path d="M4 20V10"/>',
      link: { to: { de: '/de', en: '/en' }, says: words },
    },
  ],
})

const addresses = [
  '/',
  '/en',
  '/datenschutz',
  '/privacy',
  '/datenschutz/versionen',
  '/privacy/versions/1',
  '/datenschutz/nachweis',
  '/privacy/evidence/website.access-log',
  '/impressum',
  '/imprint',
  '/nothing-here',
]
/** Their German ones are in the list, too. */
const inEnglishToo = ['/en', '/privacy', '/imprint']
const phone: BrowserContextOptions = { viewport: screens.phone, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }
const desktop: BrowserContextOptions = { viewport: screens.desktop }

let world: World
let browser: Browser
beforeAll(async () => {
  world = await aWorld({ modules: [kernel, website, offering] })
  await world.offered(TheProof).prove()
  browser = await aBrowser()
})
afterAll(async () => {
  await browser.close()
})

/** Opens a page as somebody would, and hands it over. */
async function at<R>(address: string, how: BrowserContextOptions, look: (page: Page) => Promise<R>): Promise<R> {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'de-DE', ...how })
  try {
    const page = await context.newPage()
    await page.goto(world.url + address)
    return await look(page)
  } finally {
    await context.close()
  }
}
const fileName = (address: string): string => address.slice(1).replaceAll('/', '-') || 'home'

describe.each([
  ['phone', phone],
  ['desktop', desktop],
] as const)('a public page on a %s', (device, size) => {
  let page: Page
  // The checker comes by way of the browser's tools, which no policy of the page binds. A page scrolls sideways by
  // itself, so the browser can be asked.
  beforeAll(async () => {
    page = await (await browser.newContext({ ...size, locale: 'de-DE', reducedMotion: 'reduce' })).newPage()
  })
  afterAll(async () => {
    await page.context().close()
  })

  it.each(addresses)(
    '%s has nothing that keeps anybody out, in light and dark, and is no wider than the screen',
    async address => {
      await page.goto(world.url + address)
      const colours = !inEnglishToo.includes(address)
      expect(await faults(page, `${fileName(address)}-${device}`, { colours })).toEqual([])
    },
  )
})

describe('a first view of a public page', () => {
  it.each(addresses)(
    '%s costs at most 50 KB, asks no other host, sets no cookie and brings no script',
    async address => {
      const context = await browser.newContext({ ...desktop, locale: 'de-DE' })
      const page = await context.newPage()
      const hosts = new Set<string>()
      const sizes: Promise<number>[] = []
      page.on('request', request => hosts.add(new URL(request.url()).host))
      page.on('requestfinished', request => {
        sizes.push(
          request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
        )
      })
      // Without a script nothing can ask for more once all of it has loaded.
      await page.goto(world.url + address, { waitUntil: 'load' })
      const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
      expect([...hosts]).toEqual([new URL(world.url).host])
      expect(await context.cookies()).toEqual([])
      expect(await page.locator('script').count()).toBe(0)
      expect(bytes).toBeGreaterThan(1000)
      expect(bytes).toBeLessThanOrEqual(50 * 1024)
      await context.close()
    },
  )
})

describe('the content security policy of a public page', () => {
  it.each([true, false])(
    'refuses styles that nobody named, and these tests notice (with scripts: %s)',
    async javaScriptEnabled => {
      const policy =
        (await world.visitor({ accept: 'text/html' }).get('/')).headers.get('content-security-policy') ?? ''
      await at('/', { javaScriptEnabled }, async page => {
        expect(refusedByPolicy()).toEqual([])
        await page.route('**/planted', route =>
          route.fulfill({
            contentType: 'text/html',
            headers: { 'content-security-policy': policy },
            body: '<style>p { color: red }</style><p style="color: red">Planted</p>',
          }),
        )
        await page.goto(`${world.url}/planted`)
        await expect.poll(() => page.locator('p').evaluate(one => getComputedStyle(one).color)).toBe('rgb(0, 0, 0)')
      })
      const refused = refusedByPolicy()
      expect(refused).toHaveLength(2)
      expect(refused.every(one => one.includes('/planted: '))).toBe(true)
    },
  )
})

describe('a public page', () => {
  it('speaks the language of the browser, and the other one a click away', async () => {
    await at('/', { locale: 'en-GB' }, async page => {
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      await page.getByRole('link', { name: 'Deutsch' }).click()
      expect(await page.locator('html').getAttribute('lang')).toBe('de')
    })
  })
  it('is whole on paper: what is for the screen alone stays off it', async () => {
    await at('/datenschutz', {}, async page => {
      await page.emulateMedia({ media: 'print' })
      await picture(page, 'datenschutz-print')
      expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
      expect(await page.locator('.contents').isVisible()).toBe(false)
    })
  })
  it('can be gone through by keyboard from its first key', async () => {
    await at('/', { ...desktop, javaScriptEnabled: true }, async page => {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Zum Inhalt springen')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Konto anlegen')
    })
  })
})
