import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule, type Module } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { activity } from '../declare/activity.ts'
import { int, moment, real, ref, text, uuid } from '../declare/columns.ts'
import { duration } from '../declare/settings.ts'
import { nobody, owner, subject, through, type Through } from '../declare/subject.ts'
import { since, table } from '../declare/table.ts'
import { consent, contract, legitimateInterest, Purpose } from '../declare/terms.ts'

/*
 * Meters of several utilities: each meter is one utility's, whoever lives there holds it for a time, and readings bear
 * neither the one nor the other. One activity for each way in which rows can be seen.
 */
export const resident = subject('resident', { provenBy: ['mail'] })
const words = { de: 'Probe', en: 'Trial' }
const keep = duration({ means: words, otherwise: 'P20Y' })
const service = { title: words, words, purposes: [Purpose.RequestedServiceProvision], basis: contract } as const

export const reads = {
  'utility.reading': ['meter', 'at', 'value'],
  'utility.lease': ['subject', 'meterId', 'since', 'until'],
} as const
export const fleet = activity('utility.fleet', {
  ...service,
  reach: { all: 'meters are looked after' },
  settings: { keep },
})
export const leases = activity('utility.leases', { ...service, settings: { keep } })
export const intake = activity('utility.intake', {
  ...service,
  reach: { all: 'readings come in for all meters' },
  settings: { keep },
})
export const charts = activity('utility.charts', { ...service, reads })
export const support = activity('utility.support', { ...service, reach: { all: 'staff look up readings' }, reads })
export const averages = activity('utility.averages', {
  title: words,
  words,
  purposes: [Purpose.ImproveExistingProductsAndServices],
  basis: legitimateInterest(words),
  reach: { all: 'an average over all' },
  reads,
})
export const study = activity('utility.study', {
  title: words,
  words,
  purposes: [Purpose.ResearchAndDevelopment],
  basis: consent,
  reach: { all: 'the study works with all who agreed' },
  asks: { says: { de: 'Ja.', en: 'Yes.' } },
  reads,
})

export const meter = table('utility.meter', {
  about: nobody,
  under: fleet,
  tenanted: true,
  until: since('scrappedAt', fleet.keep),
  columns: { number: int(), serial: text(), scrappedAt: moment().orNot() },
})
export const lease = table('utility.lease', {
  about: owner(resident),
  under: leases,
  tenanted: true,
  until: since('until', leases.keep),
  columns: { meterId: uuid({ is: 'pd:UID', from: 'the platform' }), since: moment(), until: moment().orNot() },
})
export const held: Through = {
  possession: () => lease,
  on: ['meter', 'meterId'],
  at: ['at', 'since', 'until'],
  things: { in: () => meter, by: 'id' },
}
export const reading = table('utility.reading', {
  about: through(held),
  under: intake,
  until: since('at', intake.keep),
  key: ['meter', 'at'],
  columns: {
    meter: ref(meter, { checked: 'on input' }),
    at: moment(),
    value: real({ is: 'dpv:ObservedPersonalData', from: 'your device' }),
  },
})

const kept =
  'subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"'
const tenant = 'tenant uuid not null default obhut.tenant()'
export const utilitiesSql = `
  create schema utility;
  create table utility.meter (id uuid primary key default gen_random_uuid(), number integer not null, serial text collate "C" not null, scrapped_at timestamptz(3), ${tenant});
  create index meter_tenant on utility.meter (tenant);
  create table utility.lease (id uuid primary key default gen_random_uuid(), meter_id uuid not null, since timestamptz(3) not null, until timestamptz(3), ${tenant}, ${kept});
  create index lease_subject on utility.lease (subject);
  create index lease_meter on utility.lease (meter_id);
  create table utility.reading (meter uuid not null, at timestamptz(3) not null, value double precision not null, primary key (meter, at));`

/** The kernel and the utilities. */
export async function utilities(
  own: { readonly sql?: string; readonly keeps?: Module['keeps'] } = {},
): Promise<Module[]> {
  const migrations = await mkdtemp(join(tmpdir(), 'utilities-'))
  await writeFile(join(migrations, '20261201_utilities.sql'), own.sql ?? utilitiesSql)
  return [
    kernel,
    defineModule('utility', {
      subjects: [resident],
      activities: [fleet, leases, intake, charts, support, averages, study],
      keeps: own.keeps ?? [meter, lease, reading],
      migrations,
    }),
  ]
}
