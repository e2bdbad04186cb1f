import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule } from '../../platform/module.ts'
import { activity } from '../declare/activity.ts'
import { moment, text } from '../declare/columns.ts'
import { owner, subject } from '../declare/subject.ts'
import { offered, since, table, untilErasure } from '../declare/table.ts'
import { duration } from '../declare/settings.ts'
import { contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import { keptBy, law } from '../statement/keeping-laws.ts'
import { file, KB, MB } from './column.ts'

/*
 * A small complaints desk: complaints with a picture and a document, receipts that a law keeps, somebody who may look at
 * pictures only, and somebody who may see complaints and no file.
 */

export const complainant = subject('complainant', { provenBy: ['mail'] })
const words = { de: 'Probe', en: 'Trial' }
const serving = { purposes: [Purpose.RequestedServiceProvision], title: words, words } as const

export const complaining = activity('desk.complaining', {
  ...serving,
  basis: contract,
  settings: { keep: duration({ means: words, otherwise: 'P6M' }) },
})
export const judging = activity('desk.judging', {
  ...serving,
  basis: legitimateInterest(words),
  reach: { all: 'one desk looks at all pictures' },
  reads: { 'desk.complaint': ['picture'] },
})
export const counting = activity('desk.counting', {
  ...serving,
  basis: legitimateInterest(words),
  reach: { all: 'one desk counts everything' },
  reads: { 'desk.complaint': ['says'] },
})

export const complaint = table('desk.complaint', {
  about: owner(complainant),
  under: complaining,
  until: since('closedAt', complaining.keep),
  columns: {
    says: text({ is: PersonalData.Opinion, from: 'the person' }),
    closedAt: moment().orNot(),
    picture: file({
      is: PersonalData.Picture,
      from: 'the person',
      most: 2 * MB,
      types: ['image/*'],
      variants: { small: { width: 80, height: 80, as: 'webp' } },
    }).orNot(),
    document: file({
      is: PersonalData.Communication,
      from: 'the person',
      most: 40 * MB,
      types: ['application/pdf', 'image/png'],
      quota: { perPerson: 60 * MB },
    }).orNot(),
  },
})
export const receipt = table('desk.receipt', {
  about: owner(complainant),
  under: complaining,
  until: untilErasure,
  keptByLaw: keptBy(law.vouchers, 'issuedAt'),
  columns: {
    issuedAt: moment(),
    paper: file({ is: PersonalData.Purchase, from: 'the person', most: 512 * KB, types: ['application/pdf'] }),
  },
})

const kept = `subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"`
export const migrations = mkdtempSync(join(tmpdir(), 'obhut-files-'))
writeFileSync(
  join(migrations, '202611302359_desk.sql'),
  `create schema desk;
  create table desk.complaint (id uuid primary key default gen_random_uuid(), says text not null, closed_at timestamptz(3), picture uuid unique references obhut.file deferrable, document uuid unique references obhut.file deferrable, ${kept});
  create index complaint_subject on desk.complaint (subject);
  create table desk.receipt (id uuid primary key default gen_random_uuid(), issued_at timestamptz(3) not null, paper uuid not null unique references obhut.file deferrable, ${kept});
  create index receipt_subject on desk.receipt (subject);`,
)
export const desk = defineModule('desk', {
  subjects: [complainant],
  activities: [complaining, judging, counting],
  keeps: [complaint, receipt],
  reveals: [offered(complaint, ['picture', 'says'])],
  migrations,
})
