import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { activity } from '../declare/activity.ts'
import { int, moment, real, text } from '../declare/columns.ts'
import { duration } from '../declare/settings.ts'
import { owner, subject, through } from '../declare/subject.ts'
import { since, table, untilErasure } from '../declare/table.ts'
import { consent, contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'

/*
 * Meters in flats: who lived where from when to when says whose a reading is; several live together, and firms rent
 * flats, too. One activity for each way in which rows can be seen.
 */
export const resident = subject('resident', { provenBy: ['mail'] })
export const firm = subject('firm', { provenBy: ['mail'] })
const words = { de: 'Probe', en: 'Trial' }
const common = { title: words, words }
const keep = duration({ means: words, otherwise: 'P90Y' })

const reads = {
  'flats.reading': ['meter', 'at', 'value'],
  'flats.day': ['meter', 'at', 'total'],
  'flats.mark': ['meter', 'at'],
  'flats.meter': ['number', 'unit'],
  'flats.tenancy': ['subject', 'meter', 'since', 'until'],
} as const
export const people = activity('flats.people', {
  ...common,
  purposes: [Purpose.AccountManagement],
  basis: contract,
})
export const leases = activity('flats.leases', {
  ...common,
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  settings: { keep },
})
export const intake = activity('flats.intake', {
  ...common,
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  reach: { all: 'readings come in for all meters' },
  settings: { keep },
})
export const charts = activity('flats.charts', {
  ...common,
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  reads,
})
export const support = activity('flats.support', {
  ...common,
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  reach: { all: 'staff look up readings' },
  reads,
})
export const averages = activity('flats.averages', {
  ...common,
  purposes: [Purpose.ImproveExistingProductsAndServices],
  basis: legitimateInterest(words),
  reach: { all: 'an average over all' },
  reads,
})
export const study = activity('flats.study', {
  ...common,
  purposes: [Purpose.ResearchAndDevelopment],
  basis: consent,
  reach: { all: 'the study works with all who agreed' },
  asks: { says: { de: 'Ja.', en: 'Yes.' } },
  reads,
})
export const homes = activity('flats.homes', {
  ...common,
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  reach: { all: 'homes are looked at without offices', of: ['resident'] },
  reads: { ...reads, 'flats.person': ['subject'] },
})

export const home = table('flats.person', {
  about: owner(resident),
  under: people,
  until: untilErasure,
  columns: { mail: text({ is: PersonalData.EmailAddress, from: 'the form' }) },
})
export const office = table('flats.office', {
  about: owner(firm),
  under: people,
  until: untilErasure,
  columns: { mail: text({ is: PersonalData.EmailAddress, from: 'the form' }) },
})
export const tenancy = table('flats.tenancy', {
  about: owner(resident, firm),
  under: leases,
  until: since('until', leases.keep),
  columns: { meter: int({ is: 'pd:UID', from: 'the platform' }), since: moment(), until: moment().orNot() },
})
export const meter = table('flats.meter', {
  about: through({ possession: () => tenancy, on: ['number', 'meter'], stays: true }),
  under: intake,
  until: since('scrappedAt', intake.keep),
  columns: {
    number: int({ is: 'pd:UID', from: 'the platform' }),
    unit: text({ is: 'pd:DeviceBased', from: 'your device' }),
    scrappedAt: moment().orNot(),
  },
})
const held = { possession: () => tenancy, on: ['meter', 'meter'], at: ['at', 'since', 'until'] } as const
const measured = { meter: int({ is: 'pd:UID', from: 'the platform' }), at: moment() }
export const reading = table('flats.reading', {
  about: through(held),
  under: intake,
  until: since('at', intake.keep),
  key: ['meter', 'at'],
  columns: { ...measured, value: real({ is: 'dpv:ObservedPersonalData', from: 'your device' }) },
})
/** The sum of a whole day, which is of whoever lived there all day. */
export const day = table('flats.day', {
  about: through({ ...held, lasts: { hours: 24, held: 'throughout' } }),
  under: intake,
  until: since('at', intake.keep),
  key: ['meter', 'at'],
  columns: { ...measured, total: real({ is: 'dpv:ObservedPersonalData', from: 'your device' }) },
})
/** That something about a day is not known yet, which concerns everybody who lived there on it. */
export const mark = table('flats.mark', {
  about: through({ ...held, lasts: { hours: 24, held: 'at any time' } }),
  under: intake,
  until: since('at', intake.keep),
  key: ['meter', 'at'],
  columns: measured,
})

const kept =
  'subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"'
const sql = `
  create schema flats;
  create table flats.person (id uuid primary key default gen_random_uuid(), mail text collate "C" not null, ${kept});
  create table flats.office (id uuid primary key default gen_random_uuid(), mail text collate "C" not null, ${kept});
  create table flats.tenancy (id uuid primary key default gen_random_uuid(), meter integer not null, since timestamptz(3) not null, until timestamptz(3), ${kept});
  create index on flats.tenancy (subject);
  create index on flats.tenancy (meter);
  create index on flats.tenancy (meter) where restricted is not null;
  create index on flats.tenancy (version);
  create table flats.meter (id uuid primary key default gen_random_uuid(), number integer not null unique, unit text not null, scrapped_at timestamptz(3));
  create table flats.reading (meter integer not null, at timestamptz(3) not null, value double precision not null, primary key (meter, at));
  create table flats.day (meter integer not null, at timestamptz(3) not null, total double precision not null, primary key (meter, at));
  create table flats.mark (meter integer not null, at timestamptz(3) not null, primary key (meter, at));`

/** The kernel and the flats. */
export async function flats() {
  const migrations = await mkdtemp(join(tmpdir(), 'flats-'))
  await writeFile(join(migrations, '20261130_flats.sql'), sql)
  return [
    kernel,
    defineModule('flats', {
      subjects: [resident, firm],
      activities: [people, leases, intake, charts, support, averages, study, homes],
      keeps: [home, office, tenancy, meter, reading, day, mark],
      migrations,
    }),
  ]
}
