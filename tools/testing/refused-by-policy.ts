import type { BrowserContext, Response } from 'playwright-core'
import { storageKeys } from '../../web/storage.ts'

const refused: string[] = []
const keptThere = 'kept in the browser and not declared: '

/**
 * What the content security policy refused in the browsers of this process since this was last asked: the page and the
 * browser's own words, each once.
 */
export const refusedByPolicy = (): string[] => [...new Set(refused.splice(0))]

/** Listens to the browser itself, which also tells of pages without scripts. */
export function noteRefusals(context: BrowserContext): BrowserContext {
  context.on('console', message => {
    if (
      message.type() === 'error' &&
      /Content Security Policy|^kept in the browser and not declared: /.test(message.text())
    )
      refused.push(`${message.page()?.url() ?? '-'}: ${message.text()}`)
  })
  context.on('response', response => void noteCookies(response))
  void context.addInitScript(tellOfStorage, { declared: [...storageKeys], keptThere })
  return context
}

/** A cookie is one of the platform's, readable by no script, and ends within the year in which browsers keep any. */
async function noteCookies(response: Response): Promise<void> {
  const headers = await response.headersArray().catch(() => []) // the page was closed meanwhile
  for (const { value } of headers.filter(({ name }) => name.toLowerCase() === 'set-cookie'))
    for (const cookie of value.split('\n')) {
      const [, name = ''] = /^([^=]*)=/.exec(cookie) ?? []
      const lasts = Number(/;\s*max-age=(\d+)/i.exec(cookie)?.[1] ?? 0)
      if (!/^(__Host-)?obhut_[0-9a-f]{8}(_known)?$/.test(name) || !/;\s*httponly/i.test(cookie) || lasts > 366 * 86_400)
        refused.push(`${response.url()}: a cookie '${name}' that nobody declared, or for ${lasts} s`)
    }
}

/** Runs in each page before anything else does. */
function tellOfStorage(told: { readonly declared: readonly string[]; readonly keptThere: string }): void {
  const tell = (what: string): void => {
    console.error(`${told.keptThere}${what}`)
  }
  const { setItem } = Storage.prototype
  Storage.prototype.setItem = function set(key, value) {
    if (!told.declared.includes(key)) tell(key)
    setItem.call(this, key, value)
  }
  const { open } = IDBFactory.prototype
  IDBFactory.prototype.open = function opened(name, version) {
    tell(name)
    return open.call(this, name, version)
  }
}
