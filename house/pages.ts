import type { Language } from '../kernel/statement/terms.ts'
import { contract } from './contract.ts'
import type { Problem } from './refusal.ts'

/** How a refusal looks to somebody who asked for a page: with a way on, and the statement one click away. */
export const ProblemPages = contract<(problem: Problem, language: Language) => string>('http.problem-pages')
