import type { Module } from '../../platform/module.ts'
import { nobody } from '../../kernel/declare/subject.ts'
import { untilErasure, type AnyTable } from '../../kernel/declare/table.ts'
import type { AnyActivity } from '../../kernel/declare/activity.ts'
import {
  beforeContract,
  consent,
  contract,
  legalDuty,
  legitimateInterest,
  Purpose,
  type LegalBasis,
} from '../../kernel/declare/terms.ts'
import type { Fake, Mutant } from './mutant.ts'

/** Changes of one fact that the code declares, under a manifest that nobody touched. */
export function* mutantsOfTheDeclarations({ manifest, modules }: Fake): Generator<Mutant> {
  const stated = (name: string): boolean => Object.hasOwn(manifest['activities'], name)
  for (const activity of modules.flatMap(module => module.activities))
    if (stated(activity.name))
      yield* [...bases(activity), ...purposes(activity), ...recipients(activity), ...readers(activity, modules)]
  for (const table of modules.flatMap(module => module.keeps))
    if (stated(table.under.name)) yield* [...erasure(table), ...columns(table), ...periods(table)]
}

type Spec = AnyActivity['spec']
const ofActivity = (kind: Mutant['kind'], says: string, name: string, to: (spec: Spec) => Spec): Mutant => ({
  kind,
  says: `${name} ${says}`,
  changes: { in: 'declarations', to: modules => withActivity(modules, name, to) },
})
const ofTable = (kind: Mutant['kind'], says: string, name: string, to: (table: AnyTable) => AnyTable): Mutant => ({
  kind,
  says: `${name} ${says}`,
  changes: { in: 'declarations', to: modules => withTable(modules, name, to) },
})

/** The modules with one activity said otherwise, and the tables under it with it. */
function withActivity(modules: readonly Module[], name: string, to: (spec: Spec) => Spec): readonly Module[] {
  const changed = <A extends AnyActivity>(activity: A): A =>
    activity.name === name ? { ...activity, spec: to(activity.spec) } : activity
  const under = <T extends AnyTable>(table: T): T => ({ ...table, under: changed(table.under) })
  return modules.map(module => ({
    ...module,
    activities: module.activities.map(changed),
    keeps: module.keeps.map(under),
    reveals: module.reveals.map(under),
  }))
}
const withTable = (modules: readonly Module[], name: string, to: (table: AnyTable) => AnyTable): readonly Module[] =>
  modules.map(module => ({ ...module, keeps: module.keeps.map(table => (table.name === name ? to(table) : table)) }))

const words = { de: 'etwas anderes', en: 'something else' }
function* bases({ name, spec }: AnyActivity): Generator<Mutant> {
  const all: LegalBasis[] = [contract, beforeContract, consent, legalDuty(words), legitimateInterest(words)]
  for (const basis of all)
    if (basis.term !== spec.basis.term)
      yield ofActivity('a basis', `rests on ${basis.term}`, name, now => ({ ...now, basis }))
}

function* purposes({ name, spec }: AnyActivity): Generator<Mutant> {
  for (const purpose of [Purpose.DirectMarketing, Purpose.ServiceUsageAnalytics, Purpose.ResearchAndDevelopment]) {
    if (!spec.purposes.includes(purpose))
      yield ofActivity('a purpose', `is for ${purpose} too`, name, now => ({
        ...now,
        purposes: [...now.purposes, purpose] as unknown as Spec['purposes'], // at least the ones before
      }))
  }
}

function* recipients({ name, spec }: AnyActivity): Generator<Mutant> {
  if (!spec.recipients?.includes('mail'))
    yield ofActivity('a recipient', 'sends mail', name, now => ({
      ...now,
      recipients: [...(now.recipients ?? []), 'mail'],
    }))
}

/** Reads what another activity keeps; some of it is offered, most of it is not. */
function* readers(activity: AnyActivity, modules: readonly Module[]): Generator<Mutant> {
  for (const table of modules.flatMap(module => module.keeps)) {
    const has = (activity.spec.reads as Record<string, readonly string[]> | undefined)?.[table.name]
    if (table.under.name === activity.name || has || table.about.who === 'nobody') continue
    const [column] = Object.keys(table.columns)
    if (column !== undefined)
      yield ofActivity('a reader', `reads ${column} of ${table.name}`, activity.name, now => ({
        ...now,
        reads: { ...now.reads, [table.name]: [column] },
      }))
  }
  if (activity.spec.reach === undefined || activity.spec.reach === 'own')
    yield ofActivity('a reader', 'sees everybody’s rows', activity.name, now => ({
      ...now,
      reach: { all: 'it is handy' },
    }))
}

function* erasure(table: AnyTable): Generator<Mutant> {
  const kind = 'a dropped erasure rule'
  if (table.about.who === 'owner' || table.about.who === 'through')
    yield ofTable(kind, 'is about nobody', table.name, now => ({ ...now, about: nobody }))
  if (table.until) yield ofTable(kind, 'says no end', table.name, ({ until: _, ...now }) => now)
  if (table.until && table.until.rule !== 'erasure')
    yield ofTable(kind, 'stays until erasure', table.name, now => ({ ...now, until: untilErasure }))
  if (table.about.who === 'owner' && table.about.kinds.length > 1)
    yield ofTable(kind, 'is about one kind of person less', table.name, now => ({
      ...now,
      about: {
        ...table.about,
        kinds: (table.about as { kinds: readonly unknown[] }).kinds.slice(1), // as: checked above
      } as AnyTable['about'],
    }))
  for (const person of table.persons)
    yield ofTable(kind, `no longer says that ${person.column} names somebody`, table.name, now => ({
      ...now,
      persons: now.persons.filter(one => one !== person),
    }))
}

function* columns(table: AnyTable): Generator<Mutant> {
  for (const [name, column] of Object.entries(table.columns)) {
    const rest = Object.fromEntries(Object.entries(table.columns).filter(([other]) => other !== name))
    yield ofTable('a column', `does not know its column ${name}`, table.name, now => ({ ...now, columns: rest }))
    if (column.is && column.is !== 'pd:Picture')
      yield ofTable('a column', `takes ${name} for a picture`, table.name, now => ({
        ...now,
        columns: { ...now.columns, [name]: { ...column, is: 'pd:Picture' } },
      }))
    if (column.secret)
      yield ofTable('a column', `shows its secret ${name}`, table.name, now => ({
        ...now,
        columns: { ...now.columns, [name]: withoutSecret(column) },
      }))
    if (column.ref?.key === 'in the database')
      yield ofTable(
        'a foreign key',
        `does not say that ${name} refers to ${column.ref.table().name}`,
        table.name,
        now => ({ ...now, columns: { ...now.columns, [name]: withoutRef(column) } }),
      )
  }
}
type AnyColumn = AnyTable['columns'][string]
const withoutRef = ({ ref: _, ...column }: AnyColumn): AnyColumn => column as AnyColumn
const withoutSecret = ({ secret: _, ...column }: AnyColumn): AnyColumn => column as AnyColumn

function* periods(table: AnyTable): Generator<Mutant> {
  const until = table.until
  if (until?.rule !== 'since') return
  for (const [name, column] of Object.entries(table.columns)) {
    if (column.kind === 'moment' && name !== until.column)
      yield ofTable('a period', `counts from ${name} in place of ${until.column}`, table.name, now => ({
        ...now,
        until: { ...until, column: name },
      }))
  }
  yield ofTable('a period', 'counts from the end of the year', table.name, now => ({
    ...now,
    until: { ...until, from: until.from === 'the moment' ? 'the end of its year' : 'the moment' },
  }))
}
