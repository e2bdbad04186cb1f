import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Callers } from '../../../platform/access.ts'
import { offer } from '../../../platform/contract.ts'
import { days } from '../../../kernel/clock/clock.ts'
import { eraseSubject } from '../../../kernel/rights/erase.ts'
import { identity } from '../../../modules/identity/index.ts'
import { mail } from '../../../modules/mail/index.ts'
import { rights } from '../../../modules/rights/index.ts'
import { website } from '../../../modules/website/index.ts'
import { kernel } from '../../../server/kernel-module.ts'
import { aWorld } from '../../../server/testing/world.ts'
import { wishes } from './index.ts'

/** Two customers, told apart by a cookie; the platform's own callers need accounts, which this example does without. */
async function aWorldWithWishes() {
  const people = { ida: randomUUID(), otto: randomUUID() }
  const callers = offer(Callers, {
    callerOf: async cookies => ({
      is: 'customer',
      account: cookies['who'] === 'ida' ? people.ida : people.otto,
      session: randomUUID(),
    }),
  })
  const world = await aWorld({ modules: [kernel, website, mail, identity, rights, wishes], given: [callers] })
  return { world, people, ida: world.visitor({ cookie: 'who=ida' }), otto: world.visitor({ cookie: 'who=otto' }) }
}

describe('a module in thirty lines', () => {
  it('shows each customer the own wishes, in “My data” too', async () => {
    const { ida, otto } = await aWorldWithWishes()
    expect((await ida.post('/api/wishes', { wording: 'A quieter fan' })).status).toBe(201)
    expect((await ida.get('/api/wishes')).body.items).toMatchObject([{ wording: 'A quieter fan' }])
    expect((await otto.get('/api/wishes')).body.items).toEqual([])
    expect((await ida.get('/api/my-data/wishes.wish')).text).toContain('A quieter fan')
    expect((await otto.get('/api/my-data/wishes.wish')).text).not.toContain('A quieter fan')
  })
  it('refuses what is no wish, by name', async () => {
    const { ida } = await aWorldWithWishes()
    expect((await ida.post('/api/wishes', { wording: 'x' })).body).toMatchObject({
      id: 'wrong-input',
      fields: { wording: 'At least 3 characters.' },
    })
  })
  it('forgets a wish after its period, and all of a person’s wishes at once when that person is erased', async () => {
    const { world, people, ida, otto } = await aWorldWithWishes()
    await ida.post('/api/wishes', { wording: 'A quieter fan' })
    await otto.post('/api/wishes', { wording: 'A louder bell' })
    await eraseSubject(world.store, { kind: 'customer', id: people.ida })
    expect(await world.traces('quieter')).toEqual([])
    await world.turnBy(days(190))
    expect(await world.traces('louder')).toEqual([])
  })
  it('stands in the guide as it runs here', async () => {
    const guide = await readFile(join(import.meta.dirname, '../../a-module.md'), 'utf8')
    for (const file of ['index.ts', 'migrations/20261122_wishes.sql'])
      expect(guide).toContain(await readFile(join(import.meta.dirname, file), 'utf8'))
  })
})
