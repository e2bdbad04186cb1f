import type { Language } from '../kernel/declare/terms.ts'
import { contract } from './contract.ts'
import type { Html } from './html.ts'
import type { Problem } from './refusal.ts'

/** How a refusal looks to somebody who asked for a page: with a way on, and the statement one click away. */
export const ProblemPages = contract<(problem: Problem, language: Language) => string>('http.problem-pages')

/**
 * A page of the public site: its frame has the statement and the imprint one click away, and neither script nor cookie.
 */
export interface SitePage {
  readonly language: Language
  readonly title: string
  /** Where the same stands in each language. */
  readonly at?: Readonly<Record<Language, string>>
  readonly body: Html
}
export const SitePages = contract<{
  page(it: SitePage): string
  /** The language asked for if the manifest speaks it, else the manifest's own. */
  languageFor(asked: Language): Language
}>('http.site-pages')
