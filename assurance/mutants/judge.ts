import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { parse, stringify } from 'yaml'
import { prove } from '../../kernel/proof/prove.ts'
import type { Module } from '../../platform/module.ts'
import { aDatabase, testSecret } from '../../server/testing/world.ts'
import type { Database } from '../../server/startup/database.ts'
import { lay, type Foundation } from '../../server/startup/foundation.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import type { Caught, Fake, Judged, Mutant } from './mutant.ts'

const root = join(import.meta.dirname, '../..')

/** A live store on which the statement is in force that mutants depart from. */
export interface Baseline {
  readonly source: string
  readonly modules: readonly Module[]
  readonly fake: Fake
}
export const baselineOf = (source: string, modules: readonly Module[]): Baseline => ({
  source,
  modules,
  fake: { manifest: parse(source), modules },
})

/** The store itself, with nothing changed: it starts, and its proof holds. */
export const unchanged = (baseline: Baseline): Promise<Caught | undefined> => onACopy(baseline, {})

/** Whether anybody notices: the compiler, the start, or the proof. */
export async function judged(baseline: Baseline, mutants: readonly Mutant[]): Promise<Judged[]> {
  const bySource = mutants.filter(({ changes }) => changes.in === 'source')
  const compiled = await compile(bySource)
  const all: Judged[] = bySource.map(mutant => ({ mutant, caught: compiled.get(mutant) }))
  for (const mutant of mutants)
    if (mutant.changes.in !== 'source') all.push({ mutant, caught: await onACopy(baseline, mutant) })
  return all
}

async function onACopy({ source, modules }: Baseline, { changes }: Partial<Mutant>): Promise<Caught | undefined> {
  const database = await aDatabase(modules, { source, file: 'baseline.yaml' }, 'live')
  const undo = changes?.in === 'schema' ? await applied(database, changes.sql) : async () => {}
  try {
    if (changes?.in === 'manifest') return await noticed(database, changed(source, changes.to), modules)
    return await noticed(database, source, changes?.in === 'declarations' ? changes.to(modules) : modules)
  } finally {
    await undo()
  }
}

// any: see Fake
function changed(source: string, to: (manifest: any) => void): string {
  const manifest = parse(source)
  to(manifest)
  return stringify(manifest, { aliasDuplicateObjects: false })
}

/** What a start says against it or had to put right, else what the proof does. */
async function noticed(database: Database, source: string, modules: readonly Module[]): Promise<Caught | undefined> {
  let foundation: Foundation
  try {
    foundation = await lay({
      database,
      secret: testSecret,
      modules,
      manifest: { source, file: 'mutant.yaml' },
      kind: 'live',
    })
  } catch (error) {
    return { by: 'start', says: (error as Error).message }
  }
  // What it says of the server is so for every store on it.
  const mended = foundation.mended.filter(line => !/^(Everybody who|Whoever may) signs? in/.test(line))
  if (mended.length) {
    await foundation.store.close()
    return { by: 'start', says: mended.join(' ') }
  }
  try {
    const { store, stating, written } = foundation
    const proof = await prove({
      store,
      manifest: stating.manifest,
      hash: written.hash,
      periods: await foundation.periods(),
      versions: await foundation.versions(),
    })
    const against = proof.promises.flatMap(one => one.against.map(says => `${one.id}: ${says}`))
    return against.length ? { by: 'proof', says: against.join('; ') } : undefined
  } finally {
    await foundation.store.close()
  }
}

/** Roles belong to the whole cluster, so what is granted to one has to be taken back. */
async function applied({ place }: Database, sql: string): Promise<() => Promise<void>> {
  const administrator = new Client({ ...testCluster(), database: place.database })
  await administrator.connect()
  await administrator.query(sql)
  const membership = /^grant ("[^"]+") to ("[^"]+")$/.exec(sql)
  return async () => {
    if (membership) await administrator.query(`revoke ${membership[1]} from ${membership[2]}`)
    await administrator.end()
  }
}

/** All of them at once, a file each, and what the compiler says of each file. */
async function compile(mutants: readonly Mutant[]): Promise<Map<Mutant, Caught>> {
  const caught = new Map<Mutant, Caught>()
  if (mutants.length === 0) return caught
  const folder = join(root, '.cache', `mutants-${process.pid}`)
  await mkdir(folder, { recursive: true })
  try {
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.json',
        compilerOptions: { noEmit: true },
        include: ['*.ts'],
        exclude: [],
      }),
    )
    await Promise.all(
      mutants.map(({ changes }, number) =>
        changes.in === 'source' ? writeFile(join(folder, `mutant-${number}.ts`), changes.code) : undefined,
      ),
    )
    const said = await new Promise<string>(resolve => {
      execFile(
        process.execPath,
        [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false'],
        { maxBuffer: 1 << 26 },
        (_, out) => {
          resolve(out)
        },
      )
    })
    for (const line of said.split('\n')) {
      const [, number, says] = /mutant-(\d+)\.ts\(\d+,\d+\): error TS\d+: (.*)/.exec(line) ?? []
      const mutant = mutants[Number(number)]
      if (mutant && says !== undefined && !caught.has(mutant)) caught.set(mutant, { by: 'types', says })
    }
    return caught
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
