import type { Problem } from '../../../platform/refusal.ts'
import type { Language } from '../../../kernel/declare/terms.ts'
import { frame, places, type PageContext } from './frame.ts'
import { html } from './html.ts'

/** A refusal as a page: what is wrong, what helps, and the way on. */
export const problemPageOf = (context: PageContext, problem: Problem, language: Language): string =>
  frame({
    context,
    language,
    title: problem.title,
    body: html`<div class="wide"><div class="plain">
<h1>${problem.title}</h1>
${problem.helps !== undefined && html`<p>${problem.helps}</p>`}
<p><a class="button first" href="${places.home[language]}">${{ de: 'Zur Startseite', en: 'To the start page' }[language]}</a></p>
</div></div>`,
  })
