import { describe, expect, it } from 'vitest'
import { catalogues, clauseById } from './catalogue.ts'
import { clause } from './clause.ts'
import { asTable, countsOf, verdicts, type ReportedTest, type Verdict } from './table.ts'

const test = (more: Partial<ReportedTest> = {}): ReportedTest => ({
  ancestorTitles: [clause('home/1-b')],
  title: 'is so',
  status: 'passed',
  meta: { startedAs: ['home'] },
  ...more,
})
const verdictOn = (...tests: ReportedTest[]): Verdict | undefined => verdicts(tests).find(({ id }) => id === 'home/1-b')

describe('the table of clauses', () => {
  it('holds the whole catalogue, each clause once', () => {
    const ids = catalogues.flatMap(({ clauses }) => clauses.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(
      catalogues.every(
        ({ system, clauses }) =>
          clauses.length > 10 && clauses.every(({ id, says }) => id.startsWith(`${system}/`) && says.length > 10),
      ),
    ).toBe(true)
    expect(clauseById.size).toBe(ids.length)
  })
  it('calls shown what was tested on a platform of that system, and passed', () => {
    expect(verdictOn(test(), test())).toMatchObject({ state: 'shown', tests: 2 })
  })
  it('calls not built what nobody tests', () => {
    expect(verdictOn()).toMatchObject({ state: 'not built yet', tests: 0 })
  })
  it('does not call shown what failed in one of its tests, did not run, or ran under another manifest', () => {
    expect(verdictOn(test(), test({ status: 'failed', failureMessages: ['Error: no\n at x'] }))).toMatchObject({
      state: 'failing',
      why: 'is so: Error: no',
    })
    expect(verdictOn(test(), test({ status: 'skipped' }))).toMatchObject({
      state: 'failing',
      why: 'is so: did not run',
    })
    expect(verdictOn(test(), test({ meta: { startedAs: ['meter'] } }))).toMatchObject({
      state: 'failing',
      why: 'is so: no platform ran with statements/home.yaml',
    })
  })
  it('says what of a clause is not built yet', () => {
    const all = verdicts([test({ meta: { startedAs: ['home'], without: 'the shop' } })])
    expect(countsOf(all)).toMatchObject({ shown: 1, inPart: 1, failing: 0 })
    expect(asTable(all)).toContain('but for: the shop')
    expect(asTable(all)).toContain(
      `All ${all.length} clauses: 1 shown (1 in part), 0 failing, ${all.length - 1} not built yet`,
    )
  })
  it('takes no id that the catalogue does not have', () => {
    expect(() => clause('home/99-z')).toThrow("the catalogue has no clause 'home/99-z'")
  })
})
