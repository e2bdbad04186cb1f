// Reads a backup, the ledger and the vault by docs/backup.md and docs/vault.md alone, with nothing of ours but the
// files: what the pages say is enough, and true.
import { execFileSync } from 'node:child_process'
import { createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, randomUUID, scryptSync } from 'node:crypto'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { asOwner } from '../../server/startup/foundation.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { person } from '../store/work.ts'
import { remember } from '../ledger/ledger.ts'
import { card, post, postSql, writing } from '../vault/example-for-test.ts'
import { writeKeys } from '../vault/key-file.ts'
import { derivedKeys, type KeySource } from '../vault/generations.ts'
import { keysInFile } from '../vault/key-file-source.ts'
import { readEnvironment } from '../../server/startup/environment.ts'
import { backUp } from './backup.ts'

/** AES-256-GCM with a tag of 16 bytes. */
function opened(
  key: Buffer,
  nonce: Buffer,
  cipherText: Buffer,
  tag: Buffer,
  additional: Buffer = Buffer.alloc(0),
): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(additional).setAuthTag(tag)
  return Buffer.concat([decipher.update(cipherText), decipher.final()])
}

/** "A backup", steps 1 to 3. */
function plainTextOf(file: Buffer, secret: Buffer, passphrase?: string): Buffer {
  const end = file.indexOf(0x0a) + 1
  const first = Buffer.from(file.subarray(0, end))
  const { is, salt, by } = JSON.parse(first.toString()) as { is: string; salt: string; by: string }
  expect([is, by]).toEqual(['obhut backup 1', passphrase === undefined ? 'secret' : 'passphrase'])
  const salted = Buffer.from(salt, 'base64')
  const key =
    passphrase === undefined
      ? Buffer.from(hkdfSync('sha256', secret, salted, 'obhut backup 1', 32))
      : scryptSync(passphrase, salted, 32, { N: 65_536, r: 8, p: 1, maxmem: 128 * 65_536 * 8 * 2 })
  const plain: Buffer[] = []
  const size = 1_048_576 + 16
  for (let at = end, number = 0n; at < file.length; at += size, number++) {
    const chunk = file.subarray(at, at + size)
    const nonce = Buffer.alloc(12)
    nonce[0] = at + size >= file.length ? 1 : 0
    nonce.writeBigUInt64BE(number, 4)
    plain.push(opened(key, nonce, chunk.subarray(0, -16), chunk.subarray(-16), first))
  }
  return Buffer.concat(plain)
}

interface Table {
  readonly columns: readonly string[]
  readonly rows: string[][]
}
interface Archive {
  readonly about: Record<string, unknown>
  readonly tables: Map<string, Table>
  readonly whole: boolean
}

/** "The plain text" and the order of frames, with the sums that each table ends with. */
function archiveIn(plain: Buffer): Archive {
  const frames: { kind: string; body: Buffer }[] = []
  for (let at = 0; at < plain.length; ) {
    const length = plain.readUInt32BE(at + 1)
    frames.push({ kind: String.fromCharCode(plain[at]!), body: plain.subarray(at + 5, at + 5 + length) }) // within the loop's bound
    at += 5 + length
  }
  const tables = new Map<string, Table>()
  let [about, present, lines]: [Record<string, unknown>, string, Buffer[]] = [{}, '', []]
  let whole = false
  for (const { kind, body } of frames) {
    if (kind === 'D') {
      for (let at = 0; at < body.length; ) {
        const end = body.indexOf(0x0a, at) + 1
        lines.push(body.subarray(at, end))
        at = end
      }
      continue
    }
    expect(kind).toBe('J')
    const object = JSON.parse(body.toString()) as Record<string, unknown>
    if ('part' in object) about = object
    else if ('table' in object) {
      ;[present, lines] = [object['table'] as string, []]
      tables.set(present, { columns: object['columns'] as string[], rows: [] })
    } else if ('ends' in object) {
      const sum = lines.reduce(
        (all, line) => BigInt.asUintN(64, all + createHash('sha256').update(line).digest().readBigUInt64BE()),
        0n,
      )
      expect({ ends: present, rows: lines.length, sum: sum.toString(16) }).toEqual({
        ...object,
        sum: BigInt(`0x${object['sum'] as string}`).toString(16),
      })
      tables.get(present)?.rows.push(...lines.map(line => line.toString().slice(0, -1).split('\t')))
    } else whole = object['whole'] === true
  }
  return { about, tables, whole }
}
/** `COPY … TO STDOUT`, text format: `\N` and backslash escapes. */
const value = (text: string): string | null =>
  text === '\\N'
    ? null
    : text.replace(/\\(.)/g, (_, one: string) => ({ t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', v: '\v' })[one] ?? one)
const rowsOf = ({ tables }: Archive, name: string): Record<string, string | null>[] =>
  (tables.get(name)?.rows ?? []).map(row =>
    Object.fromEntries(tables.get(name)!.columns.map((column, at) => [column, value(row[at] ?? '\\N')])),
  ) // found above
const bytes = (hex: string | null | undefined): Buffer => Buffer.from((hex ?? '').replace(/^\\x/, ''), 'hex')

/** "An encrypted value". */
const decrypted = (key: Buffer, encrypted: Buffer, boundTo: string): Buffer => {
  expect(encrypted[0]).toBe(1)
  return opened(
    key,
    encrypted.subarray(1, 13),
    encrypted.subarray(13, -16),
    encrypted.subarray(-16),
    Buffer.from(boundTo),
  )
}
/** The key of a row, as `wrapped` holds it. */
const keyOfRow = (master: Buffer, wrapped: Buffer, keptIn: string, id: string): Buffer =>
  decrypted(master, wrapped.subarray(4), `key ${wrapped.readUInt32BE()} ${keptIn} ${id}`)

describe('the formats, by what the documentation says of them and nothing else', () => {
  let world: World
  let folder: string
  let secret: Buffer
  const subject = randomUUID()
  const name = 'Ada\tLovelace \\ "Grüße"\nzwei Zeilen'
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'obhut-formats-'))
    await writeFile(join(folder, '20261201_post.sql'), postSql)
    world = await aWorld({ modules: [kernel, post(folder)] })
    await world.store.under(writing, person(subject), async work => {
      await work.over(card).insertInto('post.card').values({ name, phone: '+49 331 1234' }).execute()
    })
    // More than one chunk.
    await world.rows(
      `insert into post.card (name, subject, version) select repeat(md5(n::text), 300), gen_random_uuid(), 1 from generate_series(1, 300) n`,
    )
    await world.store.desk('rights', async (client, now) => {
      await remember(client, now, { what: 'suppressed', address: 'nobody@example.org' })
      await remember(client, now, { what: 'erased', kind: 'writer', subject })
    })
    await world.store.shipped()
    secret = testSecret
    // Of the wrapped keys beside them only the newest file stays.
    await backUp(world.store, join(folder, 'b.backup'), { passphrase: 'a long enough passphrase' })
    await backUp(world.store, join(folder, 'a.backup'), { secret })
  })

  it('a backup gives back each row, by the secret and by a passphrase', async () => {
    for (const [file, passphrase] of [
      ['a.backup', undefined],
      ['b.backup', 'a long enough passphrase'],
    ] as const) {
      const archive = archiveIn(plainTextOf(await readFile(join(folder, file)), secret, passphrase))
      expect(archive.about).toMatchObject({
        part: 'data',
        store: world.store.id,
        kind: 'test',
        ledger: 2,
        migrations: expect.arrayContaining([{ name: '20261201_post', hash: expect.any(String) }]),
      })
      expect(archive.whole).toBe(true)
      expect(rowsOf(archive, 'post.card')).toHaveLength(301)
      expect(rowsOf(archive, 'post.card').find(one => one['subject'] === subject)).toMatchObject({ name, pin: null })
      for (const apart of ['obhut.row_key', 'obhut.erasure_key'])
        expect(archive.tables.has(apart), 'keys lie apart').toBe(false)
      const places = [...archive.tables.keys()]
      expect(places.indexOf('post.thread'), 'tables come after those that they refer to').toBeLessThan(
        places.indexOf('post.letter'),
      )
    }
  })
  it('with the wrapped keys and the master key an encrypted value opens, and without them it does not', async () => {
    const encrypted = rowsOf(
      archiveIn(plainTextOf(await readFile(join(folder, 'a.backup')), secret)),
      'post.card',
    ).find(one => one['subject'] === subject)
    const master = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'obhut vault generation 1', 32))
    const id = encrypted?.['id'] ?? ''

    const beside = archiveIn(plainTextOf(await readFile(join(folder, `obhut-${world.store.id}.keys`)), secret))
    expect(beside.about).toMatchObject({ part: 'keys', store: world.store.id })
    const row = rowsOf(beside, 'obhut.row_key').find(one => one['id'] === id)
    const key = keyOfRow(master, bytes(row?.['wrapped']), 'post.card', id)
    expect(decrypted(key, bytes(encrypted?.['phone']), `post.card.phone ${id}`).toString()).toBe('+49 331 1234')
    expect(() => decrypted(key, bytes(encrypted?.['phone']), `post.card.phone ${randomUUID()}`)).toThrow()

    await asOwner(world.database, owner => writeKeys(owner, join(folder, 'keys')))
    const [head, ...lines] = (await readFile(join(folder, 'keys'), 'utf8'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, any>) // any: as the page has it
    expect(head).toMatchObject({
      obhut: 'keys of rows',
      store: world.store.id,
      generations: [
        {
          number: 1,
          mark: createHmac('sha256', master).update('obhut vault generation').digest().subarray(0, 16).toString('hex'),
          retired: null,
        },
      ],
    })
    const line = lines.find(one => one['id'] === id)
    expect(line).toMatchObject({ keptIn: 'post.card', generation: 1 })
    expect(keyOfRow(master, Buffer.from(line?.['wrapped'] as string, 'base64'), 'post.card', id)).toEqual(key)
  })
  it('the ledger says what was done, to whom who can be named knows, and each line hangs on the one before', async () => {
    const key = createHmac('sha256', secret).update('ledger').digest()
    const mark = (...words: string[]): string =>
      createHmac('sha256', key).update(JSON.stringify(words)).digest('base64url')
    let chain = ''
    const bodies = (await readFile(world.store.ledger!.place, 'utf8'))
      .trimEnd()
      .split('\n')
      .map(line => {
        const [body = '', sealed = '', chained] = line.split('\t')
        chain = createHmac('sha256', key)
          .update('line')
          .update(chain)
          .update(Buffer.of(0))
          .update(body)
          .digest('base64url')
        expect(chained).toBe(chain)
        return { ...(JSON.parse(body) as Record<string, unknown>), sealed }
      })
    expect(bodies[0]).toMatchObject({ is: 'obhut ledger 1', store: world.store.id, after: 0 })
    expect(bodies.slice(1)).toMatchObject([
      { number: 1, what: 'suppressed', mark: mark('address', 'nobody@example.org'), sealed: '', digest: null },
      { number: 2, what: 'erased', kind: 'writer', mark: mark('person', 'writer', subject) },
    ])
  })
})

describe('secret and vault of a folder, and settings of a server of one’s own', () => {
  it('become each other by the commands of docs/backup.md', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/backup.md'), 'utf8')
    const [there, back, derived] = [
      ...page.slice(page.indexOf('### From a folder to a server')).matchAll(/^```\n([^]*?)^```$/gm),
    ].map(([, commands = '']) => commands) as [string, string, string]
    const own = await mkdtemp(join(tmpdir(), 'obhut-moved-'))
    const secret = randomBytes(32)
    await writeFile(join(own, 'secret'), secret, { mode: 0o600 })
    const keys = keysInFile(join(own, 'vault'), true)
    keys.add?.()
    const wanted = keys.read().map(({ number, key }) => [number, key.export().toString('base64')])
    const shell = (commands: string): string =>
      execFileSync('sh', ['-euc', commands], {
        cwd: own,
        encoding: 'utf8',
        env: { PATH: `${dirname(process.execPath)}:${process.env['PATH']}` },
      })
    const said = (commands: string) =>
      readEnvironment(
        Object.fromEntries(
          shell(`${commands}\nprintf '%s\\n' "$OBHUT_SECRET" "$OBHUT_VAULT_KEYS"`)
            .trim()
            .split('\n')
            .map((line, index) => [['OBHUT_SECRET', 'OBHUT_VAULT_KEYS'][index], line]),
        ),
      )
    const read = (source: KeySource | undefined) =>
      source?.read().map(({ number, key }) => [number, key.export().toString('base64')])
    const settings = said(there)
    expect([settings.secret, read(settings.vaultKeys)]).toEqual([secret, wanted])
    shell(`${there}\nrm secret vault\n${back}`)
    expect([await readFile(join(own, 'secret')), read(keysInFile(join(own, 'vault'), false))]).toEqual([secret, wanted])
    expect(read(said(`${there}\n${derived}`).vaultKeys)).toEqual(read(derivedKeys(secret)))
  })
})
