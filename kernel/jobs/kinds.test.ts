import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld } from '../../server/testing/world.ts'
import { accountability, operation } from '../declare/activities.ts'
import { person, platform } from '../store/work.ts'
import { jobKind, UnfitPayload } from './kinds.ts'
import { enqueue } from './queue.ts'

const telling = jobKind('trial.tell', { to: 'id', version: 'number', how: ['by mail', 'by post'] })
const fine = { to: randomUUID(), version: '7', how: 'by mail' } as const

describe('the payload of a job', () => {
  it('is made of ids, whole numbers and words that its kind names, and of nothing else', async () => {
    const world = await aWorld({ modules: [kernel] })
    await world.jobs.stop()
    const put = (payload: object) =>
      world.store.under(operation, platform, work => enqueue(work, telling, payload as typeof fine))
    await put(fine)
    for (const [field, value] of [
      ['to', 'ida@example.org'],
      ['to', 'Ida'],
      ['to', `${fine.to} `],
      ['to', undefined],
      ['version', '7a'],
      ['version', 7],
      ['how', 'by hand'],
      ['how', 'Ida Sonnenschein'],
      ['mail', 'ida@example.org'],
      ['__proto__', 'x'],
    ] as const) {
      const payload = Object.defineProperty({ ...fine }, field, { value, enumerable: true })
      const refusal = await put(payload).catch((error: unknown) => error)
      expect([field, refusal]).toEqual([field, expect.any(UnfitPayload)])
      expect((refusal as Error).message).not.toMatch(/Ida|ida@|hand/)
    }
    expect(await world.rows('select payload from obhut.job')).toEqual([{ payload: fine }])
  })
  it('is held to that by the database, too, as far as it knows: no address, no sentence, no list', async () => {
    const world = await aWorld({ modules: [kernel] })
    await world.jobs.stop()
    const put = (payload: unknown) =>
      world
        .rows(`insert into obhut.job (name, payload, due_at) values ('trial.tell', $1, $2)`, [
          JSON.stringify(payload),
          world.clock.now(),
        ])
        .then(
          () => 'taken',
          (error: { code: string }) => error.code,
        )
    expect(await put(fine)).toBe('taken')
    expect(await put({})).toBe('taken')
    for (const payload of [
      { mail: 'ida@example.org' },
      { name: 'Ida' },
      { 'ida@example.org': 'by mail' },
      { phone: '+49 30 1' },
      { to: [fine.to] },
      { to: { name: 'ida' } },
      { to: null },
      ['ida'],
      'ida',
    ])
      expect([payload, await put(payload)]).toEqual([payload, '23514'])
  })
})

describe('a note in the audit log', () => {
  it('says what was done in words of the program: what is put together while it runs is a type error, and refused', async () => {
    const world = await aWorld({ modules: [kernel] })
    const mail: string = 'ida@example.org'
    const noting = (what: string, about?: string) =>
      world.store.under(accountability, person(randomUUID()), async work => {
        // @ts-expect-error -- a string is no word of the program
        work.note({ what, ...(about !== undefined && { about }) })
        // @ts-expect-error -- nor is a sentence around one
        const wrong = (): void => work.note({ what: `wrote to ${mail}` })
        expect(wrong).toBeTypeOf('function')
        const how = Math.random() < 2 ? ('approved' as const) : ('refused' as const)
        work.note({ what: `${how} a request` })
      })
    await noting('looked up', 'identity.account')
    await noting('looked up', randomUUID())
    await noting('published', 'statement 7')
    for (const [what, about] of [
      [`wrote to ${mail}`],
      ['Ida'],
      ['paid 100'],
      ['looked up', mail],
      ['looked up', 'Ida Sonnenschein'],
      ['looked up', 'ida sonnenschein'],
    ] as const)
      await expect(noting(what, about)).rejects.toMatchObject({ code: '23514' })
    expect(await world.traces('ida')).toEqual([])
  })
})
