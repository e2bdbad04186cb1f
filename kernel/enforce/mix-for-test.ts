import { chance } from '../../tools/testing/chance.ts'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule } from '../../platform/module.ts'
import type { Module } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { activity, type ActivitySpec, type UsableActivity } from '../declare/activity.ts'
import { moment, text, uuid } from '../declare/columns.ts'
import { alsoAbout, blanks, deletesRow, keepsByLaw } from '../declare/persons.ts'
import { duration } from '../declare/settings.ts'
import { owner, subject } from '../declare/subject.ts'
import { since, table, untilErasure, type AnyTable } from '../declare/table.ts'
import { consent, contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import { keptBy, law } from '../statement/keeping-laws.ts'

export const kinds = ['a', 'b', 'c'] as const
export type Kind = (typeof kinds)[number]

/** A further person of a table, in the columns `p1` and `v1`, or `p2` and `v2`. */
export interface Further {
  readonly kind: Kind
  readonly does: 'deletes' | 'blanks' | 'keeps'
}
export interface MixTable {
  readonly name: string
  readonly main: Kind
  readonly keeper: string
  /** A law keeps whole rows. */
  readonly law: boolean
  readonly further: readonly Further[]
}
export interface MixActivity {
  readonly name: string
  readonly basis: 'contract' | 'interest' | 'consent'
  readonly reach: 'own' | 'all'
  /** Kinds of an activity for one person, or those that one for all is only for. */
  readonly of?: readonly Kind[]
  readonly despite?: true
  /** Columns read, by table; of a table that it keeps all. */
  readonly reads: Readonly<Record<string, readonly string[]>>
}
/** Declarations as plain values; both the kernel and the oracle are told by these. */
export interface Mix {
  readonly tables: readonly MixTable[]
  readonly activities: readonly MixActivity[]
}

const readable = ['x', 'p1', 'v1', 'p2', 'v2', 'at'] as const

/** Random declarations: tables with up to three persons a row, and activities of each way of seeing. */
export function aMix(seed: number): Mix {
  const below = chance(seed * 104_729 + 7)
  const one = <T>(of: readonly T[]): T => of[below(of.length)]! // there are some
  const keepers = ['keepsone', 'keepsall']
  const tables = Array.from({ length: 4 }, (_, index) => ({
    name: `t${index}`,
    main: one(kinds),
    keeper: one(keepers),
    law: below(4) === 0,
    further: Array.from({ length: 1 + below(2) }, () => ({
      kind: one(kinds),
      does: one(['deletes', 'blanks', 'blanks', 'keeps'] as const),
    })),
  }))
  const reads = () =>
    Object.fromEntries(
      tables
        .map(({ name, further }) => [
          name,
          readable.filter(column => Number(column[1] ?? 0) <= further.length && below(3) === 0),
        ])
        .filter(([, columns]) => columns!.length > 0),
    )
  const some = () => kinds.filter(() => below(3) > 0)
  return {
    tables,
    activities: [
      { name: 'keepsone', basis: 'contract', reach: 'own', of: some(), reads: {} },
      { name: 'keepsall', basis: 'interest', reach: 'all', reads: {} },
      { name: 'own', basis: 'contract', reach: 'own', reads: reads() },
      { name: 'ownasthese', basis: 'interest', reach: 'own', of: some(), reads: reads() },
      { name: 'look', basis: 'interest', reach: 'all', reads: reads() },
      { name: 'study', basis: 'consent', reach: 'all', reads: reads() },
      { name: 'despite', basis: 'contract', reach: 'all', despite: true, reads: reads() },
      { name: 'ofa', basis: 'contract', reach: 'all', of: ['a'], reads: reads() },
    ],
  }
}

export interface Made {
  readonly modules: readonly Module[]
  readonly activities: ReadonlyMap<string, UsableActivity>
  readonly tables: ReadonlyMap<string, AnyTable>
}

const words = { de: 'Probe', en: 'Trial' }
const kindOf = Object.fromEntries(kinds.map(kind => [kind, subject(kind, { provenBy: [] })])) as Record<
  Kind,
  ReturnType<typeof subject>
>

function activityOf({ name, basis, reach, of, despite, reads }: MixActivity): UsableActivity {
  // any: made at random
  const spec: ActivitySpec<any, any> = {
    title: words,
    words,
    purposes: [Purpose.RequestedServiceProvision],
    basis: basis === 'interest' ? legitimateInterest(words) : basis === 'consent' ? consent : contract,
    ...(basis === 'consent' && { asks: { says: { de: 'Ja.', en: 'Yes.' } } }),
    settings: { keep: duration({ means: words, otherwise: 'P90Y' }) },
    ...(despite && { despiteRestriction: 'a trial' }),
    ...(reach === 'all' ? { reach: { all: 'a trial', ...(of && { of }) } } : of && { reach: { own: of } }),
    reads: {
      ...Object.fromEntries(Object.entries(reads).map(([table, columns]) => [`mix.${table}`, columns])),
      ...(reach === 'all' && of && { 'mix.person': ['subject'] }),
    },
  }
  return activity(`mix.${name}`, spec)
}

function tableOf({ name, main, law: byLaw, further }: MixTable, keeper: UsableActivity): AnyTable {
  const persons = further.map(({ kind, does }, index) => {
    const value = `v${index + 1}`
    return alsoAbout(kindOf[kind], `p${index + 1}`, {
      sees: [value, 'at'],
      erasure:
        does === 'deletes'
          ? deletesRow
          : does === 'blanks'
            ? blanks(value)
            : keepsByLaw(keptBy(law.letters, 'at'), value),
    })
  })
  const own = further.flatMap((_, index) => [
    [`p${index + 1}`, uuid({ is: 'pd:UID', from: 'the platform' }).orNot()],
    [`v${index + 1}`, text({ is: PersonalData.Communication, from: 'the form' }).orNot()],
  ])
  return table(`mix.${name}`, {
    about: owner(kindOf[main]),
    under: keeper,
    until: since('doneAt', { activity: keeper.name, setting: 'keep' }),
    ...(byLaw && { keptByLaw: keptBy(law.vouchers, 'at') }),
    persons: persons as never, // as: columns made at random
    columns: {
      x: text({ is: PersonalData.Communication, from: 'the form' }),
      at: moment(),
      doneAt: moment().orNot(),
      ...Object.fromEntries(own),
    },
  } as never) as AnyTable
}

const kept =
  'id uuid primary key default gen_random_uuid(), subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"'

export async function made(mix: Mix): Promise<Made> {
  const activities = new Map(mix.activities.map(one => [one.name, activityOf(one)]))
  const tables = new Map(mix.tables.map(one => [one.name, tableOf(one, activities.get(one.keeper)!)])) // declared above
  const people = activity('mix.people', {
    title: words,
    words,
    purposes: [Purpose.AccountManagement],
    basis: contract,
  })
  const known = table('mix.person', { about: owner(kindOf.a), under: people, until: untilErasure, columns: {} })
  const directory = await mkdtemp(join(tmpdir(), 'mix-'))
  const columns = (further: readonly Further[]): string =>
    further.map((_, index) => `, p${index + 1} uuid, v${index + 1} text`).join('')
  await writeFile(
    join(directory, '20261130_mix.sql'),
    [
      'create schema mix',
      `create table mix.person (${kept})`,
      'create index on mix.person (subject)',
      ...mix.tables.flatMap(({ name, further }) => [
        `create table mix.${name} (${kept}, x text not null, at timestamptz(3) not null, done_at timestamptz(3)${columns(further)})`,
        `create index on mix.${name} (subject)`,
        ...further.map((_, index) => `create index on mix.${name} (p${index + 1})`),
      ]),
    ].join(';\n'),
  )
  return {
    activities,
    tables,
    modules: [
      kernel,
      defineModule('mix', {
        subjects: Object.values(kindOf),
        activities: [people, ...activities.values()],
        keeps: [known, ...tables.values()],
        migrations: directory,
      }),
    ],
  }
}
