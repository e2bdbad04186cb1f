import { parse } from 'yaml'
import { beforeAll, describe, expect, it } from 'vitest'
import { dayInWords } from '../../kernel/declare/periods.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { aBrowserThatTells, holdsNothingOfASignedInVisit, requests, rowsOf, standsAlone } from '../site.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('soft', { trustedProxies: ['127.0.0.1'] })
})

describe(clause('soft/1-a'), () => {
  it.each(requests)('leaves one row with exactly these fields, and no status code, for %s', async (_, ask) => {
    const rows = await rowsOf(world, () =>
      ask(world, { ...aBrowserThatTells, 'x-forwarded-for': '198.51.100.7', 'x-provider-domain': 'dialup.example' }),
    )
    expect(rows).toHaveLength(1)
    expect(Object.keys(rows[0] ?? {}).toSorted()).toEqual([
      'at',
      'browser',
      'browser_version',
      'bytes',
      'file',
      'host',
      'os',
      'path',
      'provider',
      'referrer',
    ])
    expect(rows[0]).toMatchObject({
      host: '198.51.100.7',
      provider: 'dialup.example',
      referrer: 'https://search.example/',
    })
  })
  it('is refused the status code by the database', async () => {
    const open = await world.rows(`
      select 1 from information_schema.column_privileges p
      where p.table_schema = 'website' and p.table_name = 'request' and p.column_name = 'status' and p.privilege_type = 'INSERT' and p.grantee <> 'obhut_owner' and p.grantee like 'obhut\\_%'`)
    expect(open).toEqual([])
  })
  it('keeps the rows apart from everything else', async () => standsAlone(world, 'website.request'))
  it('holds no identifier of account or session after a signed-in visit', async () =>
    holdsNothingOfASignedInVisit(world, { firstName: 'Ida', lastName: 'Ludwig' }))
})

describe(clause('soft/8'), () => {
  it('names the responsible company with its address', async () => {
    const { company } = world.stating.manifest
    for (const address of ['/datenschutz', '/privacy', '/impressum', '/imprint']) {
      const { text } = await world.visitor().get(address)
      for (const part of [company.name, company.street, `${company.postcode} ${company.city}`])
        expect(text).toContain(part)
    }
  })
  it('bears one date on page, file and manifest', async () => {
    const { effective } = parse((await world.visitor().get('/datenschutz.yaml')).text) as { effective: string }
    expect(effective).toBe(world.stating.manifest.effective)
    for (const address of ['/datenschutz', '/datenschutz.md']) {
      expect((await world.visitor().get(address)).text.replaceAll('\u00A0', ' ')).toContain(
        `Stand: ${dayInWords(effective, 'de')}`,
      )
    }
  })
})
