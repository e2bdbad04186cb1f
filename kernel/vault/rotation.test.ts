import { createSecretKey, randomBytes, randomUUID } from 'node:crypto'
import { chownSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { databaseIn, withClient } from '../../server/startup/database.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { person } from '../store/work.ts'
import { eraseSubject } from '../rights/erase.ts'
import { card, post, postSql, writer, writing } from './example-for-test.ts'
import { derivedKeys, givenKeys, withDerived, type Generation, type KeySource } from './generations.ts'
import { restoreKeys, writeKeys } from './key-file.ts'
import { keysInFile } from './key-file-source.ts'
import { rotate } from './rotate.ts'
import { keysAsSaid, describedKeys } from './described-keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'obhut-vault-'))
writeFileSync(join(folder, '20261126_post.sql'), postSql)
const modules = [kernel, post(folder)]

/** Master keys that lie where several processes find them: each reads when it is told to. */
function sharedKeys(): KeySource & { readonly all: Generation[] } {
  const all: Generation[] = [...derivedKeys(testSecret).read()]
  return {
    name: 'the keys of a test',
    all,
    read: () => [...all],
    add: () => {
      const next = { number: Math.max(...all.map(({ number }) => number)) + 1, key: createSecretKey(randomBytes(32)) }
      all.push(next)
      return next
    },
    dropBefore: number => {
      all.splice(0, all.length, ...all.filter(one => one.number >= number))
    },
  }
}

async function addCard(world: World, name: string, phone = name): Promise<string> {
  const who = randomUUID()
  await world.store.under(writing, person(who), work =>
    work.over(card).insertInto('post.card').values({ name, phone }).execute(),
  )
  return who
}
const phonesOf = async (world: World, who: string) =>
  (await world.store.under(writing, person(who), work => work.read(card, 'phone').execute())).map(({ phone }) => phone)
const generations = (world: World) =>
  world.rows<{ generation: number; n: number }>(
    'select generation, count(*)::integer as n from obhut.row_key group by 1 order by 1',
  )

describe('a rotation', () => {
  it('wraps every key anew while others read and write, and destroys the earlier generation', async () => {
    const keys = sharedKeys()
    const one = await aWorld({ modules, keys })
    const other = await aWorld({ modules, keys, database: one.database })
    const people = [...(await Promise.all(Array.from({ length: 40 }, (_, n) => addCard(one, `number ${n}`))))]
    let over = false
    const failures: unknown[] = []
    const busy = [one, other].map(async world => {
      while (!over) {
        try {
          people.push(await addCard(world, `number ${people.length}`))
          const who = people[Math.floor(Math.random() * people.length)] ?? ''
          if ((await phonesOf(world, who)).length !== 1) failures.push('not there')
        } catch (error) {
          failures.push(error)
        }
      }
    })
    const before = await one.rows<{ wrapped: Buffer }>('select wrapped from obhut.row_key')
    const { generation, rewrapped } = await rotate(one.store, { batch: 7 })
    over = true
    await Promise.all(busy)
    expect(failures).toEqual([])
    expect(generation).toBe(2)
    expect(rewrapped).toBeGreaterThanOrEqual(40)
    expect(await generations(one)).toEqual([{ generation: 2, n: people.length }])
    expect(keys.all.map(({ number }) => number)).toEqual([2])
    expect(await one.rows('select number from obhut.key_generation')).toEqual([{ number: 2 }])
    for (const who of people) expect(await phonesOf(other, who)).toHaveLength(1)
    const after = new Set(
      (await one.rows<{ wrapped: Buffer }>('select wrapped from obhut.row_key')).map(row =>
        row.wrapped.toString('hex'),
      ),
    )
    expect(before.filter(row => after.has(row.wrapped.toString('hex')))).toEqual([])
    const fresh = await aWorld({ modules, keys, database: one.database })
    for (const who of people) expect(await phonesOf(fresh, who)).toHaveLength(1)
  })
  it('that was cut off is taken up where it ended, and two are not at it at once', async () => {
    const keys = sharedKeys()
    const world = await aWorld({ modules, keys })
    const people = await Promise.all(Array.from({ length: 20 }, (_, n) => addCard(world, `number ${n}`)))
    const cut = rotate(world.store, {
      batch: 5,
      progress: done => {
        if (done >= 10) throw new Error('killed')
      },
    })
    await expect(cut).rejects.toThrow('killed')
    expect(await generations(world)).toEqual([
      { generation: 1, n: 10 },
      { generation: 2, n: 10 },
    ])
    for (const who of people) expect(await phonesOf(world, who)).toHaveLength(1)
    await asOwner(world.database, async other => {
      await other.query(`select pg_advisory_lock(hashtext('obhut vault rotate'))`)
      await expect(rotate(world.store)).rejects.toThrow('rotated already')
    })
    expect(await rotate(world.store)).toEqual({ generation: 2, rewrapped: 10 })
    expect(await generations(world)).toEqual([{ generation: 2, n: 20 }])
    expect(keys.all.map(({ number }) => number)).toEqual([2])
  })
  it('that was cut off before the store knew of the new key uses that key', async () => {
    const keys = sharedKeys()
    const world = await aWorld({ modules, keys })
    await addCard(world, 'one')
    keys.add?.()
    expect(await rotate(world.store)).toEqual({ generation: 2, rewrapped: 1 })
  })
  it('of keys that somebody else looks after waits for a newer one', async () => {
    const [a, b] = [randomBytes(32), randomBytes(32)].map(key => key.toString('base64'))
    const world = await aWorld({ modules })
    await expect(rotate(world.store)).rejects.toThrow(
      /Put generation 2 into OBHUT_VAULT_KEYS[^]*follows from OBHUT_SECRET and stays at hand/,
    )
    const who = await addCard(world, 'one')
    const both = await aWorld({
      modules,
      database: world.database,
      keys: keysAsSaid(describedKeys(withDerived(givenKeys(`2:${b}`), testSecret))),
    })
    expect(await rotate(both.store)).toMatchObject({ generation: 2, rewrapped: 1 })
    expect(await phonesOf(both, who)).toEqual(['one'])
    const alone = await aWorld({
      modules,
      database: world.database,
      keys: withDerived(givenKeys(`2:${b}`), testSecret),
    })
    await expect(rotate(alone.store)).rejects.toThrow('3:<32 random bytes in base64>,2:<the key in use>')
    expect(givenKeys(`2:${b},1:${a}`).read()).toEqual(givenKeys(`2:${b} 1:${a}`).read())
    // A store that began with a key of its own does not take the one of the secret for it.
    await asOwner(alone.database, owner =>
      owner.query(`insert into obhut.key_generation (number, mark, since) values (1, $1, now())`, [Buffer.alloc(16)]),
    )
    await expect(
      aWorld({ modules, database: world.database, keys: withDerived(givenKeys(`2:${b}`), testSecret) }),
    ).rejects.toThrow("Generation 1 of the vault's keys is in use in this store and not in OBHUT_VAULT_KEYS")
  })
})

describe('master keys', () => {
  it('that are missing or are others stop the start', async () => {
    const world = await aWorld({ modules })
    const wrong = (text: string) => aWorld({ modules, database: world.database, keys: givenKeys(text) })
    await expect(wrong(`1:${randomBytes(32).toString('base64')}`)).rejects.toThrow(
      'is not the key that this store was encrypted under',
    )
    await expect(wrong(`7:${randomBytes(32).toString('base64')}`)).rejects.toThrow(
      "Generation 1 of the vault's keys is in use in this store and not in OBHUT_VAULT_KEYS",
    )
    expect(() => givenKeys('1:abc')).toThrow('NUMBER:KEY')
    expect(() => givenKeys('1:abc')).not.toThrow('abc')
  })
  it('lie in a file that only its owner can read, and are never made anew for a store that has some', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'obhut-keys-')), 'vault')
    expect(() => keysInFile(file, false)).toThrow('is missing')
    const keys = keysInFile(file, true)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const [first] = keys.read()
    expect(keys.add?.().number).toBe(2)
    expect(
      keysInFile(file, true)
        .read()
        .map(({ number }) => number)
        .sort(),
    ).toEqual([1, 2])
    expect(
      keys
        .read()
        .find(({ number }) => number === 1)
        ?.key.export(),
    ).toEqual(first?.key.export())
    keys.dropBefore?.(2)
    expect(keys.read().map(({ number }) => number)).toEqual([2])
    // Root that rotates by hand leaves the file to the user of the service.
    if (process.getuid?.() === 0) {
      chownSync(file, 65534, 65534)
      keys.add?.()
      expect([statSync(file).uid, statSync(file).mode & 0o777]).toEqual([65534, 0o600])
    }
    writeFileSync(file, '{"generations": [{"number": 2, "key": "short"}]}')
    expect(() => keys.read()).toThrow('does not hold the keys of a vault')
  })
})

/**
 * Another database that holds the same rows, as a backup of the data that somebody put back: without what lies apart.
 */
async function restoredFrom(world: World, { withKeys }: { withKeys: boolean }): Promise<World['database']> {
  const name = `restored_${randomBytes(6).toString('hex')}`
  const template = world.database.place.database
  await world.stop()
  await withClient(testCluster(), admin =>
    admin.query(
      `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)} owner obhut_owner`,
    ),
  )
  const database = await databaseIn(testCluster(), name, testSecret)
  if (!withKeys) await asOwner(database, owner => owner.query('delete from obhut.row_key'))
  return database
}
const asOwner = <R>(database: World['database'], work: (owner: pg.Client) => Promise<R>): Promise<R> =>
  withClient({ ...database.place, ...database.owner }, work)

const putBack = (owner: pg.Client, { store }: World, file: string): Promise<number> =>
  restoreKeys(owner, { declared: store.declarations, vault: store.vault, file })
const keysIn = (world: World) => world.rows('select id, generation, wrapped from obhut.row_key order by id')

describe('a file of wrapped keys', () => {
  it('is not put back where it is older than a rotation, another store’s, or anything else, and then changes nothing', async () => {
    const keys = sharedKeys()
    const world = await aWorld({ modules, keys })
    const ida = await addCard(world, 'Ida', '+49 30 4711')
    const tried = (name: string, into = world): Promise<number> =>
      asOwner(into.database, owner => putBack(owner, into, join(folder, name)))
    const writes = (of: World, name: string): Promise<number> =>
      asOwner(of.database, owner => writeKeys(owner, join(folder, name)))
    const another = await aWorld({ modules })
    await addCard(another, 'Otto')
    await writes(another, 'of another store')
    writeFileSync(
      join(folder, 'of another vault'),
      readFileSync(join(folder, 'of another store'), 'utf8').replace(
        /"mark":"[0-9a-f]{32}"/,
        `"mark":"${randomBytes(16).toString('hex')}"`,
      ),
    )
    await writes(world, 'before Eva')
    const eva = await addCard(world, 'Eva', '+49 30 99')
    const refusals = async (all: Readonly<Record<string, RegExp>>): Promise<void> => {
      const before = [await keysIn(world), await world.rows('select * from obhut.key_generation')]
      for (const [name, says] of Object.entries(all)) await expect(tried(name), name).rejects.toThrow(says)
      expect([await keysIn(world), await world.rows('select * from obhut.key_generation')]).toEqual(before)
    }
    writeFileSync(join(folder, 'a letter'), 'Dear Ida,\n')
    writeFileSync(join(folder, 'nothing'), '')
    writeFileSync(join(folder, 'beside a backup'), '{"is":"obhut backup 1","salt":"…","by":"secret"}\n…')
    const [head = '', ...lines] = readFileSync(join(folder, 'before Eva'), 'utf8').trimEnd().split('\n')
    writeFileSync(join(folder, 'cut off'), `${head}\n${lines[0]?.slice(0, -30)}`)
    const one = JSON.parse(lines[0] ?? '') as { wrapped: string }
    writeFileSync(
      join(folder, 'changed'),
      `${head}\n${JSON.stringify({ ...one, wrapped: Buffer.from(one.wrapped, 'base64').fill(7, 20).toString('base64') })}\n`,
    )
    await refusals({
      'of another vault': /under another master key than generation 1/,
      'of another store': /2 rows of this store would lose the key/,
      'before Eva': /1 row of this store would lose the key that opens it/,
      'a letter': /is no file of wrapped keys/,
      nothing: /is empty/,
      'beside a backup': /obhut restore takes it/,
      'cut off': /damaged in line 2/,
      changed: /does not open/,
    })
    await writes(world, 'before the rotation')
    await rotate(world.store)
    await refusals({ 'before the rotation': /under generation 1 of master keys, which is not in the keys of a test/ })
    expect([await phonesOf(world, ida), await phonesOf(world, eva)]).toEqual([['+49 30 4711'], ['+49 30 99']])
    // Nothing would be lost, and nothing gained: that a store has no keys is no reason to take those of another.
    const empty = await aWorld({ modules })
    await expect(tried('of another store', empty)).rejects.toThrow(/None of the 1 keys/)
  })
  it('opens again what came back with keys under a master key that is gone', async () => {
    const keys = sharedKeys()
    const before = await aWorld({ modules, keys })
    const ida = await addCard(before, 'Ida', '+49 30 4711')
    const backup = await restoredFrom(before, { withKeys: true })
    const live = await aWorld({ modules, keys, database: before.database })
    await rotate(live.store)
    await asOwner(live.database, owner => writeKeys(owner, join(folder, 'after the rotation')))
    expect(await asOwner(backup, owner => putBack(owner, live, join(folder, 'after the rotation')))).toBe(1)
    expect(await phonesOf(await aWorld({ modules, keys, database: backup }), ida)).toEqual(['+49 30 4711'])
  })
  it('takes the place of keys from before a rotation, and of no other store’s', async () => {
    const world = await aWorld({ modules, keys: sharedKeys() })
    await addCard(world, 'Ida', '+49 30 4711')
    const file = join(folder, 'kept')
    const write = (replace: boolean): Promise<number> =>
      asOwner(world.database, owner => writeKeys(owner, file, { replace }))
    await write(false)
    await rotate(world.store)
    await rotate(world.store)
    expect(await write(true)).toBe(1)
    // Of a copy that was restored before a rotation: the store in service has written newer keys since.
    const written = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      written.replace(/"number":\d+,"mark":"[0-9a-f]{32}"/, `"number":9,"mark":"${randomBytes(16).toString('hex')}"`),
    )
    await expect(write(true)).rejects.toThrow('of another vault and stays as it is')
    writeFileSync(file, written.replace(`"store":"${world.store.id}"`, '"store":"0a1b2c3d"'))
    await expect(write(true)).rejects.toThrow('of another vault and stays as it is')
  })
  it('takes the place of nothing, unless of earlier keys of the same vault when that is asked for', async () => {
    const world = await aWorld({ modules })
    await addCard(world, 'Ida', '+49 30 4711')
    const write = (name: string, how: { readonly replace?: boolean } = {}): Promise<number> =>
      asOwner(world.database, owner => writeKeys(owner, join(folder, name), how))
    const [master, others] = ['master of somebody', 'keys of another vault']
    writeFileSync(join(folder, master), '{"generations":[{"number":1,"key":"…"}]}')
    writeFileSync(
      join(folder, others),
      `${JSON.stringify({ obhut: 'keys of rows', generations: [{ number: 1, mark: '00', since: '', retired: null }] })}\n`,
    )
    for (const name of [master, others]) {
      const before = readFileSync(join(folder, name), 'utf8')
      await expect(write(name)).rejects.toThrow('is there already')
      await expect(write(name, { replace: true })).rejects.toThrow('stays as it is')
      expect(readFileSync(join(folder, name), 'utf8')).toBe(before)
    }
    const both = await Promise.allSettled([write('new'), write('new')])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(write('new')).rejects.toThrow('is there already')
    expect(await write('new', { replace: true })).toBe(1)
    expect(readdirSync(folder).filter(name => name.startsWith('new'))).toEqual(['new'])
    // A run that was killed leaves what it had written; the next one takes it away, and nothing of anybody else's.
    const [left, foreign] = [`new.${randomUUID()}`, `new.${randomUUID()}`]
    writeFileSync(join(folder, left), readFileSync(join(folder, 'new')))
    writeFileSync(join(folder, foreign), readFileSync(join(folder, others)))
    expect(await write('new', { replace: true })).toBe(1)
    expect(
      readdirSync(folder)
        .filter(name => name.startsWith('new'))
        .toSorted(),
    ).toEqual(['new', foreign])
  })
})

describe('an older backup that is put back', () => {
  it('opens what still has its key, and nothing that was erased since', async () => {
    const file = join(folder, 'keys')
    const before = await aWorld({ modules })
    const ida = await addCard(before, 'Ida', '+49 30 4711')
    const otto = await addCard(before, 'Otto', '+49 30 815')
    const backup = await restoredFrom(before, { withKeys: false })
    const live = await aWorld({ modules, database: before.database })
    await asOwner(live.database, owner => writeKeys(owner, file))
    await eraseSubject(live.store, { kind: writer.kind, id: ida })
    const eva = await addCard(live, 'Eva', '+49 30 99')
    expect(await asOwner(live.database, owner => writeKeys(owner, file, { replace: true }))).toBe(2)
    expect(statSync(file).mode & 0o777).toBe(0o600)

    expect(await asOwner(backup, owner => putBack(owner, live, file))).toBe(1)
    const restored = await aWorld({ modules, database: backup })
    expect(await phonesOf(restored, otto)).toEqual(['+49 30 815'])
    expect(await phonesOf(restored, eva)).toEqual([])
    expect(await restored.rows('select from post.card where subject = $1', [ida])).toHaveLength(1)
    await expect(phonesOf(restored, ida)).rejects.toThrow('its key is destroyed')
    expect(readFileSync(file, 'utf8')).not.toContain('4711')
  })
  it('that was made by other means, keys and all, opens nothing once the master key was rotated', async () => {
    const keys = sharedKeys()
    const before = await aWorld({ modules, keys })
    const ida = await addCard(before, 'Ida')
    const backup = await restoredFrom(before, { withKeys: true })
    const live = await aWorld({ modules, keys, database: before.database })
    await eraseSubject(live.store, { kind: writer.kind, id: ida })
    await rotate(live.store)
    await expect(aWorld({ modules, keys, database: backup })).rejects.toThrow(
      "Generation 1 of the vault's keys is in use in this store and not in the keys of a test",
    )
  })
})
