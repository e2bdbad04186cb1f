import { beforeAll, describe, expect, it } from 'vitest'
import { minutes } from '../../kernel/clock/clock.ts'
import { TheProof } from '../../platform/services.ts'
import { CustomerAccounts } from '../identity/contract.ts'
import { goodPassword } from '../identity/people-for-test.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import type { World } from '../../server/testing/world.ts'

const languages = [
  ['/datenschutz', '/datenschutz/nachweis', 'Eingehalten.'],
  ['/privacy', '/privacy/evidence', 'Kept.'],
] as const

/** Each sentence of the page, with where its mark leads; the lines of an address share the mark of its last one. */
async function sentences(
  world: World,
  page: string,
): Promise<{ promise: string; text: string; leads: string | undefined }[]> {
  const { text } = await world.visitor().get(page)
  const all = [
    ...text.matchAll(
      /<span data-promise="([^" ]+)[^"]*">(.*?)<\/span>(<br>|<a class="proof" href="([^"]+)" aria-label="[^"]+"><\/a>)?/g,
    ),
  ]
  return all.map(([, promise = '', said = '', mark, href], at) => ({
    promise,
    text: said,
    leads: mark === '<br>' ? all.slice(at).find(([, , , next]) => next !== '<br>')?.[4] : href,
  }))
}
const read = async (world: World, page: string): Promise<string> => {
  const { status, text } = await world.visitor().get(page)
  expect([page, status]).toEqual([page, 200])
  return text
}

describe('the evidence of the statement', () => {
  let world: World
  beforeAll(async () => {
    world = await aWholeWorld({ manifest: 'demo' })
    await world.offered(CustomerAccounts).withPassword(
      {
        mail: 'ida@example.org',
        fields: {
          firstName: 'Ida',
          lastName: 'Ludwig',
          street: 'Am Wehr 3',
          postcode: '14467',
          city: 'Potsdam',
          country: 'DE',
        },
      },
      goodPassword,
    )
  })

  it('is still to come before the first check, and says so', async () => {
    expect(await read(world, '/datenschutz/nachweis/website.access-log')).toContain(
      'Die erste Prüfung der Fassung 1 steht noch aus',
    )
    expect(await read(world, '/privacy/evidence')).toContain('The first check of version 1 is still to come')
  })
  it.each(languages)(
    'is where each sentence of %s leads, none of them to nowhere, with the sentence, what is done for it, and the outcome of the check',
    async (statement, evidence, kept) => {
      await world.turnBy(minutes(11))
      const said = await sentences(world, statement)
      expect(said.length).toBeGreaterThan(200)
      const pages = new Map<string, string>()
      for (const { promise, text, leads } of said) {
        const [page = '', anchor = ''] = (leads ?? '').split('#')
        expect([promise, page.startsWith(`${evidence}/`)]).toEqual([promise, true])
        if (!pages.has(page)) pages.set(page, await read(world, page))
        const [section] = new RegExp(`<section id="${anchor}">[^]*?</section>`).exec(pages.get(page) ?? '') ?? []
        expect(section?.replaceAll('\u00A0', ' '), `${page}#${anchor}`).toContain(
          text.replaceAll(/<[^>]+>/g, '').replaceAll('\u00A0', ' '),
        )
        expect(section, `${page}#${anchor}`).toContain(kept)
        expect(section?.match(/<p>[^<]{30,}<\/p>/), `${page}#${anchor}`).not.toBeNull()
        expect(section?.match(/<li>[^<]{10,}<\/li>/), `${page}#${anchor}`).not.toBeNull()
      }
      expect(pages.size).toBeGreaterThan(15)
      const overview = await read(world, evidence)
      for (const page of pages.keys()) expect(overview).toContain(`href="${page}"`)
    },
  )
  it.each(['/datenschutz', '/privacy/evidence', '/datenschutz/nachweis/identity.account'])(
    'leaves %s small enough to be there at once: at most 50 KB as it is sent',
    async page => {
      const sent = new Response(await read(world, page)).body!.pipeThrough(new CompressionStream('gzip'))
      const { byteLength } = await new Response(sent).arrayBuffer()
      expect(byteLength).toBeGreaterThan(1000)
      expect(byteLength).toBeLessThan(50_000)
    },
  )
  it('gives figures that tell nothing of a single person: no small number, no moment', async () => {
    const page = await read(world, '/privacy/evidence/identity.account')
    expect(page).toContain('fewer than 10 entries looked at')
    for (const [, about = ''] of (await read(world, '/privacy/evidence')).matchAll(
      /href="\/privacy\/evidence\/([^"]+)"/g,
    )) {
      const figures = [
        ...(await read(world, `/privacy/evidence/${about}`)).matchAll(/<ul class="figures">([^]*?)<\/ul>/g),
      ]
        .map(([, list = '']) => list)
        .join('\n')
      expect(figures, about).not.toMatch(/\d\d:\d\d|@|ida/)
      expect(figures, about).not.toMatch(/In the data: \d entries/)
    }
  })
  it('sets no cookie, needs no script, and may be kept by a cache that asks again', async () => {
    const got = await world.visitor().get('/datenschutz/nachweis/website.access-log')
    expect([got.headers.getSetCookie(), got.text.includes('<script')]).toEqual([[], false])
    expect(
      (
        await world
          .visitor()
          .get('/datenschutz/nachweis/website.access-log', { 'if-none-match': got.headers.get('etag') ?? '' })
      ).status,
    ).toBe(304)
  })
  it('is there of what the statement names, and of nothing else', async () => {
    for (const about of ['vouchers.orders', 'nothing', '..%2F..'])
      expect((await world.visitor().get(`/datenschutz/nachweis/${about}`)).status).toBe(404)
  })
  it('says of a promise that is not kept that it is not, and nothing that would help anybody to use that', async () => {
    const other = await aWholeWorld({ manifest: 'demo' })
    await other.rows('create policy handy on identity.account using (true)')
    await other.offered(TheProof).prove()
    const page = await read(other, '/datenschutz/nachweis/identity.account')
    expect(/<section id="purpose">[^]*?<\/section>/.exec(page)?.[0]).toContain(
      'Bei der letzten Prüfung nicht eingehalten',
    )
    expect(page).not.toContain('handy')
    expect(page).toMatch(/\d+ von \d+ Angaben eingehalten/)
    expect(await read(other, '/datenschutz/nachweis')).toMatch(/\d+ von \d+ Angaben eingehalten/)
  })
})
