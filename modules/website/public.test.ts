import { parse } from 'yaml'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineModule } from '../../platform/module.ts'
import { offer } from '../../platform/contract.ts'
import { Metrics } from '../../platform/metrics.ts'
import type { LandingPart } from '../../platform/landing.ts'
import { activity } from '../../kernel/declare/activity.ts'
import { days, later, systemClock } from '../../kernel/clock/clock.ts'
import { dayInWords, dayOf } from '../../kernel/declare/periods.ts'
import { contract, Purpose } from '../../kernel/declare/terms.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { website } from './index.ts'

const modules = [kernel, website]
const words = { de: 'Probe', en: 'Trial' }

describe('public pages', () => {
  let world: World
  beforeAll(async () => {
    world = await aWorld({ modules })
  })
  const all = [
    '/',
    '/de',
    '/en',
    '/datenschutz',
    '/privacy',
    '/datenschutz.md',
    '/privacy.md',
    '/datenschutz.yaml',
    '/privacy.yaml',
    '/datenschutz/versionen',
    '/privacy/versions',
    '/datenschutz/versionen/1',
    '/privacy/versions/1',
    '/datenschutz/versionen/1/text.md',
    '/datenschutz/versionen/1/manifest.yaml',
    '/impressum',
    '/imprint',
    '/robots.txt',
    '/favicon.svg',
    '/favicon.ico',
  ]

  it.each(all)('%s answers everybody, sets no cookie, and may be kept by a cache that asks again', async address => {
    const got = await world.visitor().get(address)
    expect(got.status).toBe(200)
    expect(got.headers.getSetCookie()).toEqual([])
    expect(got.headers.get('cache-control')).toMatch(/^public, max-age=\d+/)
    const again = await world.visitor().get(address, { 'if-none-match': got.headers.get('etag') ?? '' })
    expect([again.status, again.text]).toEqual([304, ''])
    expect((await world.visitor().get(address, { 'if-none-match': '*' })).status).toBe(304)
    // A cache that asks anew learns what it may answer whom with, as from the page itself.
    for (const header of ['vary', 'etag', 'cache-control'])
      expect([header, again.headers.get(header)]).toEqual([header, got.headers.get(header)])
  })
  it('speak German unless the browser asks for English', async () => {
    expect((await world.visitor().get('/', { 'accept-language': 'fr' })).text).toContain('<html lang="de">')
    const english = await world.visitor().get('/', { 'accept-language': 'en-GB,en;q=0.9,de;q=0.5' })
    expect(english.text).toContain('<html lang="en">')
    expect(english.headers.get('vary')).toContain('accept-language')
    expect(english.headers.get('content-language')).toBe('en')
  })
  it('bear company and site of the manifest, and nothing that was not escaped', async () => {
    const strange = await aWorld({ modules, manifest: aManifest(modules, {}, { site: { name: 'Haus & <b>Hof</b>' } }) })
    const { text } = await strange.visitor().get('/impressum')
    expect(text).toContain('Haus &amp; &lt;b&gt;Hof&lt;/b&gt;')
    expect(text).toContain('Testhaus GmbH')
    expect(text).toContain('Thea Beispiel')
  })
  it('name the general partner of a limited partnership in the imprint', async () => {
    const company = {
      name: 'Testhaus GmbH & Co. KG',
      street: 'Probeweg 1',
      postcode: '10115',
      city: 'Berlin',
      country: 'DE',
      mail: 'post@testhaus.example',
      phone: '+49 30 1234567',
      representedBy: ['Thea Beispiel'],
      register: { court: 'Amtsgericht Charlottenburg', number: 'HRA 90001 B' },
      vatId: 'none',
    }
    const partner = {
      name: 'Testhaus Verwaltungs-GmbH',
      city: 'Berlin',
      register: { court: 'Amtsgericht Charlottenburg', number: 'HRB 90002 B' },
    }
    const world = await aWorld({
      modules,
      manifest: aManifest(modules, {}, { company: { ...company, generalPartner: partner } }),
    })
    const { text } = await world.visitor().get('/impressum')
    for (const part of [
      'Testhaus GmbH &amp; Co. KG',
      'HRA 90001 B',
      'die persönlich haftende Gesellschafterin <strong>Testhaus Verwaltungs-GmbH</strong>',
      'HRB 90002 B',
      'Thea Beispiel',
    ])
      expect(text).toContain(part)
  })
  it('show statement and imprint in the one language that a manifest speaks', async () => {
    const german = await aWorld({ modules, manifest: aManifest(modules, {}, { languages: ['de'] }) })
    expect((await german.visitor().get('/privacy')).text).toContain('<html lang="de">')
    expect((await german.visitor().get('/en')).status).toBe(404)
    expect((await german.visitor().get('/')).text).not.toContain('hreflang')
  })
  it('come packed where the client unpacks', async () => {
    const packed = await world.visitor().fetch('/datenschutz', { headers: { 'accept-encoding': 'gzip' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(await packed.text()).toContain('</html>')
    expect(
      (await world.visitor().fetch('/datenschutz', { headers: { 'accept-encoding': 'identity' } })).headers.get(
        'content-encoding',
      ),
    ).toBeNull()
  })
  it('lead to sign-in where there are accounts, and to registration where people open them by themselves', async () => {
    const account = (purpose: Purpose) =>
      defineModule('account', {
        activities: [
          activity('account.keeping', {
            chapter: 'account',
            purposes: [purpose],
            basis: contract,
            title: words,
            words,
          }),
        ],
      })
    const landing = async (more: ReturnType<typeof account>[]): Promise<string> =>
      (await (await aWorld({ modules: [...modules, ...more] })).visitor().get('/de')).text
    const byStaff = await landing([account(Purpose.AccountManagement)])
    const byThemselves = await landing([account(Purpose.EstablishContractualAgreement)])
    const none = await landing([])
    expect([none, byStaff, byThemselves].map(text => text.includes('/app/sign-in'))).toEqual([false, true, true])
    expect([none, byStaff, byThemselves].map(text => text.includes('/app/register'))).toEqual([false, false, true])
  })
  it('begin with what the modules have to say that run, as far as the statement states it', async () => {
    const part = (activity: string, about: LandingPart['about'], title: string): LandingPart => ({
      activity,
      about,
      title: { de: title, en: title },
      says: words,
      icon: '',
    })
    const metering = defineModule('metering', {
      activities: [
        activity('metering.charts', {
          purposes: [Purpose.ServiceUsageAnalytics],
          basis: contract,
          title: words,
          words,
        }),
        activity('metering.tips', { purposes: [Purpose.ServiceUsageAnalytics], basis: contract, title: words, words }),
      ],
      landing: () => [
        part('metering.tips', 'service', 'Spartipps'),
        part('metering.charts', 'data', 'Zählerstände'),
        {
          ...part('metering.charts', 'service', 'Verlauf'),
          link: { to: { de: '/de/verlauf', en: '/en/history' }, says: { de: 'Ansehen', en: 'Look' } },
          opening: {
            headline: { de: 'Alles gezählt.', en: 'All counted.' },
            lead: site => ({ de: site, en: site }),
            scene: '',
          },
        },
      ],
    })
    const all = [...modules, metering]
    const world = await aWorld({ modules: all, manifest: aManifest(all, { 'metering.tips': null }) })
    const { text } = await world.visitor().get('/de')
    expect(text).toContain('<h1>Alles gezählt.</h1>')
    expect(text).toContain('<a href="/de/verlauf">Ansehen</a>')
    expect(text).toMatch(/<h3>Verlauf<\/h3>[\s\S]*<h3>Zählerstände<\/h3>/)
    expect(text).not.toContain('Spartipps')
  })
  it('refuse what is not there with a page that leads on, and to the statement', async () => {
    const got = await world.visitor().get('/nirgendwo', { accept: 'text/html', 'accept-language': 'de' })
    expect(got.status).toBe(404)
    expect(got.text).toContain('Diese Seite gibt es nicht.')
    expect(got.text).toContain('href="/datenschutz"')
    expect(got.headers.get('cache-control')).toBe('no-store')
  })
})

describe('the statement', () => {
  it('stands as page, text and manifest, and they agree', async () => {
    const world = await aWorld({ modules })
    const { text: german } = await world.visitor().get('/datenschutz')
    const { text: english } = await world.visitor().get('/privacy')
    const { text: markdown } = await world.visitor().get('/datenschutz.md')
    const yaml = await world.visitor().get('/datenschutz.yaml')
    expect(german).toContain('Stand: 1.\u00A0Januar 2026')
    expect(english).toContain('As of 1 January 2026')
    expect(markdown).toMatch(/^# Datenschutzerklärung\n\nStand: 1\. Januar 2026/)
    expect(yaml.headers.get('content-type')).toContain('yaml')
    expect(parse(yaml.text)).toMatchObject({ effective: '2026-01-01', company: { name: 'Testhaus GmbH' } })
    for (const sentence of ['website.access-log/keep', 'website.access-log/fields'])
      expect(german).toContain(`data-promise="${sentence}`)
  })
  it('keeps every version readable', async () => {
    const first = await aWorld({ modules })
    await first.stop()
    const world = await aWorld({
      modules,
      database: first.database,
      manifest: aManifest(modules, { 'website.access-log': { keep: 'P2D' } }, { effective: '2026-02-01' }),
    })
    const visitor = world.visitor({ 'accept-language': 'de' })
    expect((await visitor.get('/datenschutz')).text).toContain('Zwei Tage')
    const earlier = await visitor.get('/datenschutz/versionen/1')
    expect(earlier.text).toContain('Sieben Tage')
    expect(earlier.text).toContain('Das ist eine frühere Fassung')
    expect((await visitor.get('/datenschutz/versionen/1/manifest.yaml')).text).not.toContain('P2D')
    const { text: list } = await visitor.get('/datenschutz/versionen')
    expect(list).toMatch(/Fassung 2[\s\S]*gilt heute[\s\S]*Fassung 1[\s\S]*nicht mehr in Kraft/)
    // Taken at once: it applies from today, whatever day its manifest is still dated with.
    expect(list).toContain(`Stand: ${dayInWords(dayOf(world.clock.now(), 'Europe/Berlin'), 'de')}, gilt heute`)
    expect((await visitor.get('/datenschutz/versionen/3')).status).toBe(404)
    expect((await visitor.get('/datenschutz/versionen/x')).status).toBe(404)
  })
  it('is called by its date while that is still to come, and is “as of” it from that day on', async () => {
    const effective = dayOf(later(systemClock().now(), days(10)), 'Europe/Berlin')
    const world = await aWorld({ modules, manifest: aManifest(modules, {}, { effective }) })
    const read = async (page: string): Promise<string> => (await world.visitor().get(page)).text
    expect(await read('/en')).toContain('is the date of the statement, which already applies here')
    expect(await read('/de')).toContain('ist das Datum der Erklärung; sie gilt hier schon heute')
    expect(await read('/privacy/versions')).toContain(`Dated ${dayInWords(effective, 'en')}, already in force here`)
    await world.turnBy(days(11))
    expect(await read('/en')).toContain('is the date of the statement; earlier versions stay readable')
    expect(await read('/de')).toContain('ist der Stand der Erklärung')
    expect(await read('/privacy/versions')).toContain(`As of ${dayInWords(effective, 'en')}, in force today`)
  })
})

describe('whoever watches over the platform', () => {
  it('sees that it lives and can serve', async () => {
    const world = await aWorld({ modules })
    expect((await world.visitor().get('/health/live')).body).toEqual({ live: true })
    expect(await world.visitor().get('/health/ready')).toMatchObject({ status: 200, body: { ready: true } })
  })
  it('sees that it cannot serve when the database is gone', async () => {
    const world = await aWorld({ modules })
    const { database } = world.database.place
    const logins = [world.store.roles.app, world.store.roles.deskLogin].map(login => `"${login}"`).join(', ')
    await world.rows(`revoke connect on database ${database} from public, ${logins}`)
    await world.rows(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    try {
      expect(await world.visitor().get('/health/ready')).toMatchObject({ status: 503, body: { ready: false } })
      expect((await world.visitor().get('/health/live')).status).toBe(200)
    } finally {
      await world.rows(`grant connect on database ${database} to ${logins}`)
    }
  })
  it('reads figures by route and kind of answer, and nothing of visitors', async () => {
    const others = defineModule('others', {
      offers: [Metrics],
      starts: () => ({
        offers: [
          offer(Metrics, {
            metrics: async () => [
              { name: 'obhut_readings_total', help: 'Readings.', kind: 'counter' as const, values: [{ value: 42 }] },
            ],
          }),
        ],
      }),
    })
    const world = await aWorld({ modules: [...modules, others] })
    const visitor = world.visitor({ 'user-agent': 'planted-agent', referer: 'https://planted.example/' })
    await visitor.get('/datenschutz?planted=query')
    await visitor.get('/planted/path')
    await visitor.fetch('/datenschutz', { method: 'HEAD' })
    const { text } = await visitor.get('/metrics')
    expect(text).toContain('obhut_http_requests_total{method="GET",route="/datenschutz",status="2xx"} 1')
    expect(text).toContain('obhut_http_requests_total{method="GET",route="-",status="4xx"} 1')
    expect(text).toContain('# TYPE obhut_jobs gauge\nobhut_jobs{state="waiting"} 0')
    expect(text).toContain('obhut_readings_total 42')
    expect(text).not.toMatch(/planted|127\.0\.0\.1/)
  })
})
