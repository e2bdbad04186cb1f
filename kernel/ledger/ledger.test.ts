import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { operation } from '../activities.ts'
import { platform } from '../data/work.ts'
import { kernel } from '../../server/modules.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { remember } from './ledger.ts'

describe('the ledger', () => {
  let world: World
  beforeAll(async () => { world = await aWorld({ modules: [kernel] }) })
  const entries = () => world.rows<{ what: string, facts: unknown }>('select what, facts from obhut.ledger order by at, id')

  it('is written to by desk roles and by everyday activities alike, in their transactions', async () => {
    const subject = randomUUID()
    await world.store.desk('rights', (client, now) => remember(client, now, { what: 'erased', kind: 'customer', subject }))
    await world.store.under(operation, platform, work => work.remember({ what: 'withdrawn', kind: 'customer', subject, purpose: 'newsletter', channel: 'mail' }))
    await expect(world.store.under(operation, platform, async work => {
      await work.remember({ what: 'objected', kind: 'customer', subject, purpose: 'newsletter' })
      throw new Error('thought better of it')
    })).rejects.toThrow('thought better')
    expect(await entries()).toEqual([{ what: 'erased', facts: {} }, { what: 'withdrawn', facts: { purpose: 'newsletter', channel: 'mail' } }])
    expect(await world.traces(subject)).toEqual([])
  })
  it('keeps neither an address nor a correction that anybody could read', async () => {
    await world.store.desk('rights', async (client, now) => {
      await remember(client, now, { what: 'suppressed', address: 'ida@example.org' })
      await remember(client, now, { what: 'corrected', kind: 'customer', subject: randomUUID(), table: 'identity.account', row: randomUUID(), columns: { name: 'Ida Sonnenschein' } })
    })
    expect(await world.traces('ida@example.org')).toEqual([])
    expect(await world.traces('Sonnenschein')).toEqual([])
  })
})
