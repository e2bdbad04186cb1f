import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule } from '../../platform/module.ts'
import { activity } from '../declare/activity.ts'
import { encrypted, moment, searchable, text, uuid } from '../declare/columns.ts'
import { alsoAbout, blanks } from '../declare/persons.ts'
import { duration } from '../declare/settings.ts'
import { owner, subject } from '../declare/subject.ts'
import { offered, since, table, untilErasure } from '../declare/table.ts'
import { contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'

/*
 * A surgery: patients with encrypted names, letters about them in which a doctor wrote a note, and the branches of a chain
 * of surgeries with their own patients.
 */

export const patient = subject('patient', { provenBy: [] })
export const doctor = subject('doctor', { provenBy: [] })
const words = { de: 'Probe', en: 'Trial' }
const serving = { purposes: [Purpose.RequestedServiceProvision], title: words, words } as const

export const treating = activity('surgery.treating', {
  ...serving,
  basis: contract,
  reach: { all: 'one reception serves all' },
  settings: { keep: duration({ means: words, otherwise: 'P1Y' }) },
})
export const billing = activity('surgery.billing', {
  ...serving,
  basis: legitimateInterest(words),
  reach: { all: 'one office writes all bills' },
  reads: { 'surgery.patient': ['town'] },
})
export const visiting = activity('surgery.visiting', { ...serving, basis: contract })

export const file = table('surgery.patient', {
  about: owner(patient),
  under: treating,
  until: untilErasure,
  columns: {
    name: searchable(encrypted(text({ is: PersonalData.Name, from: 'the patient' })), { typos: true }),
    town: searchable(text({ is: PersonalData.PhysicalAddress, from: 'the patient' })).orNot(),
  },
})
export const letter = table('surgery.letter', {
  about: owner(patient),
  under: treating,
  until: since('sentAt', treating.keep),
  persons: [alsoAbout(doctor, 'doctorId', { sees: ['note'], erasure: blanks('note') })],
  columns: {
    doctorId: uuid({ is: 'pd:UID', from: 'the platform' }).orNot(),
    says: searchable(text({ is: PersonalData.Communication, from: 'the platform' }), { beginnings: false }),
    note: searchable(encrypted(text({ is: PersonalData.Communication, from: 'the doctor' }))).orNot(),
    sentAt: moment(),
  },
})
export const guest = table('surgery.guest', {
  about: owner(patient),
  under: treating,
  until: untilErasure,
  tenanted: true,
  columns: {
    name: searchable(text({ is: PersonalData.Name, from: 'the patient' }), { typos: true }),
    company: searchable(text({ is: PersonalData.Name, from: 'the patient' })).orNot(),
  },
})
export const note = table('surgery.note', {
  about: owner(patient),
  under: visiting,
  until: untilErasure,
  columns: { says: searchable(text({ is: PersonalData.Communication, from: 'the patient' })) },
})

const kept = `id uuid primary key default gen_random_uuid(), subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"`
const index = (name: string, ...columns: string[]): string =>
  [
    `create index on surgery.${name} (subject)`,
    ...columns.map(column => `create index on surgery.${name} using gin (${column}_words) with (fastupdate = off)`),
  ].join(';\n')
const migrations = mkdtempSync(join(tmpdir(), 'obhut-surgery-'))
writeFileSync(
  join(migrations, '202611302359_surgery.sql'),
  `create schema surgery;
  create table surgery.patient (${kept}, name bytea not null check (obhut.is_sealed(name)), name_words bigint[], town text, town_words bigint[]);
  ${index('patient', 'name', 'town')};
  create table surgery.letter (${kept}, doctor_id uuid, says text not null, says_words bigint[], note bytea check (obhut.is_sealed(note)), note_words bigint[], sent_at timestamptz(3) not null);
  ${index('letter', 'says', 'note')};
  create index on surgery.letter (doctor_id);
  create table surgery.guest (${kept}, tenant uuid not null default obhut.tenant(), name text not null, name_words bigint[], company text, company_words bigint[]);
  ${index('guest', 'name', 'company')};
  create index on surgery.guest (tenant);
  create table surgery.note (${kept}, says text not null, says_words bigint[]);
  ${index('note', 'says')};`,
)
export const surgery = defineModule('surgery', {
  subjects: [patient, doctor],
  activities: [treating, billing, visiting],
  keeps: [file, letter, guest, note],
  reveals: [offered(file, ['town'])],
  migrations,
})
