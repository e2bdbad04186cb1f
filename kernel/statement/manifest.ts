import type { AnyTable } from '../declare/table.ts'
import type { AnyActivity, SettingOf } from '../declare/activity.ts'
import { crossChecks } from './checks.ts'
import { problemAt, type Finding } from './finding.ts'
import type { Period, Setting, Settings } from '../declare/settings.ts'
import { countriesAllowed, reserved, shapeOf, type ManifestShape } from './shape.ts'
import { shapeProblems } from './shape-problems.ts'
import type { Purpose, Words } from '../declare/terms.ts'
import { isRecord, readYaml, type YamlProblem } from './yaml.ts'

export type { YamlProblem } from './yaml.ts'

type Frozen<T> = T extends (...args: never) => unknown
  ? T
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T

export interface Address {
  readonly name: string
  readonly street: string
  readonly postcode: string
  readonly city: string
  readonly country: string
}
export interface Company extends Address {
  readonly mail: string
  readonly phone: string
  readonly representedBy: readonly string[]
  /** Of a GmbH & Co. KG; `representedBy` are then those who represent the general partner. */
  readonly generalPartner?:
    | {
        readonly name: string
        readonly city: string
        readonly register: { readonly court: string; readonly number: string }
      }
    | undefined
  readonly register?: { readonly court: string; readonly number: string }
  readonly vatId?: string
}
export interface Officer {
  readonly name?: string | undefined
  readonly mail: string
  readonly post: Address
}
export interface Contact {
  readonly mail: string
  readonly post: Address
  readonly keyword?: string | undefined
}
export type Recipient = Frozen<Omit<ManifestShape['recipients'][string], 'serves'>> & {
  readonly id: string
  readonly serves: readonly string[]
  readonly task: Words
}
export type StatedStore = Frozen<Omit<ManifestShape['stores'][string], 'name'>> & {
  readonly id: string
  readonly name: Words
}

/** How the manifest states one activity; defaults are filled in. */
export interface Stated {
  readonly settings: Readonly<Record<string, unknown>>
  /** All purposes of the activity, or those that the manifest narrows it to. */
  readonly purposes: readonly Purpose[]
  /** The ids of all recipients that this activity's data may go to. */
  readonly recipients: readonly string[]
}

/**
 * What an operator says about the processing of personal data, and the only configuration of what the platform does
 * with it.
 */
export interface Manifest {
  readonly effective: string
  readonly languages: readonly ('de' | 'en')[]
  readonly timeZone: string
  readonly site: Frozen<ManifestShape['site']>
  readonly company: Company
  readonly privacyOfficer?: Officer
  readonly privacyContact: Contact
  readonly authority: Frozen<ManifestShape['authority']>
  readonly allowedCountries: readonly string[]
  readonly stores: readonly StatedStore[]
  readonly recipients: readonly Recipient[]
  readonly measures: readonly NonNullable<ManifestShape['measures']>[number][]
  /** How long before a material change of the statement people are told. */
  readonly lead: Period
  readonly automatedDecisions: 'none'
  readonly profiling?: 'none'
  readonly activities: Readonly<Record<string, Stated>>
  readonly clauses: Readonly<Record<string, readonly string[]>>
}

/**
 * A manifest, or everything that is wrong with it, each with its line and what mends it. Never throws, whatever the
 * file holds. `lacking` says of one that is written right what keeps it from being run.
 */
export function readManifest(
  source: string | Uint8Array,
  file: string,
  activities: readonly AnyActivity[],
  tables?: readonly AnyTable[],
  lacking?: (manifest: Manifest) => readonly Finding[],
): { manifest: Manifest; problems: [] } | { manifest: undefined; problems: YamlProblem[] } {
  const { source: yaml, problems: unreadable } = readYaml(source, file)
  if (yaml === undefined) return { manifest: undefined, problems: unreadable }
  const shape = shapeOf(activities)
  const value = withEmptyActivities(yaml.value)
  const result = shape.safeParse(value)
  const problems = [
    ...unreadable,
    ...shapeProblems(result, shape, value, yaml),
    ...crossChecks(value, yaml, activities, tables),
  ]
  if (problems.length || !result.success) return { manifest: undefined, problems: inOrder(problems) }
  const manifest = frozen(
    manifestOf({ ...result.data, activities: inOrderOf(value, result.data.activities) }, activities),
  )
  const lacks = lacking?.(manifest) ?? []
  return lacks.length
    ? { manifest: undefined, problems: inOrder(lacks.map(one => problemAt(yaml, one))) }
    : { manifest, problems: [] }
}

/** The value that the manifest gives a setting, or else its default. Ask only for activities that are stated. */
export function settingOf<T>(manifest: Manifest, ref: SettingOf<string, string, T>): T {
  const settings = manifest.activities[ref.activity]?.settings
  if (!settings) throw new Error(`the manifest does not state '${ref.activity}', so it has no '${ref.setting}'`)
  if (!Object.hasOwn(settings, ref.setting)) throw new Error(`'${ref.activity}' has no setting '${ref.setting}'`)
  return settings[ref.setting] as T // checked against the setting's own schema when the manifest was read
}

export const states = (manifest: Manifest, activity: string): boolean => Object.hasOwn(manifest.activities, activity)

/** Problems as lines for a terminal: `statements/home.yaml:12:3  what is wrong`, and below what mends it. */
export const problemsInWords = (problems: readonly YamlProblem[]): string =>
  problems.map(({ file, line, column, says, mend }) => `${file}:${line}:${column}  ${says}\n    ${mend}`).join('\n')

const inOrder = (problems: YamlProblem[]): YamlProblem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column)

/** `identity.sign-in:` with nothing behind it states the activity with all its defaults. */
function withEmptyActivities(value: unknown): unknown {
  if (!isRecord(value) || !isRecord(value.activities)) return value
  return {
    ...value,
    activities: Object.fromEntries(Object.entries(value.activities).map(([name, its]) => [name, its ?? {}])),
  }
}

/** The order of the activities is the operator's: the statement tells of them in it. */
function inOrderOf(value: unknown, activities: ManifestShape['activities']): ManifestShape['activities'] {
  const names = isRecord(value) && isRecord(value.activities) ? Object.keys(value.activities) : []
  return Object.fromEntries(names.map(name => [name, activities[name] ?? null]))
}

function manifestOf(written: ManifestShape, activities: readonly AnyActivity[]): Manifest {
  const company = companyOf(written.company)
  const { effective, languages, timeZone, site, authority, automatedDecisions, profiling } = written
  const recipients = Object.entries(written.recipients).map(([id, recipient]) =>
    Object.assign({ id }, recipient, { serves: recipient.serves ?? [id] }),
  )
  const stores = Object.entries(written.stores).map(([id, store]) =>
    Object.assign({ id }, store, {
      name: typeof store.name === 'string' ? { de: store.name, en: store.name } : store.name,
    }),
  )
  const officer = written.privacyOfficer
  return {
    effective,
    languages,
    timeZone,
    site,
    authority,
    automatedDecisions,
    company,
    recipients,
    stores,
    ...(profiling && { profiling }),
    ...(officer !== 'none' && { privacyOfficer: { ...officer, post: postOf(officer.post, company) } }),
    privacyContact: { ...written.privacyContact, post: postOf(written.privacyContact.post, company) },
    allowedCountries: countriesAllowed(written.allowedCountries),
    measures: written.measures ?? [],
    lead: written.changes?.lead ?? usualLead,
    activities: statedOf(written, activities, recipients, stores),
    clauses: written.clauses ?? {},
  }
}

const usualLead = 'P14D' as Period

function companyOf({ register, vatId, ...rest }: ManifestShape['company']): Company {
  return { ...rest, ...(register !== 'none' && { register }), ...(vatId !== 'none' && { vatId }) }
}
function postOf(post: 'company' | Address, { name, street, postcode, city, country }: Company): Address {
  return post === 'company' ? { name, street, postcode, city, country } : post
}

function statedOf(
  written: ManifestShape,
  activities: readonly AnyActivity[],
  recipients: readonly { id: string; serves: readonly string[] }[],
  stores: readonly StatedStore[],
): Record<string, Stated> {
  const known = new Map(activities.map(activity => [activity.name, activity]))
  const keepers = stores.flatMap(store => store.recipient ?? [])
  return Object.fromEntries(
    Object.entries(written.activities).flatMap(([name, value]) => {
      const activity = known.get(name)
      return activity ? [[name, stated(activity, value ?? {}, recipients, keepers)]] : []
    }),
  )
}

function stated(
  activity: AnyActivity,
  value: Record<string, unknown>,
  recipients: readonly { id: string; serves: readonly string[] }[],
  keepers: readonly string[],
): Stated {
  const defaults = Object.entries((activity.spec.settings ?? {}) as Settings).filter(
    (entry): entry is [string, Setting] => entry[1].otherwise !== undefined,
  )
  const settings = {
    ...Object.fromEntries(defaults.map(([key, setting]) => [key, setting.otherwise])),
    ...Object.fromEntries(Object.entries(value).filter(([key]) => !reserved.includes(key))),
  }
  const able = recipients
    .filter(({ serves }) => serves.some(kind => activity.spec.recipients?.includes(kind)))
    .map(({ id }) => id)
  const chosen = value.recipients as readonly string[] | undefined
  return {
    settings,
    purposes: (value.purposes as readonly Purpose[] | undefined) ?? activity.spec.purposes,
    recipients: [...new Set([...keepers, ...(chosen ? able.filter(id => chosen.includes(id)) : able)])],
  }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}
