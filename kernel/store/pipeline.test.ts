import { readFile } from 'node:fs/promises'
import pg, { type PoolClient } from 'pg'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { testCluster } from '../../tools/testing/cluster.ts'
import { Beginning, begin, commit, inOneGo, type Planned } from './pipeline.ts'

const pool = new pg.Pool({ ...testCluster(), max: 2, pipeline: true } as pg.PoolConfig)
pool.on('error', () => {})
pool.on('connect', client => {
  client.on('error', () => {})
})
afterAll(() => pool.end())

const named: Planned = { name: 'test-word', text: `select set_config('obhut.word', $1, true)`, values: ['heard'] }
const heard = { text: `select current_setting('obhut.word', true) as word` }
const statusOf = (client: PoolClient): unknown =>
  (client as unknown as { getTransactionStatus(): string }).getTransactionStatus()
/** What reaches the database of one connection, in pieces. */
function piecesTo(client: PoolClient): unknown[] {
  const { stream } = (
    client as unknown as {
      connection: {
        stream: {
          _writev(of: unknown[], done: () => void): void
          _write(of: unknown, encoding: string, done: () => void): void
        }
      }
    }
  ).connection
  const seen: unknown[] = []
  const { _write, _writev } = stream
  stream._write = function (...of) {
    seen.push(1)
    _write.apply(this, of)
  }
  stream._writev = function (...of) {
    seen.push(of[0].length)
    _writev.apply(this, of)
  }
  return seen
}

describe('the driver', () => {
  it('is the one whose parts pipeline.ts relies on, pinned to its version', async () => {
    const { dependencies } = JSON.parse(await readFile('package.json', 'utf8'))
    const { version } = JSON.parse(await readFile('node_modules/pg/package.json', 'utf8'))
    // Whoever takes another one reads pg's lib/query.js and lib/connection.js, runs these tests, and says so here.
    expect([dependencies.pg, version]).toEqual(['8.23.1', '8.23.1'])
  })
  it('has these parts', async () => {
    const { prototype } = pg.Query as unknown as { prototype: Record<string, unknown> }
    for (const part of ['prepare', 'submit', 'handleDataRow', 'handleCommandComplete', 'handleError'])
      expect(prototype[part], part).toBeTypeOf('function')
    const client = await pool.connect()
    const { connection } = client as unknown as { connection: Record<string, unknown> }
    for (const part of ['parse', 'bind', 'execute', 'sync']) expect(connection[part], part).toBeTypeOf('function')
    client.release()
  })
})

describe('statements said in one go', () => {
  let client: PoolClient
  beforeEach(async () => {
    client = await pool.connect()
    await client.query('create temporary table said (word text primary key)')
    return () => {
      client.release(true)
    }
  })

  it('answer with the last one’s rows, on a connection that does not know them yet and on one that does', async () => {
    for (let round = 0; round < 3; round++) {
      const { rows, command, rowCount } = await inOneGo(client, [begin, named], heard)
      expect({ rows, command, rowCount }).toEqual({ rows: [{ word: 'heard' }], command: 'SELECT', rowCount: 1 })
      expect((await inOneGo(client, [named, named], commit)).command).toBe('COMMIT')
    }
  })

  it('go out in one piece once the connection knows them', async () => {
    await inOneGo(client, [begin, named], heard)
    await client.query('commit')
    const pieces = piecesTo(client)
    await inOneGo(client, [begin, named], heard)
    expect(pieces).toHaveLength(1)
  })

  it('are nothing together where one of them fails, whichever it is, and the connection goes on', async () => {
    const twice: Planned = { name: 'test-insert', text: 'insert into said (word) values ($1)', values: ['said twice'] }
    const wrong = { text: 'select 1 / $1::int as share', values: [0] }
    for (let round = 0; round < 3; round++) {
      await expect(inOneGo(client, [begin, twice, twice], commit)).rejects.toMatchObject({ code: '23505' })
      await client.query('rollback')
      await expect(inOneGo(client, [begin, twice], wrong)).rejects.toMatchObject({ code: '22012' })
      await expect(inOneGo(client, [named], commit)).rejects.toMatchObject({ code: '25P02' })
      await client.query('rollback')
      expect((await client.query('select from said')).rowCount).toBe(0)
    }
  })

  it('each get their own answer, however many are under way', async () => {
    const ask = (word: string) =>
      inOneGo(client, [{ ...named, values: [word] }], { name: 'test-heard', text: heard.text }).then(
        ({ rows }) => rows[0],
      )
    await client.query('begin')
    const words = Array.from({ length: 20 }, (_, at) => `word ${at}`)
    expect(await Promise.all(words.map(ask))).toEqual(words.map(word => ({ word })))
    expect(await Promise.all(words.map(ask))).toEqual(words.map(word => ({ word })))
  })

  it('fail where the connection is lost', async () => {
    await inOneGo(client, [named], heard)
    await expect(inOneGo(client, [named], { text: 'select pg_terminate_backend(pg_backend_pid())' })).rejects.toThrow()
    await expect(inOneGo(client, [named], heard)).rejects.toThrow()
  })
})

describe('the beginning of a transaction', () => {
  it('goes with the first statement, and with no other', async () => {
    const client = await pool.connect()
    for (let round = 0; round < 2; round++) {
      const beginning = new Beginning(client, [named])
      expect(statusOf(client)).toBe('I')
      expect((await Promise.all([beginning.ask(heard), beginning.ask(heard)])).map(({ rows }) => rows)).toEqual([
        [{ word: 'heard' }],
        [{ word: 'heard' }],
      ])
      expect([beginning.taken(), statusOf(client)]).toEqual([[], 'T'])
      await client.query('commit')
    }
    client.release()
  })

  it('is left out for what reads alone, which is bound all the same and leaves nothing open', async () => {
    const client = await pool.connect()
    const knowsNothing = new Beginning(client, [{ ...named, name: 'test-word-alone' }])
    expect(knowsNothing.askAlone(heard)).toBeUndefined()
    await knowsNothing.ask(heard)
    knowsNothing.leave()
    const binds: Planned = { ...named, name: 'test-word-alone' }
    await new Beginning(client, [binds]).ask(heard)
    await client.query('commit')
    const beginning = new Beginning(client, [binds])
    const pieces = piecesTo(client)
    expect((await beginning.askAlone(heard))?.rows).toEqual([{ word: 'heard' }])
    expect([pieces.length, statusOf(client)]).toEqual([1, 'I'])
    expect((await client.query(heard)).rows).toEqual([{ word: '' }])
    await expect(beginning.askAlone({ text: 'select 1 / $1::int as share', values: [0] })).rejects.toMatchObject({
      code: '22012',
    })
    expect((await client.query(heard)).rows).toEqual([{ word: '' }])
    // Whatever comes next begins a transaction, bound anew; none is made within it.
    expect((await beginning.ask(heard)).rows).toEqual([{ word: 'heard' }])
    expect([statusOf(client), beginning.askAlone(heard)]).toEqual(['T', undefined])
    beginning.leave()
    const next = new Beginning(client, [{ ...binds, values: ['next'] }])
    const [own, last] = await Promise.all([
      next.askAlone({ text: 'select pg_current_xact_id_if_assigned()::text as own' }),
      next.askAlone(heard),
    ])
    expect([own?.rows, last?.rows, statusOf(client)]).toEqual([[{ own: null }], [{ word: 'next' }], 'I'])
    client.release()
  })
  it('goes alone before whoever takes the connection, and says there what it met', async () => {
    const client = await pool.connect()
    const good = new Beginning(client, [named])
    expect((await good.client.query(heard)).rows).toEqual([{ word: 'heard' }])
    await good.met()
    await client.query('commit')
    const bad = new Beginning(client, [
      {
        name: 'test-role',
        text: `select set_config('role', $1, true)`,
        values: ['nobody of this name'],
      },
    ])
    await expect(bad.client.query(heard)).rejects.toMatchObject({ code: '25P02' })
    await expect(bad.met()).rejects.toMatchObject({ code: '22023' })
    await client.query('rollback')
    client.release()
  })

  it('takes along the end of what only read there before, which otherwise goes by itself', async () => {
    const client = await pool.connect()
    const once = async () => {
      const beginning = new Beginning(client, [named])
      const { rows } = await beginning.ask({ text: 'select txid_current() as it' })
      beginning.leave()
      return rows[0].it
    }
    for (let knows = 0; knows < 2; knows++) await once()
    const pieces = piecesTo(client)
    const first = await once()
    expect(await once()).not.toBe(first)
    expect(pieces).toHaveLength(2)
    // Whoever did nothing leaves it as it was.
    new Beginning(client, [named]).leave()
    await new Promise(setImmediate)
    await client.query('select 1')
    expect([statusOf(client), pieces.length]).toEqual(['I', 4])
    client.release()
  })
})
