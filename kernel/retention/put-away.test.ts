import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, later } from '../clock/clock.ts'
import { defineModule } from '../../platform/module.ts'
import { activity } from '../declare/activity.ts'
import { moment } from '../declare/columns.ts'
import { duration, type Period } from '../declare/settings.ts'
import { owner, subject } from '../declare/subject.ts'
import { since, table } from '../declare/table.ts'
import { contract, Purpose } from '../declare/terms.ts'
import { talks } from '../enforce/talks-for-test.ts'
import { eraseSubject } from '../rights/erase.ts'
import { another, goOn, held } from '../restriction/holds-for-test.ts'
import { endHold } from '../restriction/legal-holds.ts'
import { restrict } from '../restriction/on-request.ts'
import { vouchers, vouchersSql } from '../restriction/vouchers-for-test.ts'
import { person, platformFor } from '../store/work.ts'
import { aTenant, changingTree, dweller, estates, fleet, homes, livesIn } from '../tenants/example-for-test.ts'
import { setTenantPeriod } from '../tenants/periods.ts'
import { endTenant, reviveTenant } from '../tenants/tree.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { sweep } from './sweep.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'put-away-'))
  await writeFile(join(directory, '20261126_vouchers.sql'), vouchersSql)
})
/** Guests of a lodge; all that works with them goes on despite restrictions, so that their rows bear no mark of these. */
async function lodge(key: readonly ['id'] | readonly ['subject', 'leftAt'] = ['id']) {
  const words = { de: 'Probe', en: 'Trial' }
  const guest = subject('guest', { provenBy: [] })
  const keeping = activity('lodge.keeping', {
    title: words,
    words,
    purposes: [Purpose.RequestedServiceProvision],
    basis: contract,
    despiteRestriction: 'a trial',
    settings: { keep: duration({ means: words, otherwise: 'P1Y' }) },
  })
  const guests = table('lodge.guest', {
    about: owner(guest),
    under: keeping,
    until: since('leftAt', keeping.keep),
    ...(key[0] === 'id' ? {} : { key }),
    columns: { leftAt: moment() },
  })
  const migrations = await mkdtemp(join(tmpdir(), 'lodge-'))
  await writeFile(
    join(migrations, '20261201_lodge.sql'),
    `create schema lodge;
     create table lodge.guest (${key[0] === 'id' ? 'id uuid primary key default gen_random_uuid(), ' : ''}left_at timestamptz(3) not null,
       subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"${key[0] === 'id' ? '' : ', primary key (subject, left_at)'});
     create index on lodge.guest (subject);`,
  )
  return defineModule('lodge', { subjects: [guest], activities: [keeping], keeps: [guests], migrations })
}
const sweeps = async (world: World): Promise<unknown> => sweep(world.store, await world.periods())

describe('what a legal hold keeps beyond its period', () => {
  it('is nothing whose law is over and whose period is not: it is worked with, and stays when the hold is over', async () => {
    const world = await aWorld({ modules: [kernel, vouchers(directory)] })
    const ida = randomUUID()
    await world.rows(
      `with open as (insert into vouchers.invoice (number, recipient, issued_at, subject, version) values ('1', 'Ida', $2, $1, 1) returning id)
       insert into vouchers.line (invoice_id, what, subject, version) select id, 'a lamp', $1, 1 from open`,
      [ida, new Date(world.clock.now().getTime() - days(12 * 366))],
    )
    const marks = () =>
      world.rows<{ restricted: string | null }>(
        'select restricted from vouchers.invoice union all select restricted from vouchers.line',
      )
    const open = [{ restricted: null }, { restricted: null }]
    const id = await held(world, ida)
    await sweeps(world)
    expect(await marks()).toEqual(open)
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    await sweeps(world)
    expect(await marks()).toEqual(open)
  })

  it('stays put away where the work goes on despite the restriction that its person asked for, and goes after the hold', async () => {
    const world = await aWorld({ modules: [kernel, await lodge()] })
    const ida = randomUUID()
    await world.rows(`insert into lodge.guest (left_at, subject, version) values ('2000-01-01', $1, 1)`, [ida])
    const marks = () => world.rows<{ restricted: string | null }>('select restricted from lodge.guest')
    const id = await held(world, ida, { kind: 'guest' })
    await restrict(world.store, { kind: 'guest', id: ida }, { ground: 'claims', by: person(ida) })
    for (let round = 0; round < 2; round++) {
      await sweeps(world)
      expect(await marks()).toEqual([{ restricted: 'put away' }])
    }
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    await sweeps(world)
    expect(await marks()).toEqual([])
  })

  it('comes back after the hold when a sweep next looks, however late, also where rows have no id', async () => {
    const world = await aWorld({ modules: [kernel, await lodge(['subject', 'leftAt'])] })
    const ida = randomUUID()
    await world.rows(`insert into lodge.guest (left_at, subject, version) values ('2000-01-01', $1, 1)`, [ida])
    const marks = () => world.rows<{ restricted: string | null }>('select restricted from lodge.guest')
    const settled = () => world.rows('select settled_at is not null as is from obhut.legal_hold')
    const id = await held(world, ida, { kind: 'guest' })
    await sweeps(world)
    await world.rows('update lodge.guest set left_at = $1', [world.clock.now()])
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    expect([await marks(), await settled()]).toEqual([[{ restricted: 'put away' }], [{ is: false }]])
    await sweeps(world)
    await goOn(world)
    expect([await marks(), await settled()]).toEqual([[{ restricted: null }], [{ is: true }]])
  })

  async function inAnEstate() {
    const world = await aWorld({ modules: await estates() })
    const [tenant, ida] = [await aTenant(world), randomUUID()]
    await livesIn(world, ida, tenant, 'Ida')
    const marks = () => world.rows<{ restricted: string | null }>('select restricted from estate.resident')
    return { world, tenant, ida, marks }
  }

  it('comes back into reach with a tenant that is revived, during the hold and after it', async () => {
    const { world, tenant, ida, marks } = await inAnEstate()
    const id = await held(world, ida, { kind: 'resident' })
    await changingTree(world, work => endTenant(work, tenant))
    await world.turnBy(days(40))
    await sweeps(world)
    expect(await marks()).toEqual([{ restricted: 'put away' }])
    await changingTree(world, work => reviveTenant(work, tenant))
    await sweeps(world)
    expect(await marks()).toEqual([{ restricted: null }])
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    await sweeps(world)
    expect(await marks()).toEqual([{ restricted: null }])
  })

  it('comes back as its person has it restricted, where a period that was shorter is taken back', async () => {
    const { world, tenant, ida, marks } = await inAnEstate()
    const period = async (is: string | null) => {
      const periods = await world.periods()
      await world.store.under(fleet, platformFor(tenant), work =>
        setTenantPeriod(work, periods, { tenant, setting: homes.keep, period: is as Period | null }),
      )
    }
    await world.store.under(homes, person(ida, tenant), work =>
      work.over(dweller).updateTable('estate.resident').set({ leftAt: work.now }).execute(),
    )
    await period('P1D')
    const id = await held(world, ida, { kind: 'resident' })
    await world.turnBy(days(10))
    await sweeps(world)
    expect(await marks()).toEqual([{ restricted: 'put away' }])
    await restrict(world.store, { kind: 'resident', id: ida }, { ground: 'accuracy', by: person(ida) })
    await period(null)
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    await sweeps(world)
    expect(await marks()).toEqual([{ restricted: 'on request' }])
    await goOn(world)
    expect(await world.rows('select from obhut.legal_hold where settled_at is null')).toEqual([])
  })

  it('goes or comes back also where it is another’s row and the person held was erased meanwhile', async () => {
    const world = await aWorld({ modules: await talks() })
    const [asks, agent] = [randomUUID(), randomUUID()]
    const sentAt = world.clock.now()
    for (const content of ['a lamp', 'a chair'])
      await world.rows(
        `insert into talks.parcel (content, agent_id, sent_at, subject, version) values ($3, $2, $4, $1, 1)`,
        [asks, agent, content, sentAt],
      )
    const id = await held(world, agent, { kind: 'agent', until: later(sentAt, days(300)) })
    await world.turnBy(days(250))
    const parcels = () => world.rows('select content, restricted from talks.parcel order by 1')
    expect(await parcels()).toEqual([
      { content: 'a chair', restricted: 'put away' },
      { content: 'a lamp', restricted: 'put away' },
    ])
    // As if it had been taken back that the lamp is over.
    await world.rows(`update talks.parcel set sent_at = null where content = 'a lamp'`)
    await eraseSubject(world.store, { kind: 'agent', id: agent })
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    await sweeps(world)
    expect(await parcels()).toEqual([{ content: 'a lamp', restricted: null }])
  })
})
