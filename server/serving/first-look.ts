import { resolve } from 'node:path'
import { WrongUse } from '../problems/command-errors.ts'
import type { ManifestFile } from '../files/manifest-file.ts'
import { everyModule } from '../modules.ts'
import { relayAt } from '../../modules/mail/relay.ts'
import type { StoreKind } from '../../kernel/store/units.ts'
import { placeAt } from '../startup/database-url.ts'
import type { Environment } from '../startup/environment.ts'
import { readerFor } from '../startup/foundation.ts'
import { isMade, refuseForeign, usualFolder } from '../startup/instance.ts'
import { ledgerPlace, ledgerPlaces } from '../startup/ledger-place.ts'
import { refuseInClear, refuseWitnessInside } from '../startup/refused-settings.ts'
import { refuseUnfitCertificate, type CertificateFiles } from '../tls/certificate.ts'

export interface ToLookAt {
  readonly data: string | undefined
  readonly environment: Environment
  readonly manifest: ManifestFile | undefined
  readonly kind: StoreKind | undefined
  readonly rehearsal: boolean
  readonly tls: CertificateFiles | undefined
  readonly host: string
  readonly ledger: string | undefined
  readonly ports: Readonly<Record<string, number | undefined>>
}

/**
 * Refuses whatever can be seen to be wrong before anything is made: a start that is refused leaves no database behind.
 */
export function lookFirst({
  data,
  environment,
  ledger = environment.ledger,
  manifest,
  kind = 'live',
  rehearsal,
  tls,
  host,
  ports,
}: ToLookAt): void {
  refuseOnePortTwice(ports)
  if (rehearsal) refuseRealStore(data, environment)
  if (tls) refuseUnfitCertificate(tls)
  const { smtpUrl, databaseUrl } = environment
  if (smtpUrl !== undefined) relayAt(smtpUrl)
  if (data === undefined && databaseUrl !== undefined) {
    placeAt(databaseUrl)
    return
  }
  const folder = data ?? usualFolder(environment)
  if (isMade(folder)) return
  refuseForeign(folder)
  if (rehearsal)
    throw new WrongUse(
      `There is nothing to rehearse on in ${folder}. Restore a backup into it first: obhut restore FILE --data ${folder}`,
    )
  if (!manifest)
    throw new WrongUse(`There is no statement in ${folder} yet: say which manifest to run, with --manifest FILE.`)
  refuseInClear(kind, host, tls, environment)
  refuseWitnessInside(resolve(folder), environment.witnesses)
  ledgerPlace({ ledger: ledgerPlaces({ said: ledger, embedded: true, dataDir: resolve(folder) }) }, kind)
  readerFor(everyModule, { kind, settings: { smtpUrl, rehearsal } })(manifest.source, manifest.file)
}

/** What is rehearsed on is thrown away; the folder that the settings name is in service. */
function refuseRealStore(data: string | undefined, { data: real, databaseUrl }: Environment): void {
  const folder = data ?? (databaseUrl === undefined ? real : undefined)
  if (folder !== undefined && real !== undefined && resolve(folder) === resolve(real))
    throw new WrongUse(
      `--rehearsal is for a copy, and ${folder} is the instance in service (OBHUT_DATA). Restore a backup into another folder, and name that with --data.`,
    )
}

function refuseOnePortTwice(ports: ToLookAt['ports']): void {
  for (const [name, port] of Object.entries(ports)) {
    const other = Object.keys(ports).find(
      one => one !== name && port !== undefined && port !== 0 && ports[one] === port,
    )
    if (other !== undefined) throw new WrongUse(`${name} and ${other} are both ${port}: each needs a port of its own.`)
  }
}
