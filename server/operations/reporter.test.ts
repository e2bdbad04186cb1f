import { DatabaseError } from 'pg'
import { describe, expect, it } from 'vitest'
import { OperatorProblem } from '../../kernel/problems/problem.ts'
import type { Raised } from '../../kernel/problems/raised.ts'
import { Contradictions } from '../../kernel/declare/declarations.ts'
import { Different } from '../../kernel/enforce/difference.ts'
import { DatabaseAway, isLost, NotStated, withoutValues } from '../../kernel/problems/errors.ts'
import { HeldWithoutPurpose } from '../../kernel/enforce/rows-without-purpose.ts'
import { NotStatedDisclosure } from '../../kernel/recipients/hand-over.ts'
import { CannotCompose } from '../../platform/compose.ts'
import { UnfitManifest } from '../statement/manifest.ts'
import { reporterTo } from './reporter.ts'

class RelayIsDown extends OperatorProblem {
  constructor() {
    super({
      says: { de: 'Der Mailserver ist weg.', en: 'The mail relay is gone.' },
      mend: { de: 'Starten Sie ihn.', en: 'Start it.' },
    })
  }
}
const duplicate = Object.assign(new DatabaseError('duplicate key (mail)=(ada@example.org)', 1, 'error'), {
  code: '23505',
  constraint: 'login_mail',
})

/** What is written and what others hear of one fault. */
function told(where: string, error: unknown): { readonly line: string; readonly heard: Raised | undefined } {
  const lines: string[] = []
  const heard: Raised[] = []
  const reporter = reporterTo({
    write: line => {
      lines.push(line)
    },
    trace: false,
  })
  reporter.fault(where, error)
  reporter.tell({
    hear: one => {
      heard.push(one)
    },
    over: () => {},
    well: () => {},
  })
  return { line: lines.join('\n'), heard: heard[0] }
}

describe('a fault', () => {
  it('of ours says what happened and what to do, in both languages', () => {
    const { line, heard } = told('mail relay', new RelayIsDown())
    expect(line).toBe('fault in mail relay: RelayIsDown: The mail relay is gone. Start it.')
    expect(heard).toEqual({
      where: 'mail relay',
      kind: 'RelayIsDown',
      urgent: false,
      says: { de: 'Der Mailserver ist weg.', en: 'The mail relay is gone.' },
      mend: { de: 'Starten Sie ihn.', en: 'Start it.' },
    })
  })
  it.each([
    ['an error of somebody else', new Error('ada@example.org was not found')],
    ['one of the database', withoutValues(duplicate)],
    ['one of the database as it came', duplicate],
    ['one whose code is a text', Object.assign(new Error('no'), { code: 'ada@example.org', name: 'ada@example.org' })],
    ['one whose name is a text', Object.assign(new Error('no'), { name: 'ada@example.org' })],
    ['what is no error', 'ada@example.org'],
  ])('tells nothing of what %s says', (_, error) => {
    const { line, heard } = told('job mail.send', error)
    expect(line + JSON.stringify(heard)).not.toContain('ada')
    expect(line).toContain('fault in job mail.send: ')
    expect(heard?.mend.de).not.toBe('')
  })
  it('whose cause is known by its code says what to do about that', () => {
    const { heard, line } = told('job kernel.sweep', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
    expect(heard).toMatchObject({
      kind: 'job kernel.sweep: Error ECONNREFUSED',
      says: { en: "The database or another service could not be reached ('job kernel.sweep', Error ECONNREFUSED)." },
    })
    expect(line).toContain('Work continues automatically once it does.')
  })
  it('that the database is away is told once, whoever runs into it, and again after it was back', () => {
    const [lines, kinds]: [string[], string[]] = [[], []]
    const reporter = reporterTo({
      write: line => {
        lines.push(line)
      },
      trace: false,
    })
    reporter.tell({
      hear: one => {
        kinds.push(one.kind)
      },
      well: () => {},
      over: kind => {
        kinds.push(`over: ${kind}`)
      },
    })
    const away = (): unknown =>
      withoutValues(Object.assign(new Error('connect ENOENT /srv/ada'), { code: 'ENOENT', syscall: 'connect' }))
    for (const where of ['job queue', 'GET /', 'audit']) reporter.fault(where, away())
    reporter.over(DatabaseAway)
    reporter.over(DatabaseAway)
    reporter.fault('audit', away())
    expect(lines).toEqual([
      expect.stringMatching(
        /^fault in job queue: DatabaseAway: The database cannot be reached \(ENOENT\)\. See whether/,
      ),
      'The database answers again.',
      expect.stringMatching(/^fault in audit: DatabaseAway/),
    ])
    expect(kinds).toEqual(['DatabaseAway', 'over: DatabaseAway', 'over: DatabaseAway', 'DatabaseAway'])
  })
  it.each([
    ['the system', Object.assign(new Error('connect'), { code: 'ETIMEDOUT', syscall: 'connect' }), true],
    [
      'each address of a name',
      Object.assign(
        new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' })]),
        { code: 'ECONNREFUSED' },
      ),
      true,
    ],
    ['the driver', new Error('Connection terminated unexpectedly'), true],
    [
      'PostgreSQL as it goes',
      Object.assign(new DatabaseError('terminating connection', 1, 'error'), { code: '57P01' }),
      true,
    ],
    ['PostgreSQL as it comes', Object.assign(new DatabaseError('starting up', 1, 'error'), { code: '57P03' }), true],
    ['a login that is refused', Object.assign(new DatabaseError('password', 1, 'error'), { code: '28P01' }), false],
    ['a file that is missing', Object.assign(new Error('open'), { code: 'ENOENT', syscall: 'open' }), false],
  ])('tells by what %s says whether the database is away', (_, error, away) => {
    const known = withoutValues(error)
    expect(known instanceof DatabaseAway).toBe(away)
    if (away) expect(isLost(known)).toBe(true)
  })
  it('of a class of ours that the log has in English reaches the operator in words of both languages, and with none of its values', () => {
    const words = { de: 'shop.order', en: 'shop.order' }
    const finding = { at: ['shop.order'], says: words, mend: words }
    const errors = [
      new HeldWithoutPurpose([finding], ''),
      new Different(['shop.order']),
      new Contradictions(['shop.order']),
      new NotStated('shop.order'),
      new NotStatedDisclosure('shop.order'),
      new CannotCompose('shop.order'),
      new UnfitManifest([{ file: 'x', line: 1, column: 1, says: 'shop.order', mend: 'shop.order' }]),
    ]
    for (const error of errors) {
      const { line, heard } = told('statement', error)
      expect(line, error.name).toContain('shop.order')
      expect(heard?.says.de, error.name).not.toContain('unerwartet')
      expect(heard?.says.de, error.name).not.toBe(heard?.says.en)
      expect(JSON.stringify(heard), error.name).not.toContain('shop.order')
    }
  })
  it('that came before anybody listened is heard of, up to a number', () => {
    const reporter = reporterTo({ write: () => {}, trace: false })
    for (let count = 0; count < 1000; count++) reporter.fault('early', new RelayIsDown())
    const heard: Raised[] = []
    reporter.tell({
      hear: one => {
        heard.push(one)
      },
      over: () => {},
      well: () => {},
    })
    expect(heard).toHaveLength(200)
    reporter.fault('late', new RelayIsDown())
    expect(heard.at(-1)?.where).toBe('late')
  })
})
