import type { BrowserContext } from 'playwright-core'

const refused: string[] = []

/**
 * What the content security policy refused in the browsers of this process since this was last asked: the page and the
 * browser's own words, each once.
 */
export const refusedByPolicy = (): string[] => [...new Set(refused.splice(0))]

/** Listens to the browser itself, which also tells of pages without scripts. */
export function noteRefusals(context: BrowserContext): BrowserContext {
  context.on('console', message => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy'))
      refused.push(`${message.page()?.url() ?? '-'}: ${message.text()}`)
  })
  return context
}
