import { beforeAll, describe, expect, it } from 'vitest'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { aBrowserThatTells, accessLog, isRefusedToOtherPurposes, momentOf, requests, rowsOf } from '../site.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('meter')
})
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1'

describe(clause('meter/4.1-a'), () => {
  it.each(requests)('leaves one row with exactly these fields for %s', async (_, ask) => {
    let got: Awaited<ReturnType<typeof ask>> | undefined
    const rows = await rowsOf(world, async () => {
      got = await ask(world, { ...aBrowserThatTells, 'user-agent': phone })
    })
    expect(rows).toEqual([
      {
        at: expect.any(Date),
        host: '127.0.0.1',
        zone_offset: expect.stringMatching(/^\+0[12]:00$/),
        path: expect.stringMatching(/^(-|\/[a-z/.-]*)$/),
        status: got?.status,
        bytes: expect.any(Number),
        referrer: 'https://search.example/',
        browser: 'Safari',
        browser_version: '26',
        language: 'de',
        os: 'iOS',
        surface: 'phone',
      },
    ])
  })
  it('leaves empty what the browser does not send', async () => {
    const [row] = await rowsOf(world, () => world.visitor({ 'user-agent': '', 'accept-language': '' }).get('/'))
    expect(Object.keys(row ?? {}).toSorted()).toEqual(['at', 'bytes', 'host', 'path', 'status', 'zone_offset'])
  })
})

describe(clause('meter/4.1-b'), () => {
  it('is refused by the database to every other purpose', async () =>
    isRefusedToOtherPurposes(world, 'website.request', 'website.access-log'))
  it('is said to serve the site’s running, its security and statistics, and nothing else', () => {
    expect(world.stating.manifest.activities['website.access-log']?.purposes).toEqual([
      'dpv:ServiceMonitoring',
      'dpv:EnforceSecurity',
      'dpv:ServiceUsageAnalytics',
    ])
  })
  it('makes statistics of counts alone', async () => {
    const visitor = world.visitor({ ...aBrowserThatTells, 'user-agent': 'planted browser' })
    await visitor.get('/datenschutz')
    const { text } = await visitor.get('/metrics')
    const lines = text.split('\n').filter(line => line.startsWith('obhut_http_requests_total'))
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines)
      expect(line).toMatch(/^obhut_http_requests_total\{method="[A-Za-z]+",route="[^"?]+",status="\dxx"\} \d+$/)
    expect(text).not.toMatch(/127\.0\.0\.1|planted|search\.example/)
  })
})

describe(clause('meter/7.1'), () => {
  it('has a row on the seventh day, and not on the eighth', async () => {
    const own = await platformOf('meter')
    await own.visitor().get('/')
    const [row] = await accessLog(own)
    const day = momentOf(row).toPlainDate()
    const at = (days: number, time: string): Date =>
      new Date(day.add({ days }).toZonedDateTime({ timeZone: 'Europe/Berlin', plainTime: time }).epochMilliseconds)
    const there = async (): Promise<boolean> =>
      (await own.rows('select 1 from website.request where id = $1', [row?.['id']])).length === 1
    await own.turnTo(at(7, '23:59'))
    expect(await there()).toBe(true)
    await own.turnTo(at(8, '00:00'))
    expect(await there()).toBe(false)
  })
})
