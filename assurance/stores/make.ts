// Makes the store of a live installation by the code of any commit, as a file for the tests of upgrades:
//
//     node tools/ready.mjs assurance/stores/make.ts 743106a
//
// The commit is checked out beside this one, started as an operator would start it, on Debian's PostgreSQL, and used
// through its own interfaces alone; what its database and its ledger hold then is written to
// `assurance/stores/COMMIT.json.gz`. Everybody in it is invented.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { callbackify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { SMTPServer } from 'smtp-server'
import { selfSigned } from '../../server/testing/certificate.ts'
import { aDebianPostgres, roomForObhut } from '../../tools/testing/debian-postgres.ts'
import { secretOfStores, type KeptStore } from './kept.ts'

const [commit = ''] = process.argv.slice(2)
if (!/^[0-9a-f]{7,40}$/.test(commit))
  throw new Error('which commit? node tools/ready.mjs assurance/stores/make.ts COMMIT')

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'obhut-store-of-'))
const checkout = join(folder, 'checkout')
const password = 'correct horse battery'

/** A relay that keeps the links of letters, by address. */
async function aRelay(): Promise<{
  readonly port: number
  readonly ca: string
  linkFor(mail: string): Promise<string>
  close(): void
}> {
  const { key, cert } = selfSigned('localhost')
  const links = new Map<string, string>()
  const server = new SMTPServer({
    key,
    cert,
    authOptional: true,
    disableReverseLookup: true,
    onData: callbackify(
      async (stream: NodeJS.ReadableStream, session: { envelope: { rcptTo: readonly { address: string }[] } }) => {
        const letter = (await text(stream)).replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=')
        const [link] = /https?:\/\/[^\s"<>]+#[\w-]+/.exec(letter) ?? []
        if (link !== undefined) for (const { address } of session.envelope.rcptTo) links.set(address, link)
      },
    ),
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const ca = join(folder, 'relay.pem')
  writeFileSync(ca, cert)
  return {
    port: (server.server.address() as AddressInfo).port,
    ca,
    close: () => {
      server.close(() => {})
    },
    async linkFor(mail) {
      for (let tried = 0; tried < 300; tried++) {
        const link = links.get(mail)
        if (link !== undefined) return link
        await new Promise(resolve => {
          setTimeout(resolve, 100)
        })
      }
      throw new Error(`no letter came to ${mail}`)
    },
  }
}

/** A manifest that states every activity of that commit, as its own tests write it. */
const manifestOf = (hosts: { readonly mail: readonly string[]; readonly database: readonly string[] }): string => `
  const { aManifest } = await import('./server/testing/manifest.ts')
  const { everyModule } = await import('./server/modules.ts')
  const { parse, stringify } = await import('yaml')
  const manifest = parse(aManifest(everyModule, { 'homes.claiming': { atRegistration: 'later' } }))
  manifest.stores.database.hosts = ${JSON.stringify(hosts.database)}
  manifest.recipients.post.hosts = ${JSON.stringify(hosts.mail)}
  process.stdout.write(stringify(manifest, { aliasDuplicateObjects: false }))`

execFileSync('git', ['-C', root, 'worktree', 'add', '--detach', checkout, commit], { stdio: 'inherit' })
const postgres = await aDebianPostgres()
const relay = await aRelay()
let started: ChildProcess | undefined
try {
  // The same packages, where the lockfile is the same; else the checkout installs its own.
  if (
    readFileSync(join(checkout, 'package-lock.json'), 'utf8') === readFileSync(join(root, 'package-lock.json'), 'utf8')
  )
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'))
  execFileSync(process.execPath, ['tools/ready.mjs'], { cwd: checkout, stdio: 'inherit' })
  const url = await roomForObhut(postgres, 'obhut')
  const ledger = join(folder, 'ledger', 'entries')
  const manifest = join(folder, 'firma.yaml')
  const hosts = { mail: [`localhost:${relay.port}`], database: [`127.0.0.1:${postgres.port}`] }
  writeFileSync(
    manifest,
    execFileSync(process.execPath, ['--input-type=module', '-e', manifestOf(hosts)], {
      cwd: checkout,
      encoding: 'utf8',
    }),
  )
  const env = {
    ...process.env,
    DATABASE_URL: url,
    OBHUT_SECRET: secretOfStores.toString('base64'),
    OBHUT_LEDGER: ledger,
    OBHUT_SMTP_URL: `smtp://localhost:${relay.port}?ca=${relay.ca}`,
    OBHUT_MAIL_FROM: 'post@havelheim.example',
  }
  const serving = spawn(
    process.execPath,
    [join(checkout, 'tools/obhut.mjs'), 'start', '--manifest', manifest, '--port', '0', '--mqtt-port', '0'],
    { env, stdio: ['ignore', 'pipe', 'inherit'], cwd: folder },
  )
  started = serving
  const at = await new Promise<string>((resolve, reject) => {
    let said = ''
    serving.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const [, found] = /Obhut runs at (http:\S+)/.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    serving.once('exit', () => {
      reject(new Error(said))
    })
  })
  const post = async (path: string, body: object): Promise<Response> =>
    fetch(`${at}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: at },
      body: JSON.stringify(body),
    })
  for (const [mail, firstName, lastName] of [
    ['ida@example.org', 'Ida', 'Sonnenschein'],
    ['otto@example.org', 'Otto', 'Grün'],
    ['ruth@example.org', 'Ruth', 'Weiß'],
  ]) {
    const asked = await post('/api/registrations', { mail, firstName, lastName, language: 'de', password })
    if (asked.status !== 202) throw new Error(`${asked.status} ${await asked.text()}`)
    const token = (await relay.linkFor(mail ?? '')).split('#')[1]
    // Earlier code takes the link alone, later code the password with it.
    const confirmed = [
      await post('/api/registrations/confirm', { token, password }),
      await post('/api/registrations/confirm', { token }),
    ]
    if (!confirmed.some(({ status }) => status === 200))
      throw new Error(`${confirmed.map(({ status }) => status).join()} ${await confirmed[1]?.text()}`)
  }
  const obhut = (...args: string[]): string =>
    execFileSync(process.execPath, [join(checkout, 'tools/obhut.mjs'), ...args], { env, encoding: 'utf8', cwd: folder })
  obhut('staff', 'invite', '--mail', 'grace@firma.example', '--first-name', 'Grace', '--last-name', 'Hopper')
  obhut('rights', 'erase', '--mail', 'ruth@example.org', '--yes')
  // Until the log is sealed.
  await new Promise(resolve => {
    setTimeout(resolve, 3000)
  })
  serving.removeAllListeners('exit')
  serving.kill('SIGTERM')
  await once(serving, 'exit')

  const dump = execFileSync(
    join(postgres.bin, 'pg_dump'),
    ['--dbname', url, '--inserts', '--rows-per-insert=50', '--no-comments'],
    { encoding: 'utf8', maxBuffer: 1e9 },
  )
  const kept: KeptStore = {
    commit: execFileSync('git', ['-C', checkout, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim(),
    sql: dump.replaceAll(/^\\(un)?restrict .*\n/gm, ''),
    ledger: readFileSync(ledger, 'utf8'),
  }
  const file = join(import.meta.dirname, `${commit}.json.gz`)
  writeFileSync(file, gzipSync(JSON.stringify(kept), { level: 9 }))
  console.log(`${file}: ${(readFileSync(file).length / 1000).toFixed(0)} KB`)
} finally {
  started?.kill('SIGTERM')
  relay.close()
  await postgres.stop()
  execFileSync('git', ['-C', root, 'worktree', 'remove', '--force', checkout])
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
