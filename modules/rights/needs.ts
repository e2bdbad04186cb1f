import type { Met } from '../../platform/contract.ts'
import { TheManifest, TheReporter, TheSettings, TheStore, TheVersions } from '../../platform/services.ts'
import { SitePages } from '../../platform/pages.ts'
import { Attempts, Details, HolderProof, People } from '../identity/contract.ts'
import { Mailer } from '../mail/contract.ts'

export const needed = {
  store: TheStore,
  stating: TheManifest,
  versions: TheVersions,
  settings: TheSettings,
  reporter: TheReporter,
  mailer: Mailer,
  holder: HolderProof,
  people: People,
  attempts: Attempts,
  details: Details,
  pages: SitePages,
}
export type Needs = Met<typeof needed>
