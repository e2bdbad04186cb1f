import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkout } from './command.ts'
import { testsOf } from './changed.ts'
import { unexplained } from './explained.ts'
import { isWelcome, unwelcomeLicences } from './licences.ts'
import { failed, inOneLine, sum, unable } from './outcome.ts'
import type { Recorded } from '../testing/recorded.ts'
import { writtenIn } from '../testing/statements-seen.ts'
import { neverUsed } from '../testing/unused.ts'
import { counted, judged } from './vitest.ts'

describe('the last line of npm test', () => {
  it('sums up everything', () => {
    expect(
      inOneLine(
        sum([
          { passed: 3, failed: 1, skipped: 0 },
          { passed: 1, failed: 0, skipped: 2 },
        ]),
      ),
    ).toBe('4 passed, 1 failed, 2 skipped')
  })
  it('leaves out nothing of what failed', () => {
    expect(sum([failed('first'), { passed: 1, failed: 0, skipped: 0 }, failed('second')])).toEqual({
      passed: 1,
      failed: 2,
      skipped: 0,
      excerpt: 'first\nsecond',
    })
  })

  it('counts what could not run as skipped for a person', () => {
    expect(unable('no browser', {})).toMatchObject({ failed: 0, skipped: 1 })
  })

  it('counts what could not run as failed where nobody watches', () => {
    expect(unable('no browser', { CI: 'true' })).toMatchObject({ failed: 1, skipped: 0 })
  })
})

describe('what a statement writes', () => {
  it.each([
    ['insert into "homes"."claim" ("id") values ($1)', ['homes.claim']],
    ['update only homes.device set name = $1', ['homes.device']],
    ['copy telemetry.reading_2026 from stdin', ['telemetry.reading_2026']],
    ['with gone as (delete from a.b) insert into c.d select 1; update e.f set g = 1', ['c.d', 'e.f']],
    // A mark on what is there, everywhere.
    [`update "homes"."claim" set restricted = 'on request' where subject = $1`, []],
    ['update homes.claim set restricted = null where subject = $1', []],
    ['select 1', []],
  ])('%s', (text, tables) => {
    expect(writtenIn(text)).toEqual(tables)
  })
})

describe('counting tests', () => {
  const file = { name: join(checkout, 'kernel/a.test.ts'), status: 'failed', message: '' }
  const test = (status: string): { status: string; fullName: string; failureMessages: string[] } => ({
    status,
    fullName: ' it works',
    failureMessages: ['\nbecause\n  at'],
  })

  it('counts each and names those that failed', () => {
    expect(
      counted({ testResults: [{ ...file, assertionResults: [test('passed'), test('failed'), test('skipped')] }] }, 1),
    ).toEqual({ passed: 1, failed: 1, skipped: 1, excerpt: '✗ kernel/a.test.ts: it works\n    because' })
  })

  it('counts a file that could not be loaded', () => {
    expect(counted({ testResults: [{ ...file, message: 'Cannot find it', assertionResults: [] }] }, 1)).toMatchObject({
      failed: 1,
      excerpt: '✗ kernel/a.test.ts could not be loaded\n    Cannot find it',
    })
  })

  it('does not call a run good in which something failed outside of a test', () => {
    expect(
      counted({ testResults: [{ ...file, status: 'passed', assertionResults: [test('passed')] }] }, 1),
    ).toMatchObject({ passed: 1, failed: 1 })
  })
})

describe('what a run was seen to contact', () => {
  const seen = { host: '127.0.0.1', port: 5432, recipient: undefined, by: 'the package pg' }
  it('is in order where all of it is this machine, or a recipient that a hand-over opened', () => {
    expect(
      judged({
        contacts: [
          seen,
          { ...seen, host: 'smtp.post.example', port: 465, recipient: 'post', by: 'the package nodemailer' },
        ],
        worked: [],
      }),
    ).toMatchObject([{ passed: 1, failed: 0 }])
  })
  it('is not where a host, a name or a mail was in no statement', () => {
    for (const stranger of [
      { ...seen, host: '192.0.2.1' },
      { ...seen, host: 'figures.example', port: undefined },
      { ...seen, host: 'localhost', by: 'the package nodemailer' },
    ])
      expect(judged({ contacts: [seen, stranger], worked: [] })).toMatchObject([
        { failed: 1, excerpt: expect.stringContaining(stranger.host) },
      ])
  })
})

describe('what a run was seen to do', () => {
  const worked = {
    stated: ['identity.account'],
    purposes: ['identity.account'],
    tables: [['identity.account', 'identity.account']] as const,
  }
  it('is in order where a statement in force stated all of it', () => {
    expect(judged({ contacts: [], worked: [worked] })).toMatchObject([{ passed: 1, failed: 0 }])
  })
  it.each([
    ['a purpose', { ...worked, purposes: ['newsletter'] }, `under 'newsletter'`],
    [
      'a table of a purpose',
      { ...worked, tables: [['newsletter.reader', 'newsletter']] as const },
      'newsletter.reader was written',
    ],
    [
      'a table of nobody',
      { ...worked, tables: [['public.notes', null]] as const },
      'public.notes was written, which nobody declared',
    ],
  ])('is not where %s was used that none states', (_, more, says) => {
    expect(judged({ contacts: [], worked: [worked, more] })).toMatchObject([
      { failed: 1, excerpt: expect.stringContaining(says) },
    ])
  })
  const all = { purposes: ['identity.account', 'mail.delivery'], tables: ['identity.account'], recipients: ['post'] }
  const used: Recorded = {
    contacts: [{ host: 'localhost', port: 25, recipient: 'post', by: 'the package nodemailer' }],
    worked: [{ ...worked, purposes: ['identity.account', 'mail.delivery'] }],
  }
  it('has used what the statements state, or has a word for what it has not', () => {
    expect(neverUsed(all, used, {})).toEqual([])
    expect(neverUsed({ ...all, purposes: [...all.purposes, 'homes.finding'] }, used, {})).toEqual([
      'purpose homes.finding: stated and never used; say why in tools/testing/unused.ts, or use it',
    ])
    expect(
      neverUsed({ ...all, purposes: [...all.purposes, 'homes.finding'] }, used, {
        'purpose homes.finding': 'only in the cold',
      }),
    ).toEqual([])
    expect(neverUsed(all, used, { 'purpose mail.delivery': 'no' })).toEqual([
      'tools/testing/unused.ts has a word for purpose mail.delivery, which was used or is not stated: take it out',
    ])
  })
})

describe('licences', () => {
  it.each(['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT', 'MPL-2.0'])('let in %s', licence => {
    expect(isWelcome(licence)).toBe(true)
  })
  it.each(['AGPL-3.0', 'GPL-3.0-only', 'MIT AND GPL-2.0', 'SEE LICENSE IN LICENSE.md', 'none said', 'UNLICENSED'])(
    'keep out %s',
    licence => {
      expect(isWelcome(licence)).toBe(false)
    },
  )

  it('of all that is installed are on the list', () => {
    expect(unwelcomeLicences(checkout)).toEqual([])
  })
})

describe('the tests of a change', () => {
  const imports = new Map([
    ['modules/mail/outbox.ts', []],
    ['modules/mail/index.ts', ['modules/mail/outbox.ts']],
    ['modules/mail/outbox.test.ts', ['modules/mail/outbox.ts']],
    ['modules/mail/other.test.ts', []],
    ['modules/shop/orders.ts', ['modules/mail/contract.ts']],
    ['modules/shop/orders.test.ts', ['modules/shop/orders.ts', 'modules/mail/index.ts']],
    ['server/modules.ts', ['modules/mail/index.ts']],
    ['server/world.test.ts', ['server/modules.ts']],
    ['clauses/mail.test.ts', ['modules/mail/outbox.ts']],
    ['kernel/rights/erase.test.ts', ['kernel/rights/erase.ts']],
    ['modules/rights/erasing.ts', ['kernel/rights/erase.ts']],
    ['modules/rights/form.test.ts', []],
  ])
  const all = [...imports.keys()]
  it.each([
    ['modules/mail/outbox.ts', ['modules/mail/outbox.test.ts', 'modules/mail/other.test.ts']],
    [
      'modules/mail/contract.ts',
      ['modules/mail/outbox.test.ts', 'modules/mail/other.test.ts', 'modules/shop/orders.test.ts'],
    ],
    ['kernel/rights/erase.ts', ['kernel/rights/erase.test.ts', 'modules/rights/form.test.ts']],
    ['clauses/mail.test.ts', ['clauses/mail.test.ts']],
    ['README.md', []],
  ])('%s', (changed, tests) => {
    expect(testsOf([changed], imports, all)).toEqual(tests)
  })
})

describe('a reason of an any', () => {
  const bare = '  a.ts:2: let b: any'
  it.each([
    ['stands in its line', ['', 'let b: any // any: of whatever type'], []],
    ['or alone in the line before it', ['// any: of whatever type', 'let b: any'], []],
    ['is none where it is that of another', ['let a: any // any: of whatever type', 'let b: any'], [bare]],
    ['is none where it comes after it', ['', 'let b: any', '// any: of whatever type'], [bare]],
    ['is none where a comment only has the word', ['// not here any more', 'let b: any'], [bare]],
    ['is asked of the types of generics', ['', 'class B<T = any> {}'], ['  a.ts:2: class B<T = any> {}']],
  ])('%s', (_, lines, found) => {
    expect(unexplained('a.ts', lines.join('\n'))).toEqual(found)
  })
})
