// A live store as the code of each release left it, and the present code on it: served, or told beforehand what is to
// be published first; never stuck.
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type ClientBase } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { asInstalled, obhut, running } from '../server/testing/command-line.ts'
import { keptStore, secretOfStores } from './stores/kept.ts'
import { aPostgres } from './versions/postgres-of.ts'

const commits = ['743106a', '8146c5c'] as const
const folder = mkdtempSync(join(tmpdir(), 'obhut-stores-'))

interface Loaded {
  readonly env: NodeJS.ProcessEnv
  rows<R = any>(sql: string): Promise<R[]> // any: whatever the test asks for
}

async function loaded(commit: string): Promise<Loaded> {
  const { sql, ledger } = keptStore(commit)
  const { admin } = await aPostgres()
  await using(admin, async client => {
    await client.query(`create role obhut login createrole password 'room'`)
    await client.query('create database obhut owner obhut')
  })
  const as = { ...admin, database: 'obhut', user: 'obhut', password: 'room' }
  await using(as, async client => {
    // Roles belong to a server and not to a database; the logins get their passwords at the start.
    for (const role of new Set(
      [...sql.matchAll(/"(obhut_[0-9a-f]{8}[^"]*)"|\bobhut_[0-9a-f]{8}\w*/g)].map(([whole, quoted]) => quoted ?? whole),
    ))
      await client.query(`create role "${role}"`)
    await client.query(sql)
  })
  const file = join(folder, commit, 'entries')
  mkdirSync(join(folder, commit), { recursive: true })
  writeFileSync(file, ledger)
  const rows: Loaded['rows'] = text =>
    using({ ...as, user: admin.user, password: admin.password }, async client => (await client.query(text)).rows)
  const [{ manifest }] = (await rows<{ manifest: string }>(
    'select manifest from obhut.statement join obhut.in_force using (version)',
  )) as [{ manifest: string }]
  const [relay] = parse(manifest).recipients.post.hosts as [string]
  return {
    rows,
    env: {
      DATABASE_URL: `postgres://obhut:room@socket:${admin.port}/obhut?host=${encodeURIComponent(admin.host)}`,
      OBHUT_SECRET: secretOfStores.toString('base64'),
      OBHUT_LEDGER: file,
      OBHUT_SMTP_URL: `smtp://${relay}`,
      OBHUT_MAIL_FROM: 'post@testhaus.example',
    },
  }
}
async function using<R>(config: object, work: (client: ClientBase) => Promise<R>): Promise<R> {
  const client = new Client(config)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

describe.each(commits)('a live store of %s', { timeout: 240_000 }, commit => {
  let store: Loaded
  beforeAll(async () => {
    store = await loaded(commit)
  }, 240_000)
  const migrations = async (): Promise<number> =>
    (await store.rows<{ count: number }>('select count(*)::int from obhut.migration'))[0]?.count ?? 0

  it('is started by the present code, after what people have to be told was published, and not touched before', async () => {
    const { env } = store
    const before = await migrations()
    const looked = await obhut(['upgrade', '--check', '--json'], { env })
    const {
      canStart,
      verdict,
      migrations: missing,
    } = JSON.parse(looked.out) as { canStart: boolean; verdict: string; migrations: string[] }
    expect([looked.code, looked.err]).toEqual([canStart ? 0 : 1, ''])
    if (!canStart) {
      expect(verdict).toBe('publish first')
      expect(await obhut(['start', '--port', '0', '--mqtt-port', '0'], { env })).toMatchObject({
        code: 1,
        err: expect.stringContaining('obhut upgrade --publish'),
      })
      expect(await migrations()).toBe(before)
      const published = await obhut(['upgrade', '--publish', '--json'], { env })
      expect(JSON.parse(published.out)).toMatchObject({ published: true, version: 2, material: true })
      expect(await obhut(['start', '--port', '0', '--mqtt-port', '0'], { env })).toMatchObject({
        code: 1,
        err: expect.stringContaining('Version 2 of the statement tells of it and waits for'),
      })
      expect(await migrations()).toBe(before)
      // The earlier code told everybody, and its day has come.
      await store.rows(
        `update obhut.statement set told_at = published_at, effective = current_date - 1 where version = 2`,
      )
    }
    const platform = await running(['start', '--port', '0', '--mqtt-port', '0'], env, asInstalled)
    expect((await fetch(`${platform.url}/datenschutz`)).status).toBe(200)
    expect(await migrations()).toBe(before + missing.length)
    expect(await store.rows('select count(*)::int as people from identity.account')).toEqual([{ people: 2 }])
    const signedIn = await fetch(`${platform.url}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: platform.url },
      body: JSON.stringify({ mail: 'ida@example.org', password: 'correct horse battery', stay: false }),
    })
    expect(signedIn.status).toBe(200)
    const proof = await obhut(['prove', '--json'], { env })
    // This test put the day of version 2 into the past, which the proof notices; everything else holds.
    const broken = (JSON.parse(proof.out).promises as { id: string; holds: boolean }[]).flatMap(one =>
      one.holds ? [] : one.id,
    )
    expect(broken.filter(id => canStart || !['statement/effective', 'statement/changes'].includes(id))).toEqual([])
    await platform.kill('SIGTERM')
    expect(JSON.parse((await obhut(['upgrade', '--check', '--json'], { env })).out)).toMatchObject({
      canStart: true,
      migrations: [],
      changes: [],
    })
  })
})
