import type { Met } from '../../house/contract.ts'
import { TheManifest, TheReporter, TheSettings, TheStore } from '../../house/given.ts'
import { HolderProof, People } from '../identity/contract.ts'
import { Mailer } from '../mail/contract.ts'

export const needed = { store: TheStore, stating: TheManifest, settings: TheSettings, reporter: TheReporter, mailer: Mailer, holder: HolderProof, people: People }
export type Needs = Met<typeof needed>
