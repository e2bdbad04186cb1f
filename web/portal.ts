import { consents } from './consents/index.ts'
import { homes } from './homes/index.ts'
import { identity } from './identity/index.ts'
import { rights } from './rights/index.ts'
import { isThere, type ConsoleScreen, type Screens, type Way } from './screens.ts'
import type { Site } from './queries.ts'

/** What customers see, module by module, in the order of the navigation. The first that is there is the start page. */
const everything: readonly Screens[] = [homes, rights, consents, identity]

export const screensOf = (site: Site): readonly Screens[] => everything.filter(({ module }) => isThere(site, module))
export const consoleOf = (site: Site): readonly ConsoleScreen[] => screensOf(site).flatMap(its => its.console ?? [])
export const waysOf = (site: Site): readonly Way[] => screensOf(site).flatMap(({ ways }) => ways)
export const startOf = (site: Site): string => waysOf(site)[0]?.to ?? '/account'
