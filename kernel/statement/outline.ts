import type { AnyTable } from '../declare/table.ts'
import type { AnyActivity, Evaluation, Operation } from '../declare/activity.ts'
import { personalColumnsUnder } from './data-section.ts'
import { factsOf, type Facts } from './facts.ts'
import { toldBy, type Told } from './told.ts'
import type { Manifest, Recipient, StatedStore } from './manifest.ts'
import type { Period, Setting, Settings } from '../declare/settings.ts'
import type { LegalBasisTerm, PersonalData, Purpose, Words } from '../declare/terms.ts'

/**
 * What a version of the statement says, as plain facts of manifest and declarations together. It is stored with the
 * version, so that two versions can be compared also when the code that one of them was written for is gone.
 */
export interface Outline {
  readonly effective: string
  readonly controller: Manifest['company']
  readonly officer: Manifest['privacyOfficer'] | null
  readonly contact: Manifest['privacyContact']
  readonly authority: Manifest['authority']
  readonly languages: readonly string[]
  readonly timeZone: string
  /** How long before a material change people are told. */
  readonly lead: Period
  readonly countries: readonly string[]
  readonly measures: Manifest['measures']
  /** Whether nobody is profiled. */
  readonly profiling?: 'none'
  readonly recipients: Readonly<Record<string, Recipient>>
  readonly stores: Readonly<Record<string, StatedStore>>
  readonly activities: Readonly<Record<string, ActivityOutline>>
  /** Every promise as a plain value, so that code which says otherwise under the same file shows. */
  readonly facts: Facts
  /** The words that people read, so that code which words it otherwise shows; not in versions from before these were kept. */
  readonly told?: Told
}

export interface ActivityOutline {
  readonly title: Words
  readonly purposes: readonly Purpose[]
  readonly basis: LegalBasisTerm
  readonly operations: readonly Operation[]
  /** What it makes of a person by machine. */
  readonly evaluates?: Evaluation
  readonly recipients: readonly string[]
  /** Which personal data each column holds; those that a setting chooses change with it. */
  readonly data: Readonly<Record<string, { readonly is: PersonalData; readonly asked: boolean }>>
  readonly reads: Readonly<Record<string, readonly string[]>>
  readonly settings: Readonly<Record<string, SettingOutline>>
}
export interface SettingOutline extends Pick<Setting, 'kind' | 'means' | 'names'> {
  readonly value: unknown
}

export function outlineOf(
  manifest: Manifest,
  activities: readonly AnyActivity[],
  tables: readonly AnyTable[],
): Outline {
  const byName = new Map(activities.map(activity => [activity.name, activity]))
  const stated = Object.keys(manifest.activities).flatMap(name => byName.get(name) ?? [])
  const {
    profiling,
    effective,
    company,
    privacyOfficer,
    privacyContact,
    authority,
    languages,
    timeZone,
    lead,
    allowedCountries,
    measures,
    recipients,
    stores,
  } = manifest
  return {
    effective,
    controller: company,
    officer: privacyOfficer ?? null,
    contact: privacyContact,
    authority,
    languages,
    timeZone,
    lead,
    countries: allowedCountries,
    measures,
    ...(profiling && { profiling }),
    recipients: Object.fromEntries(recipients.map(one => [one.id, one])),
    stores: Object.fromEntries(stores.map(one => [one.id, one])),
    activities: Object.fromEntries(
      stated.map(activity => [activity.name, activityOutline(manifest, activity, stated, tables)]),
    ),
    facts: factsOf(manifest, activities, tables),
    told: toldBy(manifest, activities, tables),
  }
}

function activityOutline(
  manifest: Manifest,
  activity: AnyActivity,
  activities: readonly AnyActivity[],
  tables: readonly AnyTable[],
): ActivityOutline {
  const { name, spec } = activity
  const its = manifest.activities[name]
  const held = personalColumnsUnder({ manifest, activities, tables, language: 'en' }, activity)
  const columnOf = (table: string, column: string) => tables.find(one => one.name === table)?.columns[column]
  return {
    title: spec.title,
    purposes: its?.purposes ?? spec.purposes,
    basis: spec.basis.term,
    operations: spec.operations ?? [],
    ...(spec.evaluates && { evaluates: spec.evaluates }),
    recipients: its?.recipients ?? [],
    data: Object.fromEntries(
      held.map(({ table, column, is }) => [
        `${table}.${column}`,
        { is, asked: columnOf(table, column)?.asked !== undefined },
      ]),
    ),
    reads: (spec.reads ?? {}) as Record<string, readonly string[]>,
    settings: Object.fromEntries(
      Object.entries((spec.settings ?? {}) as Settings).map(([key, { kind, means, names }]) => [
        key,
        { kind, means, ...(names && { names }), value: its?.settings[key] },
      ]),
    ),
  }
}
