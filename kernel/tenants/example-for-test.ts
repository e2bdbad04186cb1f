import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule, type Module } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import type { World } from '../../server/testing/world.ts'
import { activity } from '../declare/activity.ts'
import { moment, ref, text } from '../declare/columns.ts'
import { duration } from '../declare/settings.ts'
import { nobody, owner, subject } from '../declare/subject.ts'
import { since, table, type AnyTable } from '../declare/table.ts'
import { contract, PersonalData, Purpose } from '../declare/terms.ts'
import { everyTenant, person, platform, platformFor, type Who, type Work } from '../store/work.ts'
import { createTenant, type NewTenant } from './tree.ts'

/*
 * Estates of several landlords: each has devices, which are about nobody, and residents, of whom one may live with two
 * landlords.
 */
export const resident = subject('resident', { provenBy: ['mail'] })
const words = { de: 'Probe', en: 'Trial' }
const common = { title: words, words, purposes: [Purpose.RequestedServiceProvision], basis: contract } as const

export const fleet = activity('estate.fleet', {
  ...common,
  reach: { all: 'devices are looked after for everybody' },
  settings: { keep: duration({ means: words, otherwise: 'P2Y' }) },
})
export const homes = activity('estate.homes', {
  ...common,
  settings: { keep: duration({ means: words, otherwise: 'P2Y' }) },
})
export const office = activity('estate.office', {
  ...common,
  reach: { all: 'an office knows who lives there' },
  reads: { 'estate.resident': ['subject', 'name'], 'estate.device': ['serial'] },
})

export const device = table('estate.device', {
  about: nobody,
  under: fleet,
  tenanted: true,
  until: since('scrappedAt', fleet.keep),
  columns: {
    serial: text({ from: 'the maker' }),
    scrappedAt: moment().orNot(),
    behindId: ref((): AnyTable => device).orNot(),
  },
})
export const dweller = table('estate.resident', {
  about: owner(resident),
  under: homes,
  tenanted: true,
  until: since('leftAt', homes.keep),
  columns: {
    name: text({ is: PersonalData.Name, from: 'the landlord' }),
    leftAt: moment().orNot(),
    deviceId: ref(device).orNot(),
  },
})

const kept =
  'subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"'
const tenant = 'tenant uuid not null default obhut.tenant()'
export const estatesSql = `
  create schema estate;
  create table estate.device (id uuid primary key default gen_random_uuid(), serial text collate "C" not null, scrapped_at timestamptz(3), behind_id uuid references estate.device deferrable, ${tenant});
  create unique index device_serial on estate.device (tenant, serial);
  create table estate.resident (id uuid primary key default gen_random_uuid(), name text collate "C" not null, left_at timestamptz(3), device_id uuid references estate.device deferrable, ${tenant}, ${kept});
  create index resident_subject on estate.resident (subject);
  create index resident_tenant on estate.resident (tenant, name);`

/** The kernel and the estates. */
export async function estates(
  own: { readonly sql?: string; readonly keeps?: Module['keeps'] } = {},
): Promise<Module[]> {
  const migrations = await mkdtemp(join(tmpdir(), 'estates-'))
  await writeFile(join(migrations, '20261130_estates.sql'), own.sql ?? estatesSql)
  return [
    kernel,
    defineModule('estate', {
      subjects: [resident],
      activities: [fleet, homes, office],
      keeps: own.keeps ?? [device, dweller],
      migrations,
    }),
  ]
}

export const changingTree = <R>({ store }: World, does: (work: Work) => Promise<R>): Promise<R> =>
  store.under(fleet, platform, does)
export const aTenant = (world: World, wanted: Partial<NewTenant> = {}): Promise<string> =>
  changingTree(world, work => createTenant(work, { kind: 'landlord', ...wanted }))

export const aDevice = (
  { store }: World,
  who: Who,
  serial: string,
  more: { readonly tenant?: string; readonly behindId?: string } = {},
): Promise<string> =>
  store.under(fleet, who, async work => {
    const { id } = await work
      .over(device)
      .insertInto('estate.device')
      .values({ serial, ...more })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
export const livesIn = ({ store }: World, id: string, tenant: string, name: string): Promise<unknown> =>
  store.under(homes, person(id, tenant), work =>
    work.over(dweller).insertInto('estate.resident').values({ name }).execute(),
  )

/** Serial numbers of the devices that are there for somebody, in order. */
export const devicesFor = async ({ store }: World, who: Who): Promise<string[]> =>
  (await store.under(fleet, who, work => work.read(device, 'serial').orderBy('serial').execute())).map(
    one => one.serial,
  )
export const residentsFor = async ({ store }: World, who: Who): Promise<string[]> =>
  (await store.under(office, who, work => work.read(dweller, 'name').orderBy('name').execute())).map(one => one.name)
export const everywhere = platformFor(everyTenant)
