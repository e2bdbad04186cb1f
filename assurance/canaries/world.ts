import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Module } from '../../platform/module.ts'
import { databaseIn } from '../../server/startup/database.ts'
import { embeddedPostgres } from '../../server/postgres/embedded.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { platformWithShop } from '../platform-with-shop.ts'
import { atTheEnd } from '../../tools/testing/at-the-end.ts'

/** A platform with a PostgreSQL of its own, whose files nobody else writes. */
export interface Aviary extends World {
  readonly modules: readonly Module[]
  /** The data directory of its PostgreSQL. */
  readonly files: string
  readonly ledger: string
  readonly witness: string
  /** What this process printed since. */
  said(): string
}

export async function anAviary(): Promise<Aviary> {
  const files = mkdtempSync(join(tmpdir(), 'obhut-canaries-'))
  const beside = mkdtempSync(join(tmpdir(), 'obhut-canaries-beside-'))
  const postgres = await embeddedPostgres({ dir: files, fsync: false })
  atTheEnd(async () => {
    await postgres.stop()
    for (const folder of [files, beside]) rmSync(folder, { recursive: true, force: true })
  })
  const { modules, manifest } = await platformWithShop()
  const [ledger, witness] = [join(beside, 'ledger'), join(beside, 'witness.jsonl')]
  const said = listening()
  const world = await aWorld({
    manifest,
    modules,
    cluster: postgres.admin,
    database: await databaseIn(postgres.admin, 'obhut', testSecret),
    ledger,
    witnesses: [witness],
    trustedProxies: ['127.0.0.1'],
  })
  return { ...world, modules, files, ledger, witness, said }
}

/** What this process prints from now on, which it goes on printing. */
function listening(): () => string {
  let heard = ''
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      heard += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
      return write(chunk, ...rest)
    }) as typeof stream.write
  }
  return () => heard
}
