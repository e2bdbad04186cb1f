import { relative } from 'node:path'
import type { StoreKind } from '../../kernel/store/units.ts'
import { CannotRun } from '../problems/command-errors.ts'
import type { CertificateFiles } from '../tls/certificate.ts'
import type { EnvironmentSaid } from './environment.ts'

/** What is personal travels between machines encrypted or not at all. */
export function refuseInClear(
  store: StoreKind,
  host: string,
  tls: CertificateFiles | undefined,
  { baseUrl }: Pick<EnvironmentSaid, 'baseUrl'>,
): void {
  const ownMachine = /^(localhost|127(\.\d+){3}|::1)$/.test(host)
  if (store === 'live' && !tls && !ownMachine)
    throw new CannotRun(
      'A live store is reached from other machines encrypted or not at all: name a certificate with --tls-cert FILE --tls-key FILE, or listen on 127.0.0.1 behind a proxy that speaks TLS.',
    )
  if (tls && baseUrl?.startsWith('http:'))
    throw new CannotRun(
      'OBHUT_BASE_URL begins with http:, and with a certificate the platform speaks HTTPS: write https:.',
    )
}

/** Whoever gets at the data must not get at the witness with the same step. */
export function refuseWitnessInside(dataDir: string, witnesses: readonly string[]): void {
  const inside = witnesses.find(file => !relative(dataDir, file).startsWith('..'))
  if (inside !== undefined)
    throw new CannotRun(
      `The witness ${inside} lies in the data directory: whoever changes the log there changes it too. Put OBHUT_WITNESS on another disk or machine.`,
    )
}
