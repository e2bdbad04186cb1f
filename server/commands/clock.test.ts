import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { days } from '../../kernel/clock/clock.ts'
import { aFolder, said, type Ended } from '../testing/command-line.ts'
import { aWorld, testSecret, type World } from '../testing/world.ts'
import { asOwner } from '../startup/foundation.ts'
import { everyModule } from '../modules.ts'

const ledger = join(aFolder(), 'entries')
const smtp = { smtpUrl: 'smtp://localhost:9', mailFrom: 'post@testhaus.example' }
const today = Temporal.Now.plainDateISO('Europe/Berlin').toString()

describe('obhut clock', () => {
  let world: World
  beforeAll(async () => {
    world = await aWorld({ modules: everyModule, kind: 'live', ledger, settings: smtp })
    // As after a night: nobody runs it, and nothing notes by the minute what the store saw.
    await world.stop()
    world.faults.splice(0)
  })
  const obhut = (...args: readonly string[]): Promise<Ended> => {
    const {
      place: { host, port, database },
      owner,
    } = world.database
    return said([...args, '--ledger', ledger], {
      DATABASE_URL: `postgres://${owner.user}:${encodeURIComponent(owner.password)}@socket:${port}/${database}?host=${encodeURIComponent(host)}`,
      OBHUT_SECRET: testSecret.toString('base64'),
    })
  }
  const rows = (sql: string, values?: unknown[]): Promise<unknown[]> =>
    asOwner(world.database, async owner => (await owner.query(sql, values)).rows as unknown[])
  const seen = (at: Date): Promise<unknown> =>
    rows(`insert into obhut.upkeep (what, at) values ('seen', $1) on conflict (what) do update set at = $1`, [at])

  it('says that the clock is believed, and then there is nothing to confirm', async () => {
    expect(await obhut('clock')).toMatchObject({ code: 0, out: expect.stringContaining('The clock is believed.') })
    expect(await obhut('clock', 'confirm', today)).toMatchObject({
      code: 0,
      out: expect.stringContaining('there is nothing to confirm'),
    })
  })
  it('says why it is not, and refuses another date than the clock’s', async () => {
    await seen(new Date(Date.now() - days(30)))
    expect(await obhut('clock')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/has jumped ahead[^]*obhut clock confirm/),
    })
    expect(JSON.parse((await obhut('clock', '--json')).out)).toMatchObject({ believed: false, doubt: { is: 'ahead' } })
    expect(await obhut('clock', 'confirm', '2020-01-01')).toMatchObject({
      code: 3,
      err: expect.stringContaining('nothing was confirmed'),
    })
    expect(await obhut('clock', 'confirm', 'today')).toMatchObject({ code: 2 })
    expect(await obhut('clock')).toMatchObject({ code: 1 })
  })
  it('believes it once somebody has vouched for the date, and has that on record', async () => {
    expect(await obhut('clock', 'confirm', today)).toMatchObject({
      code: 0,
      out: expect.stringContaining('The clock is confirmed'),
    })
    expect(await obhut('clock')).toMatchObject({ code: 0 })
    expect(await rows(`select what from obhut.audit_entry where what = 'confirmed the clock'`)).toHaveLength(1)
  })
})
