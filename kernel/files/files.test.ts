import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { hours } from '../clock/clock.ts'
import { lift, restrict } from '../restriction/on-request.ts'
import { eraseSubject } from '../rights/erase.ts'
import { person, platform } from '../store/work.ts'
import { chunkSize } from './chunks.ts'
import { KB, MB } from './column.ts'
import { complaining, complaint, counting, desk, judging, receipt } from './example-for-test.ts'
import { FileDamaged, FileRefused, NoSuchFile } from './problems.ts'
import { fileOf, readFile, sendFile, type Stretch } from './reading.ts'
import { discardFile, receiveFile, writeFile } from './writing.ts'

const modules = [kernel, desk]
const pdf = (size: number): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)])
const jpeg = (size: number): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(size - 4)])

/** In pieces as they come over a network: of any length. */
async function* inPieces(bytes: Buffer, most = 70_000): AsyncGenerator<Buffer> {
  for (let at = 0, length = 0; at < bytes.length; at += length) {
    length = 1 + Math.floor(Math.random() * most)
    yield bytes.subarray(at, at + length)
  }
}
const gathered = async (content: AsyncIterable<Buffer>): Promise<Buffer> => {
  const all: Buffer[] = []
  for await (const piece of content) all.push(Buffer.from(piece))
  return Buffer.concat(all)
}
const document = (bytes: Buffer, name = 'Brief.pdf') => ({
  for: complaint,
  column: 'document' as const,
  name,
  content: inPieces(bytes),
})

/** A complaint with a document, written in one unit. */
async function complains(world: World, bytes: Buffer, who: string = randomUUID()) {
  return world.store.under(complaining, person(who), async work => {
    const file = await writeFile(work, document(bytes))
    const { id } = await work
      .over(complaint)
      .insertInto('desk.complaint')
      .values({ says: 'It drips', document: file.id })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { who, id, file: file.id }
  })
}
const read = (world: World, who: string, id: string, stretch?: Stretch): Promise<Buffer> =>
  world.store.under(complaining, person(who), work =>
    gathered(readFile(work, { of: complaint, column: 'document', id }, stretch)),
  )
const leftOf = async (world: World, who: string) => ({
  files: (await world.rows('select from obhut.file where subject = $1', [who])).length,
  chunks: (await world.rows('select from obhut.file_chunk where subject = $1', [who])).length,
})
const nothing = { files: 0, chunks: 0 }
const whyNot = (does: Promise<unknown>): Promise<unknown> =>
  does.then(
    () => 'taken',
    (error: unknown) => (error instanceof FileRefused ? error.why : error),
  )

let world: World
beforeAll(async () => {
  world = await aWorld({ modules })
})

describe('a file of a row', () => {
  it.each([1, 9, chunkSize - 1, chunkSize, chunkSize + 1, 4 * chunkSize, 4 * chunkSize + 1, 25 * MB])(
    'of %i bytes comes back as it was',
    async size => {
      const bytes = size < 9 ? Buffer.from('%PDF-').subarray(0, size) : pdf(size)
      if (size < 9) {
        expect(await whyNot(complains(world, bytes))).toBe('type')
        return
      }
      const { who, file } = await complains(world, bytes)
      expect((await read(world, who, file)).equals(bytes)).toBe(true)
      expect(await leftOf(world, who)).toEqual({ files: 1, chunks: Math.ceil(size / chunkSize) })
    },
  )

  it('is ciphertext in the store, its name too', async () => {
    const bytes = Buffer.concat([pdf(100), Buffer.from('what nobody else may know')])
    const who = randomUUID()
    await world.store.under(complaining, person(who), work => writeFile(work, document(bytes, 'Krankmeldung Ida.pdf')))
    expect(await world.traces('what nobody else may know')).toEqual([])
    expect(await world.traces('Krankmeldung')).toEqual([])
  })

  it('is told with name, type, size and digest', async () => {
    const bytes = pdf(1000)
    const who = randomUUID()
    const written = await world.store.under(complaining, person(who), work =>
      writeFile(work, document(bytes, 'C:\\Users\\ida\\..\\Zähler\u202eexe.\0jpg')),
    )
    expect(written).toMatchObject({ name: 'Zählerexe.jpg.pdf', type: 'application/pdf', size: 1000 })
    expect(
      await world.store.under(complaining, person(who), work =>
        fileOf(work, { of: complaint, column: 'document', id: written.id }),
      ),
    ).toMatchObject({
      name: 'Zählerexe.jpg.pdf',
      size: 1000,
      digest: createHash('sha256').update(bytes).digest('hex'),
    })
  })

  it('is read in any stretch', async () => {
    const bytes = pdf(3 * chunkSize + 77)
    const { who, file } = await complains(world, bytes)
    const places = [0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize, 3 * chunkSize, bytes.length - 1]
    for (const from of places)
      for (const to of [...places, bytes.length, bytes.length + 10].filter(one => one > from)) {
        const got = await read(world, who, file, { from, to })
        expect([from, to, got.equals(bytes.subarray(from, to))]).toEqual([from, to, true])
      }
  })

  it('is refused where it is too large, empty, or of another type than its column takes', async () => {
    const who = randomUUID()
    const tries = (bytes: Buffer, column: 'document' | 'picture' = 'document') =>
      whyNot(
        world.store.under(complaining, person(who), async work => {
          try {
            await writeFile(work, { for: complaint, column, name: 'x.pdf', content: inPieces(bytes) })
          } finally {
            // Also for whoever goes on in the same unit nothing is left.
            expect(await work.over(complaint).selectFrom('desk.complaint').select('id').execute()).toEqual([])
          }
        }),
      )
    expect(await tries(Buffer.alloc(0))).toBe('empty')
    expect(await tries(jpeg(2 * MB + 1), 'picture')).toBe('too large')
    for (const wrong of [
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<!doctype html><script>',
      ' %PDF-',
      'MZ\x90',
      '#!/bin/sh',
    ])
      expect([wrong, await tries(Buffer.from(wrong))]).toEqual([wrong, 'type'])
    expect(await tries(jpeg(100))).toBe('type')
    expect(await tries(pdf(100), 'picture')).toBe('type')
    expect(await leftOf(world, who)).toEqual(nothing)
  })

  it('that breaks off half way leaves nothing, in one unit and in many', async () => {
    const breaks = async function* (): AsyncGenerator<Buffer> {
      yield pdf(3 * MB)
      throw new Error('the line is dead')
    }
    const who = randomUUID()
    const broken = { ...document(pdf(10)), content: breaks() }
    await world.store.under(complaining, person(who), async work => {
      await expect(writeFile(work, broken)).rejects.toThrow('the line is dead')
    })
    expect(await leftOf(world, who)).toEqual(nothing)
    await expect(
      receiveFile(world.store, { under: complaining, who: person(who) }, { ...broken, content: breaks() }),
    ).rejects.toThrow('the line is dead')
    expect(await leftOf(world, who)).toEqual(nothing)
    expect(
      await world.rows(
        `select from obhut.row_key k where kept_in = 'obhut.file' and not exists (select from obhut.file f where f.id = k.id)`,
      ),
    ).toEqual([])
  })

  it('whose process was killed before it was whole is taken by nobody, and goes within the hour', async () => {
    const who = randomUUID()
    const stops = Promise.withResolvers<never>()
    const stuck = async function* (): AsyncGenerator<Buffer> {
      yield pdf(2 * MB)
      await stops.promise
    }
    const receiving = receiveFile(
      world.store,
      { under: complaining, who: person(who) },
      { ...document(pdf(10)), content: stuck() },
    )
    for (;;) {
      if ((await leftOf(world, who)).chunks > 0) break
      await pause(20)
    }
    const [half] = await world.rows<{ id: string }>('select id from obhut.file where subject = $1', [who])
    await expect(
      world.store.under(complaining, person(who), work =>
        work.over(complaint).insertInto('desk.complaint').values({ says: '', document: half!.id }).execute(),
      ),
    ).rejects.toMatchObject({ code: 'OB424' })
    await world.turnBy(hours(1) + 1000)
    expect(await leftOf(world, who)).toEqual(nothing)
    stops.reject(new Error('killed'))
    await expect(receiving).rejects.toThrow('killed')
  })

  it('waits for a row for an hour, and goes if none takes it', async () => {
    const who = randomUUID()
    const by = { under: complaining, who: person(who) }
    const [taken, left] = [
      await receiveFile(world.store, by, document(pdf(MB))),
      await receiveFile(world.store, by, document(pdf(MB))),
    ]
    await world.store.under(complaining, person(who), work =>
      work.over(complaint).insertInto('desk.complaint').values({ says: '', document: taken.id }).execute(),
    )
    await world.turnBy(hours(1) + 1000)
    expect(await world.rows('select id from obhut.file where subject = $1', [who])).toEqual([{ id: taken.id }])
    expect((await read(world, who, taken.id)).length).toBe(MB)
    await expect(read(world, who, left.id)).rejects.toThrow(NoSuchFile)
  })

  it('belongs to one row, of the same person, in the column that it was made for', async () => {
    const { who, file } = await complains(world, pdf(100))
    const other = randomUUID()
    const puts = (by: string, values: object) =>
      world.store.under(complaining, person(by), work =>
        work
          .over(complaint)
          .insertInto('desk.complaint')
          .values({ says: '', ...values } as never)
          .execute(),
      )
    const free = await receiveFile(world.store, { under: complaining, who: person(who) }, document(pdf(100)))
    const refused = { code: 'OB424' }
    await expect(puts(who, { document: file })).rejects.toMatchObject(refused)
    await expect(puts(who, { picture: free.id })).rejects.toMatchObject(refused)
    await expect(puts(other, { document: free.id })).rejects.toMatchObject(refused)
    await puts(who, { document: free.id })
  })

  it('goes with its row, and where another takes its place', async () => {
    const { who, id, file } = await complains(world, pdf(MB))
    await world.store.under(complaining, person(who), async work => {
      const next = await writeFile(work, document(pdf(300)))
      await work.over(complaint).updateTable('desk.complaint').where('id', '=', id).set({ document: next.id }).execute()
    })
    expect(await leftOf(world, who)).toEqual({ files: 1, chunks: 1 })
    await expect(read(world, who, file)).rejects.toThrow(NoSuchFile)
    await world.store.under(complaining, person(who), work =>
      work.over(complaint).deleteFrom('desk.complaint').where('id', '=', id).execute(),
    )
    expect(await leftOf(world, who)).toEqual(nothing)
    expect(await world.rows('select from obhut.row_key where id = $1', [file])).toEqual([])
  })

  it('stays where the unit that took its row away was rolled back', async () => {
    const { who, id, file } = await complains(world, pdf(100))
    await expect(
      world.store.under(complaining, person(who), async work => {
        await work.over(complaint).deleteFrom('desk.complaint').where('id', '=', id).execute()
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect((await read(world, who, file)).length).toBe(100)
  })

  it('cannot be discarded while a row has it', async () => {
    const { who, file } = await complains(world, pdf(100))
    await world.store.under(complaining, person(who), work => discardFile(work, file))
    expect((await read(world, who, file)).length).toBe(100)
  })

  it('goes with the sweep of its row, and with the person', async () => {
    const { who, id } = await complains(world, pdf(MB))
    const bea = await complains(world, pdf(MB))
    await receiveFile(world.store, { under: complaining, who: person(bea.who) }, document(pdf(MB)))
    await eraseSubject(world.store, { kind: 'complainant', id: bea.who })
    expect(await leftOf(world, bea.who)).toEqual(nothing)
    await world.store.under(complaining, person(who), work =>
      work.over(complaint).updateTable('desk.complaint').where('id', '=', id).set({ closedAt: work.now }).execute(),
    )
    await world.turnBy(hours(24 * 190))
    expect(await leftOf(world, who)).toEqual(nothing)
    expect(
      await world.rows(
        `select from obhut.row_key k where kept_in = 'obhut.file' and not exists (select from obhut.file f where f.id = k.id)`,
      ),
    ).toEqual([])
  })

  it('of somebody who is erased meanwhile comes to nothing', async () => {
    const who = randomUUID()
    const goOn = Promise.withResolvers<void>()
    const slow = async function* (): AsyncGenerator<Buffer> {
      yield pdf(2 * MB)
      await goOn.promise
      yield randomBytes(2 * MB)
    }
    const receiving = receiveFile(
      world.store,
      { under: complaining, who: person(who) },
      { ...document(pdf(10)), content: slow() },
    ).catch((error: unknown) => error)
    while ((await leftOf(world, who)).chunks === 0) await pause(20)
    await eraseSubject(world.store, { kind: 'complainant', id: who })
    goOn.resolve()
    expect(await receiving).toMatchObject({ why: 'gone' })
    expect(await leftOf(world, who)).toEqual(nothing)
  })

  it('stays with the row that a law keeps, out of everyday reach', async () => {
    const who = randomUUID()
    const file = await world.store.under(complaining, person(who), async work => {
      const paper = await writeFile(work, { for: receipt, column: 'paper', name: 'r', content: inPieces(pdf(1000)) })
      await work.over(receipt).insertInto('desk.receipt').values({ issuedAt: work.now, paper: paper.id }).execute()
      return paper.id
    })
    await eraseSubject(world.store, { kind: 'complainant', id: who })
    expect(await world.rows('select restricted from obhut.file where id = $1', [file])).toEqual([
      { restricted: 'by law' },
    ])
    expect(await world.rows('select restricted from obhut.file_chunk where file_id = $1', [file])).toEqual([
      { restricted: 'by law' },
    ])
    await world.store.under(complaining, person(who), async work => {
      expect(await fileOf(work, { of: receipt, column: 'paper', id: file })).toBeUndefined()
    })
    await world.turnBy(hours(24 * 366 * 12))
    expect(await leftOf(world, who)).toEqual(nothing)
  })
})

describe('who sees a file', () => {
  it('is who sees its row: nobody else, and no other activity but for the columns that it reads', async () => {
    const bytes = jpeg(1000)
    const who = randomUUID()
    const { picture, letter } = await world.store.under(complaining, person(who), async work => {
      const of = { for: complaint, name: 'Ida' } as const
      const one = await writeFile(work, { ...of, column: 'picture', content: inPieces(bytes) })
      const two = await writeFile(work, { ...of, column: 'document', content: inPieces(pdf(1000)) })
      await work
        .over(complaint)
        .insertInto('desk.complaint')
        .values({ says: '', picture: one.id, document: two.id })
        .execute()
      return {
        picture: { of: complaint, column: 'picture', id: one.id },
        letter: { of: complaint, column: 'document', id: two.id },
      } as const
    })
    const seen = (activity: typeof judging | typeof counting | typeof complaining, by: ReturnType<typeof person>) =>
      world.store.under(activity as typeof judging, by, async work => [
        (await fileOf(work, picture)) !== undefined,
        (await fileOf(work, letter)) !== undefined,
      ])
    expect(await seen(complaining, person(who))).toEqual([true, true])
    expect(await seen(complaining, person(randomUUID()))).toEqual([false, false])
    expect(await seen(judging, platform)).toEqual([true, false])
    await expect(seen(counting, platform)).rejects.toMatchObject({ code: '42501' })
    expect(
      await world.store.under(judging, platform, async work => (await gathered(readFile(work, picture))).equals(bytes)),
    ).toBe(true)

    await restrict(world.store, { kind: 'complainant', id: who }, { ground: 'accuracy', by: person(who) })
    expect(await seen(complaining, person(who))).toEqual([false, false])
    expect(await seen(judging, platform)).toEqual([false, false])
    await lift(world.store, { kind: 'complainant', id: who }, person(who))
    expect(await seen(complaining, person(who))).toEqual([true, true])
  })

  it('is asked again with each megabyte: what is restricted or erased meanwhile breaks off', async () => {
    const { who, file } = await complains(world, pdf(6 * MB))
    const sending = await sendFile(
      world.store,
      { under: complaining, who: person(who) },
      { of: complaint, column: 'document', id: file },
    )
    let got = 0
    await expect(
      (async () => {
        for await (const piece of sending!.content()) {
          if (got === 0) await eraseSubject(world.store, { kind: 'complainant', id: who })
          got += piece.length
        }
      })(),
    ).rejects.toThrow(NoSuchFile)
    expect(got).toBeLessThanOrEqual(MB)
  })

  it('is not told of a file in the log of what staff read without it', async () => {
    const { who, file } = await complains(world, pdf(100))
    await world.store.under(judging, { is: 'staff', id: randomUUID(), subject: who }, work =>
      fileOf(work, { of: complaint, column: 'picture', id: file }),
    )
    expect(
      await world.rows(
        `select what, about from obhut.audit_entry where activity = 'desk.judging' and about = 'obhut.file'`,
      ),
    ).toEqual([{ what: 'select', about: 'obhut.file' }])
  })
})

describe('a quota', () => {
  it('is what one person may have in a column, also where two come to their end at once', async () => {
    const who = randomUUID()
    const by = { under: complaining, who: person(who) }
    const tries = (size: number) => whyNot(receiveFile(world.store, by, document(pdf(size))))
    expect(await tries(30 * MB)).toBe('taken')
    expect((await Promise.all([tries(20 * MB), tries(20 * MB)])).sort()).toEqual(['quota', 'taken'])
    expect(await tries(10 * MB)).toBe('taken')
    expect(await tries(10)).toBe('quota')
    expect(await leftOf(world, who)).toMatchObject({ files: 3 })
    expect(await whyNot(receiveFile(world.store, { ...by, who: person(randomUUID()) }, document(pdf(MB))))).toBe(
      'taken',
    )
  })
})

describe('a file on its way', () => {
  const onItsWay = async (who: string, size: number, length?: number) => {
    const goesOn = Promise.withResolvers<undefined>()
    async function* slowly() {
      yield pdf(size)
      await goesOn.promise
      yield randomBytes(MB)
    }
    const ended = whyNot(
      receiveFile(
        world.store,
        { under: complaining, who: person(who) },
        { ...document(pdf(9)), content: slowly(), ...(length !== undefined && { length }) },
      ),
    )
    // Full batches of four; the last chunk waits for what comes after it.
    const batches = Math.floor((Math.ceil(size / chunkSize) - 1) / 4)
    await expect.poll(async () => (await leftOf(world, who)).chunks, { timeout: 60_000 }).toBe(4 * batches)
    return {
      goesOn: () => {
        goesOn.resolve(undefined)
        return ended
      },
    }
  }
  const tries = (who: string, size: number) =>
    whyNot(receiveFile(world.store, { under: complaining, who: person(who) }, document(pdf(size))))

  it('counts in the quota by what has come, and by what was announced', async () => {
    const [ida, ole] = [randomUUID(), randomUUID()]
    const some = await onItsWay(ida, 35 * MB)
    const more = await onItsWay(ole, 2 * MB, 35 * MB)
    for (const who of [ida, ole]) expect(await tries(who, 30 * MB)).toBe('quota')
    expect(await tries(ida, 20 * MB)).toBe('taken')
    expect([await some.goesOn(), await more.goesOn()]).toEqual(['taken', 'taken'])
    expect(await tries(ole, 35 * MB)).toBe('taken')
  })
  it('stays as long as some of it comes, and is gone for whoever sends it where it went meanwhile', async () => {
    const who = randomUUID()
    const slow = await onItsWay(who, 3 * MB)
    await world.rows(`update obhut.file set unclaimed_until = unclaimed_until - interval '1 hour' where subject = $1`, [
      who,
    ])
    expect(await slow.goesOn()).toBe('taken')
    const [left] = await world.rows<{ waits: boolean }>(
      `select unclaimed_until > made_at + interval '30 minutes' as waits from obhut.file where subject = $1`,
      [who],
    )
    expect(left).toEqual({ waits: true })
    const other = randomUUID()
    const lost = await onItsWay(other, 3 * MB)
    await world.rows('delete from obhut.file where subject = $1', [other])
    expect(await lost.goesOn()).toBe('gone')
  })
})

describe('chunks that somebody changes', () => {
  const damaged = async (size: number, sql: string, ...values: unknown[]) => {
    const one = await complains(world, pdf(size))
    const other = await complains(world, pdf(size), one.who)
    await world.rows(sql, [one.file, ...values.map(value => (value === 'other' ? other.file : value))])
    return read(world, one.who, one.file).then(
      () => 'opened',
      (error: unknown) => error,
    )
  }
  const size = 3 * chunkSize + 5
  it.each([
    [
      'a byte',
      `update obhut.file_chunk set content = set_byte(content, 500, get_byte(content, 500) # 1) where file_id = $1 and place = 1`,
    ],
    [
      'their order',
      `update obhut.file_chunk a set content = b.content from obhut.file_chunk b where a.file_id = $1 and b.file_id = $1 and a.place + b.place = 1`,
    ],
    ['the last one, cut off', `delete from obhut.file_chunk where file_id = $1 and place = 3`],
    ['the first one, cut off', `delete from obhut.file_chunk where file_id = $1 and place = 0`],
    [
      'one in the middle, left out',
      `with gone as (delete from obhut.file_chunk where file_id = $1 and place = 1 returning 1) select * from gone`,
    ],
    ['the size that is told', `update obhut.file set size = ${2 * chunkSize} where id = $1`],
  ])('are noticed: %s', async (_, sql) => {
    expect(await damaged(size, sql)).toBeInstanceOf(FileDamaged)
  })
  it('are noticed: exchanged with those of another file of the same person', async () => {
    expect(
      await damaged(
        size,
        `update obhut.file_chunk a set content = b.content from obhut.file_chunk b where a.file_id = $1 and b.file_id = $2 and a.place = b.place`,
        'other',
      ),
    ).toBeInstanceOf(FileDamaged)
  })
  it('are noticed: exchanged together with the keys and the ends of both', async () => {
    const error = await damaged(
      size,
      `with keys as (update obhut.row_key a set wrapped = b.wrapped from obhut.row_key b where (a.id, b.id) in (($1, $2::uuid), ($2::uuid, $1)))
      update obhut.file a set whole = b.whole, name = b.name from obhut.file b where (a.id, b.id) in (($1, $2::uuid), ($2::uuid, $1))`,
      'other',
    )
    expect(error).toMatchObject({ name: 'CannotOpen' })
  })
  it('are noticed: cut off, with everything that is plain put right', async () => {
    expect(
      await damaged(
        size,
        `with cut as (delete from obhut.file_chunk where file_id = $1 and place = 3) update obhut.file set size = ${3 * chunkSize} where id = $1`,
      ),
    ).toBeInstanceOf(FileDamaged)
  })
})

describe('a declaration', () => {
  it('names sizes and types that can be kept to', async () => {
    const { file } = await import('./column.ts')
    const good = { is: 'pd:Picture', from: 'the person', most: KB, types: ['image/*'] } as const
    for (const wrong of [
      { most: 0 },
      { most: 1.5 },
      { types: [] },
      { types: ['text/html'] },
      { types: ['image/svg+xml'] },
      { quota: { perPerson: 10 } },
      { variants: { 'Too Big': { width: 1, height: 1, as: 'webp' } } },
      { variants: { big: { width: 10_000, height: 1, as: 'webp' } } },
    ])
      expect(() => file({ ...good, ...wrong } as never)).toThrow()
    expect(file(good).sql).toBe('uuid')
  })
})
