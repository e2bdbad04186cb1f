import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aBrowser } from '../tools/testing/browser.ts'
import { checkoutCopy } from '../tools/testing/checkout-copy.ts'
import { type Program, program } from '../tools/testing/processes.ts'

describe('npm run dev', { timeout: 300_000 }, () => {
  const { folder: copy, remove } = checkoutCopy()
  let dev: Program
  let url: string
  beforeAll(async () => {
    dev = program(join(copy, 'tools/dev.ts'), ['--module', 'website', '--data', join(copy, 'data')], {
      cwd: copy,
    })
    while (!(await dev.says()).includes('Ctrl-C')) {
      /* the next line */
    }
    url = /Portal +(http:\S+?)\/app\//.exec(dev.heard())?.[1] ?? ''
  }, 300_000)
  afterAll(async () => {
    await dev.kill('SIGTERM')
    remove()
  })

  const changed = (file: string, by: (text: string) => string): void => {
    const place = join(copy, file)
    writeFileSync(place, by(readFileSync(place, 'utf8')))
  }
  const api = async (): Promise<string> => {
    const got = await fetch(`${url}/api/openapi.json`).catch(() => undefined)
    return got ? got.text() : ''
  }

  it('shows a changed screen in the open page, at the one address', async () => {
    const browser = await aBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(`${url}/app/sign-in`)
      await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 120_000 })
      await page.evaluate(() => {
        Object.assign(globalThis, { stayed: true })
      })
      changed('web/look.css', text => `${text}\nbody { outline: 7px solid rgb(1, 2, 3); }\n`)
      const outline = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).outlineWidth)
      await expect.poll(outline).toBe('7px')
      expect(await page.evaluate(() => 'stayed' in globalThis)).toBe(true)
    } finally {
      await browser.close()
    }
  })

  it('starts the server again after a change; a mistake is said, and mended by the next change', async () => {
    const routes = 'modules/identity/routes.ts'
    changed(routes, text => text.replace(/(at: 'GET \/api\/site',[^]*?says: ')/, '$1Changed while it runs. '))
    await expect.poll(api, { timeout: 120_000 }).toContain('Changed while it runs. ')
    const before = readFileSync(join(copy, routes), 'utf8')
    changed(routes, text => `${text}\nconst = 1\n`)
    await expect.poll(() => dev.heard(), { timeout: 120_000 }).toMatch(/SyntaxError|Unexpected|did not start/)
    await pause(200)
    writeFileSync(join(copy, routes), before)
    await expect.poll(api, { timeout: 120_000 }).toContain('Changed while it runs. ')
  })
})
