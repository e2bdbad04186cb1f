import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { aHousehold } from '../../clauses/home/household.ts'
import { nameOf, ofPerson, plant, rowsAbout, encryptedUnder, tablesAbout, type Token } from '../../clauses/planting.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { snake } from '../../kernel/declare/table.ts'
import { person } from '../../kernel/store/work.ts'
import { eraseSubject } from '../../kernel/rights/erase.ts'
import { invoice, invoicing } from '../../kernel/restriction/vouchers-for-test.ts'
import { encryptedIn, type EncryptedColumn } from '../../kernel/declare/encrypted-tables.ts'
import { delivery } from '../../modules/mail/activities.ts'
import { Mailer } from '../../modules/mail/contract.ts'
import { StaffAccounts } from '../../modules/identity/contract.ts'
import { goodPassword, signsIn } from '../../modules/identity/people-for-test.ts'
import type { World } from '../../server/testing/world.ts'
import { prefix } from './searching.ts'

const name = pg.escapeIdentifier

/** Somebody whose every trace can be told from everybody else's. */
export interface Canary {
  readonly kind: 'customer' | 'staff'
  readonly id: string
  readonly mark: string
  readonly mail: string
  readonly tokens: readonly Token[]
  readonly encrypted: readonly string[]
  readonly ids: readonly string[]
  leaves(): Promise<unknown>
}

/**
 * Words that stand nowhere else. Their signs have different sums, because numbers that are planted follow from these.
 */
export function marks(count: number): string[] {
  const bySum = new Map<number, string>()
  while (bySum.size < count) {
    const mark = `${prefix}${randomBytes(6).toString('hex')}`
    bySum.set(
      [...mark].reduce((sum, sign) => sum + sign.charCodeAt(0), 0),
      mark,
    )
  }
  return [...bySum.values()]
}

interface Ways {
  readonly platform: World
  readonly mark: string
  /** With an invoice, which a law keeps. */
  readonly buys: boolean
}

/** Comes with a gateway that measures and switches, and does what customers do. */
export async function aCanary({ platform: everybodys, mark, buys }: Ways): Promise<Canary> {
  // Each from an address of the own: nobody counts as trying too often.
  const from = { 'x-forwarded-for': `2001:db8:${mark.slice(-8, -4)}:${mark.slice(-4)}::1` }
  const platform: World = { ...everybodys, visitor: headers => everybodys.visitor({ ...from, ...headers }) }
  const mail = `${mark}@example.org`
  const fields = { firstName: `${mark}-first`, lastName: `${mark}-last`, street: `${mark}-street` }
  const { browser, id } = await aHousehold(platform, mail, fields)
  await browser.post('/api/account/mail', { mail: `${mark}-new@example.org`, password: goodPassword })
  await platform.visitor().post('/api/password-resets', { mail })
  await platform.visitor().post('/api/sign-in', { mail, password: `${mark}-guessed` })
  await browser.post('/api/my-data/requests', { right: 'eu-gdpr:A16', says: `${mark} moved` })
  await browser.get('/api/my-data/copy')
  await platform
    .visitor({ 'user-agent': `${mark}/1.0`, referer: `https://${mark}.example/page` })
    .get(`/${mark}?q=${mark}`)
  if (buys)
    await platform.store.under(invoicing, person(id), async work => {
      await work
        .over(invoice)
        .insertInto('vouchers.invoice')
        .values({
          number: `${mark}-vouchers-invoice-number`,
          recipient: mark,
          orderId: null,
          issuedAt: work.now,
          paidAt: work.now,
        })
        .execute()
    })
  await platform.settle()
  return {
    kind: 'customer',
    id,
    mark,
    mail,
    tokens: [],
    encrypted: [],
    ids: [],
    leaves: () => browser.post('/api/account/delete', { password: goodPassword }),
  }
}

/** Somebody who works for the platform: signs in, forgets the password, and has rows of the access log held. */
export async function aColleague({ platform, mark }: Omit<Ways, 'buys'>): Promise<Canary> {
  const mail = `${mark}@firma.example`
  const id = await platform
    .offered(StaffAccounts)
    .withPassword(
      { mail, firstName: `${mark}-first`, lastName: `${mark}-last`, roles: ['support', 'privacy'] },
      goodPassword,
    )
  const browser = await signsIn(platform.visitor({ 'user-agent': `${mark}/1.0` }), mail)
  await platform.visitor().post('/api/password-resets', { mail })
  const now = platform.clock.now()
  const { status } = await browser.post('/api/desk/holds', {
    held: 'website.request',
    begins: later(now, -days(2)).toISOString(),
    ends: later(now, -days(1)).toISOString(),
    reason: 'Somebody guesses passwords',
    until: later(now, days(30)).toISOString(),
  })
  if (status !== 201) throw new Error(`the hold was not placed: ${status}`)
  await platform.settle()
  return {
    kind: 'staff',
    id,
    mark,
    mail,
    tokens: [],
    encrypted: [],
    ids: [],
    leaves: () => eraseSubject(platform.store, { kind: 'staff', id }),
  }
}

/**
 * Into each column that may name a colleague goes this one, in the newest of its rows: requests of others, what became
 * of them.
 */
export async function isNamed(platform: World, { kind, id }: Canary): Promise<string[]> {
  const named: string[] = []
  for (const table of platform.declarations.tables.values())
    for (const { column } of table.persons.filter(one => one.onlyNamed && one.kind.kind === kind)) {
      const at = nameOf(table)
      const { length } = await platform.rows(
        `update ${at} set ${name(snake(column))} = $1 where id = (select id from ${at} where subject <> $1 order by id desc limit 1) returning id`,
        [id],
      )
      if (length) named.push(`${table.name}.${column}`)
    }
  return named
}

/** A letter that waits in the outbox, encrypted, with its job in the queue. */
export const isWrittenTo = (platform: World, { id, mark, mail }: Canary): Promise<void> =>
  platform.store.under(delivery, person(id), work =>
    platform.offered(Mailer).post(work, {
      to: mail,
      subjectId: id,
      language: 'en',
      title: `${mark}-letter-title`,
      name: `${mark}-letter-name`,
      says: [`${mark}-letter-says`],
    }),
  )

/** Plants tokens into everything that the store holds about somebody. */
export async function planted(platform: World, canary: Canary): Promise<Canary> {
  const tokens = (await plant(platform, canary.id, canary.mark, { kind: canary.kind })).filter(
    ({ table }) => !table.startsWith('vouchers.'),
  )
  const encrypted: string[] = []
  const ids: string[] = []
  for (const table of tablesAbout(platform, canary.kind)) {
    for (const column of encryptedIn(table))
      if (await plantEncrypted(platform, canary, column)) encrypted.push(column.at)
    if (!table.keptByLaw)
      for (const row of await rowsAbout(platform, table, canary.id))
        if (typeof row['id'] === 'string') ids.push(row['id'])
  }
  return { ...canary, tokens, encrypted, ids }
}

/** Encrypts a token into a column, under the key of its row; says whether a row took it. */
async function plantEncrypted(platform: World, { id, mark }: Canary, column: EncryptedColumn): Promise<boolean> {
  const rows = await platform.rows<{ id: string; of: string }>(
    `select t.id, t.${name(column.keyColumn)} as of from ${nameOf(column.table)} t where ${ofPerson(column.table)}`,
    [id],
  )
  for (const row of rows) {
    const token = `${mark}-encrypted-${column.at}`
    const value = await encryptedUnder(
      platform,
      column,
      { row: row.id, of: row.of },
      column.as === 'json' ? { planted: token } : token,
    )
    // A letter that was sent holds no content: then another row does.
    const took = await platform
      .rows(`update ${nameOf(column.table)} set ${name(column.name)} = $2 where id = $1`, [row.id, value])
      .then(
        () => true,
        () => false,
      )
    if (took) return true
  }
  return false
}
