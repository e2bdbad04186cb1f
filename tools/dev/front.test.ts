import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../server/http/port.ts'
import { openFront, type Front } from './front.ts'

const checkout = join(import.meta.dirname, '../..')

describe('the address of `npm run dev`', () => {
  const behind = createServer(({ headers }, response) => response.end(`for ${headers['x-forwarded-for']}`))
  let front: Front
  let url: string
  beforeAll(async () => {
    const [port, inner] = [await freePort('127.0.0.1', 0), await freePort('127.0.0.1', 0)]
    await new Promise<void>(resolve => void behind.listen(inner, '127.0.0.1', resolve))
    front = await openFront({ port, server: `http://127.0.0.1:${inner}` })
    url = `http://127.0.0.1:${port}`
  })
  afterAll(async () => {
    await front.close()
    behind.close()
  })
  const asked = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url + path, { headers: { accept: '*/*', ...headers } })

  it('shows the screens from their sources, with the packages that they are made of', async () => {
    const main = await (await asked('/app/main.tsx')).text()
    const react = /from "(\/app\/@fs\/[^"]*react[^"]*)"/.exec(main)?.[1]
    expect(main).toContain('createRoot')
    expect(react).toBeDefined()
    expect((await asked(react!)).status).toBe(200) // found just before
    expect((await asked('/app/@vite/client')).status).toBe(200)
  })
  it('leaves everything else to the server behind it, and says who asks', async () => {
    expect(await (await asked('/api/site')).text()).toBe('for 127.0.0.1')
    const pretends = await asked('/metrics', { 'x-forwarded-for': '10.0.0.1' })
    expect(await pretends.text()).toMatch(/, ?127\.0\.0\.1$/)
  })
  it.each(['', '?raw', '?import&url&inline', '?raw??'])(
    'gives no other file of the checkout, where instances keep their secrets (%j)',
    async how => {
      for (const path of ['package.json', 'tools/dev/front.ts', 'docs/writing.md']) {
        const got = await asked(`/app/@fs${checkout}/${path}${how}`)
        expect([path, got.status]).toEqual([path, 403])
      }
    },
  )
  it('gives the page of the portal for its addresses, and none for files that are missing', async () => {
    const html = { accept: 'text/html' }
    for (const path of ['/app/', '/app/home', '/app/console/customers', '/app/sign-in?to=/home'])
      expect([path, await (await asked(path, html)).text()]).toEqual([path, expect.stringContaining('main.tsx')])
    for (const path of [
      `/app/@fs${checkout}/web/missing`,
      `/app/@fs${checkout}/web/missing.tsx`,
      '/app/@fs/missing',
      '/app/@id/missing',
      '/app/missing.js',
      '/app/assets/missing.css?v=1',
    ])
      for (const headers of [{}, html]) expect([path, (await asked(path, headers)).status]).toEqual([path, 404])
  })
  it('starts no editor, whoever asks', async () => {
    for (const path of ['/__open-in-editor?file=web/app.tsx', '/app/__open-in-editor?file=web/app.tsx'])
      expect((await asked(path)).status).toBe(404)
  })
  it('lets pages of other addresses read nothing', async () => {
    for (const path of ['/app/main.tsx', '/dev/codes']) {
      const { headers } = await asked(path, { origin: 'http://localhost:9999' })
      expect([path, headers.get('access-control-allow-origin')]).toEqual([path, null])
    }
  })
})
