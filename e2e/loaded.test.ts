// What a browser really loads of our words: those of the screens that somebody opens, in the language on screen.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { aBrowserWorld, settled, type BrowserWorld } from './browser-world.ts'
import { aCustomer, signsIn, wholeStatement } from './resident.ts'
import { aColleague, entersConsole } from './staff.ts'

const web = join(import.meta.dirname, '../web')

/** The sentences of a dictionary: long enough to be found in a script by themselves. */
const sentencesIn = (words: unknown): string[] =>
  typeof words === 'string'
    ? words.length > 20 && !/['"`\\\n]/.test(words)
      ? [words]
      : []
    : typeof words === 'object' && words !== null
      ? Object.values(words).flatMap(sentencesIn)
      : []
const portal = globSync(['locales', '*/words', '*/words/ways'], { cwd: web }).filter(of => of !== 'console/words')
const ofConsole = globSync(['console/words', '*/console/words'], { cwd: web })
async function sentences(language: 'de' | 'en', ...of: readonly string[]): Promise<ReadonlySet<string>> {
  const all = of.map(async at => (await import(join(web, at, `${language}.ts`)))[language])
  return new Set((await Promise.all(all)).flatMap(sentencesIn))
}

/** Every script that a page has loaded so far. */
function scriptsOf(page: Page): () => Promise<string> {
  const texts: Promise<string>[] = []
  page.on('response', response => {
    if (new URL(response.url()).pathname.endsWith('.js')) texts.push(response.text())
  })
  return async () => (await Promise.all(texts)).join('\n')
}
/** What the ways of the navigation are called: short words, which are looked for as they stand in a script. */
const waysIn = async (language: 'de' | 'en'): Promise<string[]> => {
  const all = globSync(`*/words/ways/${language}.ts`, { cwd: web }).map(async file =>
    Object.values<string>((await import(join(web, file)))[language].ways),
  )
  return (await Promise.all(all)).flat()
}
const literalsIn = (text: string, of: readonly string[]): string[] =>
  of.filter(word => ['"', "'", '`'].some(sign => text.includes(`${sign}${word}${sign}`)))
const foundIn = (text: string, of: Iterable<string>): string[] => [...of].filter(one => text.includes(one))

async function opensAll(page: Page, within: string): Promise<void> {
  const to = await page
    .locator(`${within} a`)
    .evaluateAll(links => links.map(link => (link as HTMLAnchorElement).pathname))
  for (const one of to) {
    await page.goto(one)
    await settled(page)
  }
}

let platform: BrowserWorld
beforeAll(async () => {
  platform = await aBrowserWorld({ manifest: wholeStatement })
  await aCustomer(platform)
})

describe('A customer who reads German', () => {
  it('loads what the portal says in German: nothing of the console, and nothing in English', async () => {
    const page = await platform.person({ screen: 'phone' })
    const loaded = scriptsOf(page)
    await signsIn(page, 'ida@example.org')
    await settled(page)
    await opensAll(page, '.shell-ways')
    const text = await loaded()
    const german = await sentences('de', ...portal)
    // What the console says in the same words as the portal tells nothing.
    const ofPortal = portal.map(at => readFileSync(join(web, at, 'de.ts'), 'utf8')).join('\n')
    const staff = new Set([...(await sentences('de', ...ofConsole))].filter(one => !ofPortal.includes(one)))
    // What an entry of the log is called by is a key in German, too.
    const english = new Set(
      [...(await sentences('en', ...portal)).union(await sentences('en', ...ofConsole))].filter(
        one => !ofPortal.includes(one),
      ),
    )
    expect([german.size > 100, staff.size > 100, english.size > 200]).toEqual([true, true, true])
    expect(foundIn(text, german).length).toBeGreaterThan(100)
    expect(foundIn(text, staff)).toEqual([])
    expect(foundIn(text, english)).toEqual([])
    expect(literalsIn(text, await waysIn('de'))).toEqual(await waysIn('de'))
    // A key of the keyboard is called Home in any language.
    expect(literalsIn(text, await waysIn('en')).filter(word => word !== 'Home')).toEqual([])
  })
  it('loads at the start what the start page says, and no other screen’s words', async () => {
    const page = await platform.person()
    const loaded = scriptsOf(page)
    await page.goto('/app/sign-in')
    await settled(page)
    const others = await sentences('de', 'homes/words', 'rights/words', 'consents/words', 'telemetry/words')
    expect(foundIn(await loaded(), others)).toEqual([])
  })
  it('turns to English on every screen without a word missing in between', async () => {
    const page = await platform.person()
    const refused: number[] = []
    page.on('response', response => {
      if (response.status() >= 400 && response.status() !== 401) refused.push(response.status())
    })
    await signsIn(page, 'ida@example.org')
    for (const [at, title] of [
      ['/app/home', 'Home'],
      ['/app/account', 'Konto'],
      ['/app/my-data', 'My data'],
    ] as const) {
      await page.goto(at)
      await settled(page)
      await page.evaluate(() => {
        const seen = new Set<string>()
        Object.assign(globalThis, { seen })
        new MutationObserver(() => seen.add(document.querySelector('h1')?.textContent ?? '')).observe(document.body, {
          childList: true,
          characterData: true,
          subtree: true,
        })
      })
      const wanted = at === '/app/account' ? 'de' : 'en'
      await page.getByRole('button', { name: /^(Sprache|Language): / }).click()
      await page.locator(`[role=menuitemradio][lang=${wanted}]`).click()
      await page.waitForFunction(title => document.querySelector('h1')?.textContent === title, title)
      expect(await page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen])).not.toContain('')
    }
    expect(refused).toEqual([])
  })
})

describe('A member of staff who reads English', () => {
  it('loads what the console says in English, and nothing in German', async () => {
    const mail = 'ada@example.org'
    await aColleague(platform, mail, ['administration', 'privacy', 'support'], { language: 'en' })
    const page = await platform.person({ language: 'en' })
    const loaded = scriptsOf(page)
    await entersConsole(platform, page, mail)
    await settled(page)
    await opensAll(page, '#desk-list')
    const text = await loaded()
    const english = await sentences('en', ...ofConsole)
    const german = (await sentences('de', ...portal)).union(await sentences('de', ...ofConsole))
    expect(foundIn(text, english).length).toBeGreaterThan(100)
    // Of what the parts of the console are called, both languages are there.
    const labels = globSync('*/console/index.ts', { cwd: web }).map(file => readFileSync(join(web, file), 'utf8'))
    const others = [...german].filter(one => !labels.some(its => its.includes(one)))
    expect(foundIn(text, others)).toEqual([])
  })
})
