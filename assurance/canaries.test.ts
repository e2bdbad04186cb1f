import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { hours } from '../kernel/clock/clock.ts'
import { purge } from '../kernel/backup/purge.ts'
import { eraseSubject } from '../kernel/rights/erase.ts'
import { withClient } from '../server/startup/database.ts'
import { aWorld, testSecret, type World } from '../server/testing/world.ts'
import { aCanary, aColleague, isNamed, isWrittenTo, marks, planted, type Canary } from './canaries/canary.ts'
import { anAviary, type Aviary } from './canaries/world.ts'
import {
  besideTheStore,
  foundIn,
  inABackup,
  inEncryptedColumns,
  inTheDump,
  inTheFilesOf,
  mayStillHold,
  type Hit,
  type Wanted,
} from './canaries/searching.ts'
import { whole } from './whole.ts'

/** One of them works for the platform. */
const people = whole ? 50 : 4

/**
 * Everything of these people that is to be nowhere. What a law keeps of somebody bears that person's id, so the ids of
 * buyers are not looked for.
 */
const wantedOf = (canaries: readonly Canary[], buyers: readonly Canary[] = []): Wanted => ({
  marks: new Set(canaries.map(({ mark }) => mark)),
  ids: new Set(canaries.filter(canary => !buyers.includes(canary)).flatMap(({ id, ids }) => [id, ...ids])),
  numbers: new Set(
    canaries.flatMap(({ tokens }) => tokens.map(({ text }) => text).filter(text => /^\d{9}$/.test(text))),
  ),
})

describe(`${people} people, each with a token in every column, file, queue and letter`, () => {
  let platform: Aviary
  let again: World
  let canaries: Canary[]
  let stays: Canary
  let named: string[]
  let wanted: Wanted
  let folder: string
  const beside = (of: World) =>
    besideTheStore(
      of,
      { files: [platform.ledger, platform.witness], texts: { 'what was printed': platform.said() } },
      wanted,
    )

  beforeAll(async () => {
    platform = await anAviary()
    folder = await mkdtemp(join(tmpdir(), 'obhut-canaries-backups-'))
    const [last = '', colleague = '', ...others] = marks(people + 1)
    canaries = []
    for (const [at, mark] of others.entries()) canaries.push(await aCanary({ platform, mark, buys: at === 1 }))
    canaries.push(await aColleague({ platform, mark: colleague }))
    stays = await aCanary({ platform, mark: last, buys: false })
    // What is planted is to lie still, and what waits in the queue to wait.
    await platform.jobs.stop()
    for (const canary of canaries) await isWrittenTo(platform, canary)
    for (const [at, canary] of canaries.entries()) canaries[at] = await planted(platform, canary)
    stays = await planted(platform, stays)
    named = await isNamed(platform, canaries.at(-1)!) // the colleague
    wanted = wantedOf(
      canaries,
      canaries.filter((_, at) => at === 1),
    )
  }, 1_800_000)

  it('are there before: each token is found in dump, backup, encrypted columns, letterbox and data directory', async () => {
    const dumped = new Set((await inTheDump(platform, wanted)).map(({ what }) => what))
    for (const { tokens, id } of canaries)
      expect(
        tokens.filter(({ text }) => ![...dumped].some(one => one.startsWith(text))),
        id,
      ).toEqual([])
    for (const { mark, tokens, encrypted } of canaries.filter(({ kind }) => kind === 'customer'))
      expect([mark, tokens.length > 60, encrypted]).toEqual([mark, true, canaries[0]?.encrypted])
    expect([canaries.at(-1)?.kind, (canaries.at(-1)?.tokens.length ?? 0) > 30, named]).toEqual([
      'staff',
      true,
      ['rights.request.handledBy', 'rights.event.staffId'],
    ])
    expect(canaries[0]?.encrypted).toContain('mail.letter.content')
    expect(marksIn(await inABackup(platform, folder, testSecret, wanted))).toEqual(wanted.marks)
    expect(
      marksIn((await inEncryptedColumns(platform, wanted)).filter(({ where }) => where === 'mail.letter.content')),
    ).toEqual(wanted.marks)
    expect(marksIn((await beside(platform)).filter(({ where }) => where === 'the letterbox'))).toEqual(wanted.marks)
    await withClient({ ...platform.cluster, database: 'obhut' }, async admin => {
      await admin.query('analyze')
      await admin.query('checkpoint')
    })
    expect(marksIn(inTheFilesOf(platform.files, wanted))).toEqual(wanted.marks)
  }, 600_000)

  it('leave no hit behind in dump, backup, encrypted columns, files, logs and queues, outside what a law keeps and what names nobody', async () => {
    for (const [at, canary] of canaries.entries()) {
      if (canary.kind === 'staff') await canary.leaves()
      else if (at % 2) await eraseSubject(platform.store, { kind: 'customer', id: canary.id })
      else expect(await canary.leaves()).toMatchObject({ status: 200 })
    }
    again = await aWorld({
      lasting: true,
      manifest: platform.written.source,
      modules: platform.modules,
      database: platform.database,
      cluster: platform.cluster,
      ledger: platform.ledger,
      witnesses: [platform.witness],
    })
    // A series that nobody holds any more takes in what may be under way for some minutes, and then goes.
    await again.turnBy(hours(1))
    await again.turnBy(hours(1))
    const stored = [...(await inTheDump(again, wanted)), ...(await inABackup(again, folder, testSecret, wanted))]
    const held = mayStillHold(again)
    expect(stored.filter(({ where }) => !held.has(where))).toEqual([])
    console.log(
      `still there, by law or because nobody can be found in it: ${[...new Set(stored.map(({ where, what }) => `${where} (${what.slice(20)})`))].sort().join(', ') || 'nothing'}`,
    )
    expect(new Set(stored.map(({ where }) => where))).toEqual(
      new Set(['handled.request', 'vouchers.invoice', 'vouchers.line', 'website.request']),
    )
    expect(await inEncryptedColumns(again, wanted)).toEqual([])
    expect(await beside(again)).toEqual([])
    // The proof finds that the log was planted into.
    expect(again.faults.filter(({ what }) => what !== 'proof')).toEqual([])
  }, 600_000)

  it('leave no byte in the data directory after a purge, the log of the database included', async () => {
    expect(inTheFilesOf(platform.files, wanted).length).toBeGreaterThan(0)
    const done = await purge(again.store, {
      administrator: work => withClient({ ...platform.cluster, database: 'obhut' }, work),
    })
    expect(done).toMatchObject({ passedOver: [], leftToDo: [] })
    const [, buyer] = canaries
    const stillStored = new Set((await inTheDump(again, wanted)).map(({ what }) => what))
    const left = inTheFilesOf(platform.files, wanted).filter(
      ({ what }) => ![...stillStored].some(one => what.startsWith(one)),
    )
    expect(left).toEqual([])
    expect(
      [...stillStored].filter(
        one =>
          !one.startsWith(buyer?.mark ?? ' ') &&
          !one.endsWith('.example') &&
          !one.endsWith('-rights-request-reference'),
      ),
    ).toEqual([])
  }, 600_000)

  it('leave those who stay as they were', async () => {
    const hers = wantedOf([stays])
    const dumped = (await inTheDump(again, hers)).map(({ what }) => what)
    expect(
      stays.tokens.filter(
        ({ table, text }) =>
          ['identity.account', 'identity.login', 'rights.request'].includes(table) &&
          !dumped.some(one => one.startsWith(text)),
      ),
    ).toEqual([])
    expect(foundIn(JSON.stringify(stays.tokens), hers).length).toBeGreaterThan(60)
  })
})

const marksIn = (hits: readonly Hit[]): Set<string> =>
  new Set(hits.filter(({ what }) => what.startsWith('kanarie')).map(({ what }) => what.slice(0, 19)))
