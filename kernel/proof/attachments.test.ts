import { randomBytes, randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { hours } from '../clock/clock.ts'
import { complaining, complaint, desk } from '../files/example-for-test.ts'
import { receiveFile } from '../files/writing.ts'
import { person } from '../store/work.ts'
import { against, proofOf } from './prove-for-test.ts'

const modules = [kernel, desk]
let world: World
let who: string
let files: string[]

const receives = (size: number) =>
  receiveFile(
    world.store,
    { under: complaining, who: person(who) },
    {
      for: complaint,
      column: 'document',
      name: 'Brief',
      content: (async function* () {
        yield Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size)])
      })(),
    },
  )

beforeAll(async () => {
  world = await aWorld({
    modules,
    manifest: aManifest(modules, {}, { measures: ['dpv:EncryptionAtRest'] }),
  })
  who = randomUUID()
  files = []
  for (const size of [100, 700_000, 50]) {
    const { id } = await receives(size)
    files.push(id)
    await world.store.under(complaining, person(who), work =>
      work.over(complaint).insertInto('desk.complaint').values({ says: '', document: id }).execute(),
    )
  }
})

const nobodys = '00000000-0000-4000-8000-000000000000'
const promise = 'desk.complaining/data/desk.complaint.document'
const undone: (() => Promise<unknown>)[] = []
/** Changes something past every policy and trigger, as it would be after a fault of ours, until the test is over. */
async function changed(does: string, undoes: string): Promise<void> {
  const quietly = (sql: string): Promise<unknown> =>
    world.rows(`begin; set local session_replication_role = replica; ${sql}; commit`)
  await quietly(does)
  undone.push(() => quietly(undoes))
}
afterEach(async () => {
  for (const undo of undone.splice(0)) await undo()
})

describe('the proof of files', () => {
  it('shows rows with their files, and that some of them opened as they were written', async () => {
    const proof = await proofOf(world)
    expect(proof.promises.flatMap(one => one.against)).toEqual([])
    expect(proof.promises.find(({ id }) => id === promise)?.evidence.map(({ says }) => says)).toContain(
      '3 rows with a file and 3 files looked at, each with the other and with all its chunks; 3 of them opened, their content as it was written',
    )
  })

  it.each([
    [
      'chunks of no file',
      () => [
        `update obhut.file_chunk set file_id = '${nobodys}' where file_id = '${files[0]}'`,
        `update obhut.file_chunk set file_id = '${files[0]}' where file_id = '${nobodys}'`,
      ],
      '1 chunks of files belong to no file',
    ],
    [
      'a chunk that is missing',
      () => [
        `create table public.kept as select * from obhut.file_chunk where file_id = '${files[1]}' and place = 1; delete from obhut.file_chunk where file_id = '${files[1]}' and place = 1`,
        `insert into obhut.file_chunk select * from public.kept; drop table public.kept`,
      ],
      'of 1 of 3 files of desk.complaint.document chunks are missing or of another size',
    ],
    [
      'a row whose file is gone',
      () => [
        `create table public.kept as select * from obhut.file where id = '${files[0]}'; delete from obhut.file where id = '${files[0]}'`,
        `insert into obhut.file select * from public.kept; drop table public.kept`,
      ],
      '1 of 3 rows name a file in desk.complaint.document that is not theirs, or not there',
    ],
    [
      'a file whose row is gone',
      () => [
        `create table public.kept as select * from desk.complaint where document = '${files[0]}'; delete from desk.complaint where document = '${files[0]}'`,
        `insert into desk.complaint select * from public.kept; drop table public.kept`,
      ],
      '1 of 3 files of desk.complaint.document have no row',
    ],
    [
      'a file that is not restricted with its row',
      () => [
        `update desk.complaint set restricted = 'by law' where document = '${files[0]}'`,
        `update desk.complaint set restricted = null where document = '${files[0]}'`,
      ],
      '1 of 3 files of desk.complaint.document are of another person, version or restriction than their row, or their chunks are',
    ],
    [
      'content that was changed',
      () => {
        const flips = `update obhut.file_chunk set content = set_byte(content, 40, get_byte(content, 40) # 255) where file_id = '${files[2]}'`
        return [flips, flips]
      },
      '1 of 3 files of desk.complaint.document do not open, or are not what was written',
    ],
  ])('notices %s', async (_, how, says) => {
    const [does = '', undoes = ''] = how()
    await changed(does, undoes)
    expect(await against(world)).toContain(says)
  })

  it('notices files that wait for a row for longer than they may', async () => {
    const { id } = await receives(10)
    await world.rows(`update obhut.file set unclaimed_until = $2 where id = $1`, [
      id,
      new Date(world.clock.now().getTime() - hours(25)),
    ])
    expect(await against(world)).toContain('1 files wait for a row for more than a day longer than they may')
    await world.rows('delete from obhut.file where id = $1', [id])
  })
})
