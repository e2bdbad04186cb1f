// What a change concerns: the tests that can tell whether it is right, within half a minute.
import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { checkout } from './command.ts'

/** Which files a file imports, types left aside. */
export type Imports = ReadonlyMap<string, readonly string[]>

const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file)
/**
 * A module is put together with others through its index.ts: whoever starts it there is not about what changed within
 * it.
 */
const isComposition = (file: string): boolean =>
  /^modules\/[^/]+\/index\.ts$|^server\/modules\.ts$|^web\/(app\.tsx|portal\.ts)$/.test(file)
/** Whole systems, which `npm test` and the CI run. */
const isOfWholes = (file: string): boolean => /^(clauses|e2e|assurance)\//.test(file)
const moduleOf = (file: string): string | undefined => /^(modules|web)\/[^/]+\//.exec(file)?.[0]

/**
 * The tests of what changed: those that reach a changed file by their imports, without going through the place where
 * modules are put together, and all tests of a module in which something changed or that uses what did. Tests of whole
 * systems are left out but where they changed themselves.
 */
export function testsOf(changed: readonly string[], imports: Imports, all: readonly string[]): string[] {
  const importers = new Map<string, string[]>()
  for (const [file, its] of imports) for (const one of its) importers.set(one, [...(importers.get(one) ?? []), file])
  const reached = new Set(changed)
  const next = [...changed]
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (isComposition(file)) continue
    for (const importer of importers.get(file) ?? []) {
      if (reached.has(importer)) continue
      reached.add(importer)
      next.push(importer)
    }
  }
  const modules = new Set([...reached].filter(file => !isTest(file) && !isOfWholes(file)).map(moduleOf))
  return all.filter(
    file =>
      isTest(file) &&
      (isOfWholes(file)
        ? changed.includes(file)
        : reached.has(file) || (modules.has(moduleOf(file)) && moduleOf(file) !== undefined)),
  )
}

const git = (...args: string[]): string[] =>
  execFileSync('git', args, { cwd: checkout, encoding: 'utf8' }).split('\n').filter(Boolean)

/** What is otherwise than where this branch left the main one, committed or not. */
export function changedFiles(): string[] {
  const from = (() => {
    try {
      return git('merge-base', 'HEAD', 'main')[0] ?? 'HEAD'
    } catch {
      return 'HEAD'
    }
  })()
  return [...new Set([...git('diff', '--name-only', from), ...git('ls-files', '--others', '--exclude-standard')])]
}
export const everyTest = (): string[] =>
  globSync('{kernel,platform,modules,docs,server,gateway,tools,web,clauses,e2e,assurance}/**/*.test.{ts,tsx}', {
    cwd: checkout,
  })
