import { audit } from './audit/index.ts'
import { consents } from './consents/index.ts'
import { disclosures } from './disclosures/index.ts'
import { homes } from './homes/index.ts'
import { identity } from './identity/index.ts'
import { operations } from './operations/index.ts'
import { proof } from './proof/index.ts'
import { rights } from './rights/index.ts'
import { statements } from './statements/index.ts'
import { isThere, type Screens, type Way } from './screens.ts'
import type { Site } from './queries.ts'

/** Every module that has screens. Where these stand, each says itself. */
export const everything: readonly Screens[] = [
  audit,
  consents,
  disclosures,
  homes,
  identity,
  operations,
  proof,
  rights,
  statements,
]

export const screensOf = (site: Site): readonly Screens[] => everything.filter(its => isThere(site, its))
export const waysOf = (site: Site): readonly Way[] =>
  screensOf(site)
    .flatMap(({ ways = [] }) => ways)
    .toSorted((one, other) => one.place - other.place)
export const startOf = (site: Site): string => waysOf(site)[0]?.to ?? '/account'
