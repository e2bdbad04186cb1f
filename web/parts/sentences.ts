import type { Problem } from '../problem.ts'
import type { Words } from '../locales/de.ts'

/** What is said about a problem: the server's words, or ours where no server answered. */
export function sentences(problem: Problem, t: Words): { title: string; more: string[] } {
  if (problem.id === 'unreachable') return { title: t.failed.unreachable, more: [t.failed.unreachableHelps] }
  if (!problem.title) return { title: t.failed.unknown, more: [t.failed.unknownHelps] }
  return { title: problem.title, more: [problem.helps].filter(said => said && said !== problem.title) }
}
