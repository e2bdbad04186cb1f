import { catalogues, systems, type Catalogue, type Clause, type System } from './catalogue.ts'

/** What Vitest reports of one test, as far as the table needs it. */
export interface ReportedTest {
  readonly ancestorTitles: readonly string[]
  readonly title: string
  readonly status: string
  readonly failureMessages?: readonly string[]
  readonly meta?: { readonly startedAs?: readonly System[]; readonly without?: string }
}

export type State = 'shown' | 'failing' | 'not built yet'
/** What the tests say of one clause. */
export interface Verdict extends Clause {
  readonly state: State
  readonly tests: number
  /** Of a clause that is shown: what of its words is not built yet. */
  readonly without?: string
  /** Of one that fails: why it is not shown. */
  readonly why?: string
}

/**
 * A clause is shown when there are tests under its id, all of them ran and passed, and a platform ran with the manifest
 * of its system.
 */
export function verdicts(tests: readonly ReportedTest[], all: readonly Catalogue[] = catalogues): Verdict[] {
  const byClause = Map.groupBy(
    tests,
    ({ ancestorTitles }) =>
      ancestorTitles.map(title => title.split(':', 1)[0] ?? '').find(id => id.includes('/')) ?? '',
  )
  return all.flatMap(({ clauses }) => clauses.map(clause => verdict(clause, byClause.get(clause.id) ?? [])))
}

function verdict(clause: Clause, tests: readonly ReportedTest[]): Verdict {
  if (tests.length === 0) return { ...clause, state: 'not built yet', tests: 0 }
  const why = reasonAgainst(clause, tests)
  if (why !== undefined) return { ...clause, state: 'failing', tests: tests.length, why }
  const without = [...new Set(tests.flatMap(({ meta }) => meta?.without ?? []))].join('; ')
  return { ...clause, state: 'shown', tests: tests.length, ...(without && { without }) }
}

function reasonAgainst({ system }: Clause, tests: readonly ReportedTest[]): string | undefined {
  const failed = tests.find(({ status }) => status === 'failed')
  if (failed) return `${failed.title}: ${(failed.failureMessages?.[0] ?? '').split('\n')[0]?.slice(0, 160) ?? ''}`
  const idle = tests.find(({ status }) => status !== 'passed')
  if (idle) return `${idle.title}: did not run`
  const elsewhere = tests.find(({ meta }) => !meta?.startedAs?.includes(system))
  return elsewhere && `${elsewhere.title}: no platform ran with statements/${system}.yaml`
}

export interface Counts {
  readonly shown: number
  readonly inPart: number
  readonly failing: number
  readonly 'not built yet': number
}
export const countsOf = (all: readonly Verdict[]): Counts => ({
  shown: all.filter(({ state }) => state === 'shown').length,
  inPart: all.filter(({ without }) => without !== undefined).length,
  failing: all.filter(({ state }) => state === 'failing').length,
  'not built yet': all.filter(({ state }) => state === 'not built yet').length,
})

const signs: Record<State, string> = { shown: '✓', failing: '✗', 'not built yet': '·' }
const widest = 150

/** The whole catalogue, a line each. */
export function asTable(all: readonly Verdict[]): string {
  const perSystem = systems.map(system => {
    const its = all.filter(one => one.system === system)
    const title = catalogues.find(one => one.system === system)?.title ?? ''
    return [`${system}: ${title}`, ...its.map(line), `  ${inWords(countsOf(its))}`, ''].join('\n')
  })
  return [...perSystem, `All ${all.length} clauses: ${inWords(countsOf(all))}`].join('\n')
}

function line({ id, state, says, without, why }: Verdict): string {
  const first = `  ${signs[state]} ${id.padEnd(14)} ${state.padEnd(14)} ${says}`
  return [
    first.length > widest ? `${first.slice(0, widest - 1)}…` : first,
    ...(without === undefined ? [] : [`${' '.repeat(19)} but for: ${without}`]),
    ...(why === undefined ? [] : [`${' '.repeat(19)} ${why}`]),
  ].join('\n')
}
const inWords = (counts: Counts): string =>
  `${counts.shown} shown${counts.inPart ? ` (${counts.inPart} in part)` : ''}, ${counts.failing} failing, ${counts['not built yet']} not built yet`

export const asJson = (all: readonly Verdict[]): string =>
  JSON.stringify({ counts: countsOf(all), clauses: all }, null, 2)
