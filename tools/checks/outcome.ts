// What came of one step of `npm test`.

export interface Outcome {
  passed: number
  failed: number
  skipped: number
  /** Failures, short enough to read. */
  excerpt?: string
  /** Why it could not run at all. */
  unable?: string
}

export interface Step {
  name: string
  run(): Promise<Outcome>
}

export const passed: Outcome = { passed: 1, failed: 0, skipped: 0 }

export function failed(excerpt: string): Outcome {
  return { passed: 0, failed: 1, skipped: 0, excerpt: shortened(excerpt) }
}

/**
 * Where nobody watches, what could not run counts as failed: a check that never runs looks just like one that passes.
 */
export function unable(why: string, { CI } = process.env): Outcome {
  return { passed: 0, failed: CI ? 1 : 0, skipped: CI ? 0 : 1, unable: why }
}

export function sum(outcomes: Outcome[]): Outcome {
  const total = (count: 'passed' | 'failed' | 'skipped'): number =>
    outcomes.reduce((all, outcome) => all + outcome[count], 0)
  const excerpts = outcomes.flatMap(({ excerpt }) => excerpt ?? [])
  return {
    passed: total('passed'),
    failed: total('failed'),
    skipped: total('skipped'),
    ...(excerpts.length > 0 ? { excerpt: excerpts.join('\n') } : {}),
  }
}

export function inOneLine({ passed: good, failed: bad, skipped }: Outcome): string {
  return `${good} passed, ${bad} failed, ${skipped} skipped`
}

function shortened(text: string, most = 60): string {
  const lines = text.trim().split('\n')
  return lines.length <= most
    ? lines.join('\n')
    : [...lines.slice(0, most), `… and ${lines.length - most} lines more`].join('\n')
}
