import type { Language } from '../../kernel/declare/terms.ts'
import { shownFields, type ShownField } from './fields.ts'
import type { Needs } from './needs.ts'
import { isOpen } from './registration.ts'

export interface ShownSite {
  readonly company: string
  readonly languages: readonly Language[]
  readonly demo: boolean
  readonly timeZone: string
  /** The modules of which the statement in force states an activity: what the portal shows. */
  readonly runs: readonly string[]
  readonly registration: { readonly open: boolean; readonly fields: readonly ShownField[] }
  readonly statement: { readonly effective: string }
}

/**
 * What a browser has to know of this platform before anybody is signed in. The fields are shown also where staff open
 * the accounts: the account page asks for the same.
 */
export function shownSite(needs: Needs, language: Language): ShownSite {
  const { stating, store, parts } = needs
  const { company, languages, timeZone, effective } = stating.manifest
  return {
    company: company.name,
    languages,
    demo: store.kind !== 'live',
    timeZone,
    statement: { effective },
    runs: [...new Set(Object.keys(stating.manifest.activities).map(name => name.split('.')[0] ?? name))],
    registration: {
      open: isOpen(needs),
      fields: stating.states('identity.account')
        ? shownFields(
            stating,
            parts.map(part => part.field),
            language,
          )
        : [],
    },
  }
}
