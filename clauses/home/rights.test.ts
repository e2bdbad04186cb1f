import { beforeAll, describe, expect, it } from 'vitest'
import { hours } from '../../kernel/clock/clock.ts'
import { snake, type AnyTable } from '../../kernel/declare/table.ts'
import { secretsOf } from '../../kernel/rows/copy.ts'
import { openEverything, type BrowserWorld } from '../../e2e/browser-world.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { clause, browserWorldOf, platformOf } from '../clause.ts'
import { dumpOf, filesIn, foundIn } from '../dump.ts'
import { aboutCustomers, plant, rowsAbout, type Token } from '../planting.ts'
import { password, type Customer } from './customer.ts'
import { aHousehold } from './household.ts'

interface Copy {
  readonly 'copy of personal data': { readonly madeAt: string }
  readonly held: readonly {
    readonly what: {
      readonly table: string
      readonly rows: number
      readonly columns: readonly { readonly name: string; readonly secret: boolean }[]
      readonly why: { readonly purposes: readonly string[]; readonly recipients: readonly unknown[] }
    }
    readonly rows: readonly Record<string, unknown>[]
  }[]
}
const copyFor = async (browser: Browser): Promise<{ text: string; copy: Copy }> => {
  const got = await browser.get('/api/my-data/copy')
  expect([got.status, got.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="my-data.json"'])
  return { text: got.text, copy: got.body as Copy }
}

/**
 * A row of the store in the way in which a copy writes it: what a person may see of it, by the names of the
 * declarations.
 */
const shown = (table: AnyTable, row: Record<string, unknown>): string =>
  JSON.stringify(
    Object.keys(table.columns)
      .filter(column => !secretsOf(table).includes(column))
      .map(column => {
        const value = row[snake(column)] ?? null
        return [
          column,
          table.columns[column]?.kind === 'moment' && typeof value === 'string' ? new Date(value).toISOString() : value,
        ]
      }),
  )
const inCopy = (table: AnyTable, row: Record<string, unknown>): string =>
  shown(table, Object.fromEntries(Object.entries(row).map(([name, value]) => [snake(name), value])))

describe(
  clause('home/11.1-a', {
    without: 'checks of secrets (of password, session, links) are named in the copy and not shown',
  }),
  () => {
    let platform: BrowserWorld
    let ida: Customer
    let tokens: { readonly ida: readonly Token[]; readonly ola: readonly Token[] }
    beforeAll(async () => {
      platform = await browserWorldOf('home')
      ida = await aHousehold(platform, 'ida@example.org', { language: 'de' })
      const ola = await aHousehold(platform, 'ola@example.org')
      // What is planted is to lie still: no job cleans it up meanwhile.
      await platform.jobs.stop()
      tokens = { ida: await plant(platform, ida.id, 'idas'), ola: await plant(platform, ola.id, 'olas') }
    })

    it('is about every table that declares to be about customers, over every module', async () => {
      const tables = aboutCustomers(platform).map(({ name }) => name)
      expect([...new Set(tables.map(name => name.split('.')[0]))].toSorted()).toEqual([
        'api',
        'homes',
        'identity',
        'mail',
        'obhut',
        'rights',
        'statements',
        'telemetry',
      ])
      expect(tokens.ida.length).toBeGreaterThan(60)
      expect(tokens.ida.map(({ text }) => text).filter(text => tokens.ola.some(other => other.text === text))).toEqual(
        [],
      )
    })
    it('has each token of the person, in the column in which it was planted, and none of anybody else’s', async () => {
      const { text, copy } = await copyFor(ida.browser)
      const missing = tokens.ida.filter(
        token =>
          !JSON.stringify(
            copy.held.find(({ what }) => what.table === token.table)?.rows.map(row => row[token.column]) ?? null,
          ).includes(token.text),
      )
      expect(missing).toEqual([])
      expect(tokens.ola.filter(token => text.includes(token.text))).toEqual([])
    })
    it('is the store’s every row about the person, in every column that is no secret', async () => {
      // What she read so far is on record in it; that she reads the copy itself comes after it.
      const { copy } = await copyFor(ida.browser)
      const before = (row: Readonly<Record<string, unknown>>): boolean =>
        new Date(String(row['at'])) < new Date(copy['copy of personal data'].madeAt)
      expect(copy.held.map(({ what }) => what.table).toSorted()).toEqual(
        aboutCustomers(platform)
          .map(({ name }) => name)
          .toSorted(),
      )
      for (const table of aboutCustomers(platform)) {
        const held = copy.held.find(({ what }) => what.table === table.name)
        const goesOn = table.name === 'obhut.audit_person'
        const stored = (await rowsAbout(platform, table, ida.id))
          .filter(row => !goesOn || before(row))
          .map(row => shown(table, row))
        expect(
          held?.rows
            .filter(row => !goesOn || before(row))
            .map(row => inCopy(table, row))
            .toSorted(),
          table.name,
        ).toEqual(stored.toSorted())
        if (!goesOn) expect(held?.what.rows, table.name).toBe(stored.length)
        expect(
          held?.what.columns.map(({ name }) => name),
          table.name,
        ).toEqual([...Object.keys(table.tells?.columns ?? {}), ...Object.keys(table.columns)])
        expect(
          held?.what.columns.filter(({ secret }) => secret).map(({ name }) => name),
          table.name,
        ).toEqual(secretsOf(table))
        expect(held?.what.why.purposes.length, table.name).toBeGreaterThan(0)
      }
    })
    it('comes at once, as often as one likes, and from page to page the same', async () => {
      const { copy } = await copyFor(ida.browser)
      for (const { what, rows } of copy.held.filter(({ what }) => what.table !== 'obhut.audit_person')) {
        const paged: unknown[] = []
        for (let next: string | null = '0'; next !== null; ) {
          const { body } = await ida.browser.get(`/api/my-data/${what.table}?after=${next}&limit=1`)
          paged.push(...body.items)
          next = body.next
        }
        expect(paged, what.table).toEqual(rows)
      }
    })
    it('is nobody else’s', async () => {
      for (const address of ['/api/my-data', '/api/my-data/copy', '/api/my-data/identity.account'])
        expect((await platform.visitor().get(address)).status).toBe(401)
    })
    it('is a page, too: each token is read on the screen', async () => {
      const page = await platform.person({ like: ida.browser })
      await page.goto('/app/my-data')
      await page.getByRole('link', { name: 'Alles herunterladen' }).first().waitFor()
      await openEverything(page)
      const closed = page.getByRole('button', { name: /^Einträge ansehen/ })
      while ((await closed.count()) > 0) await closed.first().click()
      await page.waitForLoadState('networkidle')
      const more = page.getByRole('button', { name: 'Weitere anzeigen' })
      const asking = page.locator('button[data-loading]')
      // One that is counted may be gone by the click, because the last page has just come: then the next look tells.
      await expect
        .poll(
          async () => {
            if ((await asking.count()) > 0) return 'still asking'
            await more
              .first()
              .click({ timeout: 1000 })
              .catch(() => undefined)
            return (await more.count()) + (await asking.count()) === 0 ? 'all shown' : 'more to come'
          },
          { timeout: 60_000 },
        )
        .toBe('all shown')
      const text = (await page.locator('main').innerText()).replaceAll(/[.\s\u00A0\u202F](?=\d{3})/g, '')
      expect(tokens.ida.filter(token => !text.includes(token.text))).toEqual([])
      expect(tokens.ola.filter(token => text.includes(token.text))).toEqual([])
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Alles herunterladen' }).first().click(),
      ])
      expect(download.suggestedFilename()).toBe('meine-daten.json')
    })
  },
)

describe(
  clause('home/11.3', {
    without:
      'what a law keeps: nothing that is built needs to be kept, and soft/3-b shows it on vouchers; deletion after an objection',
  }),
  () => {
    it('leaves no trace in dump, files and logs, of whatever was held', async () => {
      const world = await platformOf('home')
      const ida = await aHousehold(world, 'ida@example.org', {
        lastName: 'Zaunkönig-Ludwig',
        street: 'Plantedstraße 3',
      })
      const ola = await aHousehold(world, 'ola@example.org')
      await ida.browser.post('/api/account/mail', { mail: 'elsewhere@example.org', password })
      await world.visitor().post('/api/password-resets', { mail: 'ida@example.org' })
      await ida.browser.get('/api/my-data/copy')
      await world.settle()
      const given = [
        'ida@example.org',
        'elsewhere@example.org',
        'Zaunkönig-Ludwig',
        'Plantedstraße',
        ida.id,
        ida.number,
        ...ida.browser.cookies.values(),
      ]
      const channels = (await world.rows('select channel from telemetry.holding where subject = $1', [ida.id])).map(
        ({ channel }) => channel as number,
      )
      const devices = (await world.rows('select id from homes.device where subject = $1', [ida.id])).map(
        ({ id }) => id as string,
      )
      const tokens = await plant(world, ida.id, 'idas')
      const others = await plant(world, ola.id, 'olas')
      const before = await dumpOf(world)
      expect(tokens.filter(({ text }) => foundIn(before, text).length === 0)).toEqual([])

      expect(await ida.browser.post('/api/account/delete', { password })).toMatchObject({
        status: 200,
        body: { kept: [] },
      })
      await world.settle()
      await world.turnBy(hours(1))
      await world.turnBy(hours(1))
      const dump = await dumpOf(world)
      const said = [
        await filesIn(world.dataDir),
        JSON.stringify(world.faults),
        (await world.visitor().get('/metrics')).text,
      ]
        .join('\n')
        .toLowerCase()
      // That a request was handled in time stays under a reference that leads to nobody (Art. 5(2) GDPR): the statement
      // says so, and nothing else stays.
      const proof = tokens.find(({ table, column }) => table === 'rights.request' && column === 'reference')?.text
      for (const text of [...given, ...devices, ...tokens.map(token => token.text)]) {
        expect([text, foundIn(dump, text), said.includes(text.toLowerCase())]).toEqual([
          text,
          text === proof ? ['handled.request'] : [],
          false,
        ])
      }
      for (const text of given) expect([text, await world.traces(text)]).toEqual([text, []])
      for (const table of ['channel', 'reading', 'day', 'fall', 'late', 'holding']) {
        expect(
          await world.rows(
            `select from telemetry.${table} where ${table === 'channel' ? 'number' : 'channel'} = any($1)`,
            [channels],
          ),
          table,
        ).toEqual([])
      }
      // What is somebody else's stands untouched.
      expect(
        await rowsAbout(world, aboutCustomers(world).find(({ name }) => name === 'identity.account')!, ola.id),
      ).toHaveLength(1)
      expect(
        others.filter(
          ({ table, text }) =>
            ['identity.account', 'homes.device', 'telemetry.channel', 'telemetry.reading'].includes(table) &&
            foundIn(dump, text).length === 0,
        ),
      ).toEqual([])
    })
    it('leaves the audit log to be verified, with an entry that says that somebody was erased and not who', async () => {
      const world = await platformOf('home')
      const ida = await aHousehold(world, 'ida@example.org')
      await ida.browser.post('/api/account/delete', { password })
      expect(
        await world.rows(
          `select e.about, p.subject from obhut.audit_entry e left join obhut.audit_person p on p.entry_id = e.id where e.what = 'erased'`,
        ),
      ).toEqual([{ about: 'customer', subject: null }])
      expect(await world.rows('select from obhut.audit_person where subject = $1', [ida.id])).toEqual([])
    })
  },
)
