import { sandboxUnavailable } from '../../server/testing/sandbox-unavailable.ts'
import { join } from 'node:path'
import type { Module } from '../../platform/module.ts'
import { databaseIn, type Database } from '../../server/startup/database.ts'
import { startPlatform, type Platform } from '../../server/platform.ts'
import type { AdminConnection } from '../../server/postgres/embedded.ts'
import { aManifest } from '../../server/testing/manifest.ts'

export const secret = Buffer.alloc(32, 'a secret of the bench')

export const databaseFor = (admin: AdminConnection, name: string): Promise<Database> => databaseIn(admin, name, secret)

interface Wanted {
  /** Of its database, which is made for it. */
  readonly name: string
  readonly modules: readonly Module[]
  readonly manifest?: string
  /** Keeps a ledger, as a live one does. */
  readonly ledger?: true
}

/** A platform in this process, without a relay and without a portal. */
export const platformFor = async (
  { postgres, dir }: { readonly postgres: { readonly admin: AdminConnection }; readonly dir: string },
  { name, modules, manifest = aManifest(modules), ledger }: Wanted,
): Promise<Platform> =>
  startPlatform({
    database: await databaseFor(postgres.admin, name),
    modules,
    manifest: { source: manifest, file: 'bench.yaml' },
    secret,
    kind: 'test',
    ...(ledger && { ledgerFor: () => join(dir, 'ledger') }),
    settings: { smtpUrl: undefined, mailFrom: undefined, mqttPort: undefined, dataDir: dir },
    http: { host: '127.0.0.1', port: 0 },
    portal: join(dir, 'none'),
    sandbox: sandboxUnavailable,
    reporter: {
      fault: (what, error) => {
        console.error(what, error)
      },
    },
  })
