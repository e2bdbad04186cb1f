import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { aWholeWorld } from '../server/testing/whole-world.ts'
import type { Browser as Visitor } from '../server/testing/browser.ts'
import type { World, WorldOptions } from '../server/testing/world.ts'
import { whenOver } from '../tools/testing/at-the-end.ts'
import { aBrowser, patience } from '../tools/testing/browser.ts'

export const portal = join(import.meta.dirname, '../dist/web')

/** A whole platform with its portal, and a real browser in front of it. */
export interface BrowserWorld extends World {
  readonly browser: Browser
  /** A person at a screen: `phone` or `desktop`. */
  person(how?: {
    readonly screen?: keyof typeof screens
    readonly language?: 'de' | 'en'
    readonly scheme?: 'light' | 'dark'
    readonly cookies?: false
    /** Somebody who speaks to the API, whose cookies the browser has: signed in already. */
    readonly like?: Visitor
    readonly javaScript?: false
  }): Promise<Page>
  /** Links in the newest letter to this address, as they would be clicked. */
  linkTo(address: string): Promise<string>
}

export const screens = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const

export async function aBrowserWorld(options: Partial<WorldOptions> = {}): Promise<BrowserWorld> {
  const world = await aWholeWorld({ manifest: 'demo', portal, ...options })
  const browser = await aBrowser()
  whenOver(() => browser.close())
  return {
    ...world,
    browser,
    async person({ screen = 'desktop', language = 'de', scheme = 'light', cookies, like, javaScript } = {}) {
      const context = await browser.newContext({
        viewport: screens[screen],
        locale: language === 'de' ? 'de-DE' : 'en-GB',
        colorScheme: scheme,
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
        baseURL: world.url,
        ...(javaScript === false && { javaScriptEnabled: false }),
      })
      if (cookies === false)
        await context.route('**/*', async route => {
          const response = await route.fetch({ headers: { ...route.request().headers(), cookie: '' } })
          const headers = response.headers()
          delete headers['set-cookie']
          await route.fulfill({ response, headers })
        })
      if (like) await context.addCookies([...like.cookies].map(([name, value]) => ({ name, value, url: world.url })))
      whenOver(() => context.close())
      return context.newPage()
    },
    async linkTo(address) {
      await world.settle()
      const { items } = (await world.visitor({ accept: 'application/json' }).get('/dev/letterbox')).body as {
        items: { to: string; links: string[] }[]
      }
      const link = items.find(letter => letter.to === address)?.links[0]
      if (!link) throw new Error('no letter with a link has come to that address')
      return link
    },
  }
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const ofColours = ['color-contrast', 'link-in-text-block']
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** Which of axe's rules are asked: all (WCAG 2.2 A and AA), those of colours, or all but these. */
const rules = {
  all: { runOnly: { type: 'tag', values: standards } },
  colours: { runOnly: { type: 'rule', values: ofColours } },
  'all but colours': {
    runOnly: { type: 'tag', values: standards },
    rules: Object.fromEntries(ofColours.map(rule => [rule, { enabled: false }])),
  },
}

/** What axe finds wrong with the page as it is now: a rule and where, a line each. */
export async function violations(page: Page, asked: keyof typeof rules = 'all'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  return page.evaluate(
    async options => {
      const run = (
        globalThis as unknown as {
          axe: {
            run(
              context: Document,
              options: object,
            ): Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>
          }
        }
      ).axe
      const { violations: all } = await run.run(document, options)
      return all.flatMap(one =>
        one.nodes.map(
          node => `${one.id}: ${node.target.join(' ')} (${node.failureSummary.replaceAll('\n', ' ').slice(0, 160)})`,
        ),
      )
    },
    { resultTypes: ['violations'], ...rules[asked] },
  )
}

/**
 * Looks at the page as it stands, in light and in dark: what axe finds, and what sticks out sideways. Leaves pictures.
 * A screen has the same colours in each language: where they were looked at in another, `colours` is false.
 */
export async function faults(page: Page, name: string, { colours = true } = {}): Promise<string[]> {
  const all: string[] = []
  // A page behind another is not drawn, and one that is not drawn does not hear that its colours are to change.
  await page.bringToFront()
  await settled(page)
  for (const scheme of colours ? (['light', 'dark'] as const) : (['light'] as const)) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await wears(page, scheme)
    await atRest(page)
    await picture(page, `${name}-${scheme}`)
    // Between the two only colours change.
    const asked = scheme === 'dark' ? 'colours' : colours ? 'all' : 'all but colours'
    all.push(...(await violations(page, asked)).map(fault => `${scheme}: ${fault}`))
  }
  const { wide, screen } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    screen: document.documentElement.clientWidth,
  }))
  if (wide > screen) all.push(`it is ${wide} wide on a screen of ${screen}`)
  all.push(...(await cutOff(page)).map(words => `'${words}' is cut off`))
  return all
}

/** Words on buttons and links that do not fit into them. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, button span, a, a span')]
      .filter(one => getComputedStyle(one).overflow === 'hidden' && one.checkVisibility())
      // Names of people are shortened with dots, where they are in full one press further.
      .filter(one => getComputedStyle(one).textOverflow !== 'ellipsis')
      .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1)
      .map(one => one.innerText),
  )

/**
 * The portal hears of new colours when it is next drawn, and until then it wears half of the one and half of the other.
 * A picture makes sure that it is drawn.
 */
async function wears(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  const giveUp = Date.now() + patience
  while (Date.now() < giveUp) {
    if (await page.evaluate(now => (document.documentElement.dataset['mantineColorScheme'] ?? now) === now, scheme))
      return
    await page.screenshot({ clip: { x: 0, y: 0, width: 1, height: 1 } })
  }
  throw new Error(`the page does not turn ${scheme}`)
}

/** Everything that the screen waited for has come. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('h1') && !document.querySelector('.mantine-Skeleton-root, [data-loading]'),
  )
  await page.evaluate(
    () =>
      new Promise(drawn => {
        requestAnimationFrame(() => {
          requestAnimationFrame(drawn)
        })
      }),
  )
}

/** Colours go over into each other; in between they are nobody's choice. */
const atRest = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    await new Promise(drawn => {
      requestAnimationFrame(() => {
        requestAnimationFrame(drawn)
      })
    })
    const passing = document.getAnimations().filter(one => one.effect?.getTiming().iterations !== Infinity)
    await Promise.allSettled(passing.map(one => one.finished))
  })

/** Opens every part of "My data", as somebody does who wants to see it all. */
export async function openEverything(page: Page): Promise<void> {
  const folded = page.locator('.held-way[aria-expanded="false"]')
  await page.locator('.held-way').first().waitFor()
  while ((await folded.count()) > 0) await folded.first().click()
}

/** For looking with one's own eyes: `PICTURES=dir npm test -- e2e` leaves a picture of each screen. */
export async function picture(page: Page, name: string): Promise<void> {
  const directory = process.env['PICTURES']
  if (!directory) return
  await page.evaluate(() => {
    scrollTo(0, 0)
  })
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true })
}
