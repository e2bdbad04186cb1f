// The cluster of tests, kept between runs with its templates: making them takes longer than many a test.
//
// Each run works on a copy of its own, in a folder that is thrown away with it. What is kept is named after all that it
// was made from; it is taken from, and put in place, by one process at a time.
import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Client } from 'pg'
import type { AdminConnection, EmbeddedPostgres } from '../../server/postgres/embedded.ts'
import { checkout } from '../checks/command.ts'
import { withProcessLock } from '../process-lock.mjs'

const folder = join(checkout, '.cache/test-clusters')
/** A copy takes as long as it has files; whatever is used less is made by the run that needs it. */
const mostTemplates = 16
const day = 86_400_000

/** What templates follow from, beside what is in their names: PostgreSQL, what makes cluster and database, the kernel. */
function madeFrom(): string {
  const all = createHash('sha256')
  const made = ['kernel/**/*.ts', 'server/postgres/*.ts', 'server/startup/database.ts']
  const sources = globSync(made, { cwd: checkout, exclude: ['**/*.test.ts', '**/*-for-test.ts'] })
  for (const file of ['package-lock.json', 'tools/testing/one-cluster.ts', ...sources.toSorted()])
    all.update(file).update(readFileSync(join(checkout, file)))
  return all.digest('hex').slice(0, 16)
}

const alone = <R>(work: () => R): Promise<R> =>
  withProcessLock(`test clusters ${folder}`, () => Promise.resolve(work()))

export interface KeptCluster {
  /** Copies it into an empty folder; where there is none yet, leaves that as it is. */
  copyTo(dir: string): Promise<void>
  /** Stops the server and keeps its cluster for the next run, where this one made a template. */
  stopAndKeep(postgres: EmbeddedPostgres, dir: string): Promise<void>
}

export function keptCluster(): KeptCluster {
  const kept = join(folder, madeFrom())
  let before = ''
  return {
    copyTo: dir =>
      alone(() => {
        if (!existsSync(kept)) return
        copy(kept, dir)
        utimesSync(kept, new Date(), new Date())
        before = readFileSync(join(kept, list), 'utf8')
      }),
    async stopAndKeep(postgres, dir) {
      const now = (await onlyTemplates(postgres.admin)).join('\n')
      await postgres.stop()
      if (now !== before && now !== '')
        await alone(() => {
          keep(dir, kept, now)
        })
    },
  }
}

/** The templates of what is kept, a line each. */
const list = 'templates'

function copy(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', `${from}/.`, to], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`a cluster could not be copied: ${stderr}`)
}

/** Puts it in place at once, and throws away what nobody has needed for a day. */
function keep(dir: string, kept: string, templates: string): void {
  const unfinished = `${kept}.unfinished`
  mkdirSync(folder, { recursive: true })
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished)
  copy(dir, unfinished)
  writeFileSync(join(unfinished, list), templates)
  rmSync(kept, { recursive: true, force: true })
  renameSync(unfinished, kept)
  for (const other of readdirSync(folder).map(name => join(folder, name)))
    if (other !== kept && Date.now() - statSync(other).mtimeMs > day) rmSync(other, { recursive: true, force: true })
}

/** Drops all databases but the first templates of code, and names these. */
async function onlyTemplates(admin: AdminConnection): Promise<string[]> {
  const client = new Client(admin)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where not datistemplate and datname <> current_database() order by oid`,
    )
    const names = rows.map(({ name }) => name)
    const templates = names.filter(name => /^code_[0-9a-f]+$/.test(name)).slice(0, mostTemplates)
    for (const name of names.filter(one => !templates.includes(one)))
      await client.query(`drop database if exists "${name}" with (force)`)
    return templates
  } finally {
    await client.end()
  }
}
