import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule } from '../../platform/module.ts'
import { activity } from '../declare/activity.ts'
import { int, uuid } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { table } from '../declare/table.ts'
import { legitimateInterest, Purpose } from '../declare/terms.ts'
import { series } from './numbers.ts'

const words = { de: 'Probe', en: 'Trial' }
const trial = activity('trial', {
  title: words,
  words,
  purposes: [Purpose.TechnicalServiceProvision],
  basis: legitimateInterest(words),
})
/** Rows that bear a number: what was committed. */
export const bearing = table('trial.bearing', {
  about: nobody,
  under: trial,
  columns: { number: int({ from: 'the series' }), mark: uuid({ from: 'chance' }) },
})
export const invoices = series('trial.invoice', { counts: 'each year', numbers: 'invoices of a trial' })
export const credits = series('trial.credit-note', { counts: 'on and on', numbers: 'credit notes of a trial' })

const migrations = mkdtempSync(join(tmpdir(), 'trial-'))
writeFileSync(
  join(migrations, '20261130_trial.sql'),
  `create schema trial; create table trial.bearing (id uuid primary key default gen_random_uuid(), number integer not null, mark uuid not null);`,
)
export const example = defineModule('trial', { activities: [trial], keeps: [bearing], migrations })
