import pg from 'pg'
import { hasPolicies } from '../../kernel/enforce/derive.ts'
import { qualified } from '../../kernel/declare/qualified.ts'
import { canBeObjectedTo, objections } from '../../kernel/enforce/privileges.ts'
import { isUnder, columnsReadBy } from '../../kernel/declare/whose.ts'
import type { Roles } from '../../kernel/enforce/roles.ts'
import { snake, type AnyTable } from '../../kernel/declare/table.ts'
import type { AnyActivity } from '../../kernel/declare/activity.ts'
import type { Fake, Mutant } from './mutant.ts'

const { escapeIdentifier: id } = pg

/** Changes that somebody with the owner's login makes in the database while nobody looks. */
export function* mutantsOfTheSchema({ manifest, modules }: Fake, roles: Roles): Generator<Mutant> {
  const activities = modules
    .flatMap(module => module.activities)
    .filter(({ name }) => Object.hasOwn(manifest['activities'], name))
  for (const table of modules.flatMap(module => module.keeps)) {
    yield* [
      ...columns(table),
      ...keys(table),
      ...policies(table, activities, roles),
      ...readers(table, activities, roles),
      ...privileges(table, roles),
    ]
  }
}

const mutant = (kind: Mutant['kind'], sql: string): Mutant => ({ kind, says: sql, changes: { in: 'schema', sql } })

function* columns(table: AnyTable): Generator<Mutant> {
  const at = qualified(table)
  yield mutant('a column', `alter table ${at} add column birthday date`)
  yield mutant('a column', `alter table ${at} add column notes text default ''`)
  for (const [name, column] of Object.entries(table.columns)) {
    if (!column.nullable && !table.key.includes(name) && !table.partitionedBy)
      yield mutant('a column', `alter table ${at} alter column ${id(snake(name))} drop not null`)
    if (column.kind === 'text')
      yield mutant('a column', `alter table ${at} rename column ${id(snake(name))} to ${id(`${snake(name)}_old`)}`)
  }
}

function* keys(table: AnyTable): Generator<Mutant> {
  for (const [name, { ref }] of Object.entries(table.columns)) {
    if (ref?.key !== 'in the database' || table.partitionedBy) continue
    const constraint = `${qualified(table)} drop constraint if exists ${id(`${table.name.split('.')[1]}_${snake(name)}_fkey`)}`
    const key = `foreign key (${id(snake(name))}) references ${qualified(ref.table())}`
    yield mutant('a foreign key', `alter table ${constraint}`)
    for (const how of ['on delete cascade deferrable', 'on delete set null deferrable', 'not deferrable'])
      yield mutant('a foreign key', `alter table ${constraint}; alter table ${qualified(table)} add ${key} ${how}`)
  }
  if (table.about.who === 'owner' && !table.bulk)
    yield mutant(
      'a foreign key',
      `alter table ${qualified(table)} add constraint by_hand foreign key (subject) references ${qualified({ name: 'identity.login' })} deferrable not valid`,
    )
}

function* policies(table: AnyTable, activities: readonly AnyActivity[], roles: Roles): Generator<Mutant> {
  if (!hasPolicies(table)) return
  const at = qualified(table)
  yield mutant('a looser policy', `alter table ${at} disable row level security`)
  yield mutant('a looser policy', `create policy handy on ${at} using (true)`)
  for (const activity of activities) {
    if (!isUnder(activity, table) && columnsReadBy(activity, table).length === 0) continue
    if (!seesAll(activity, table))
      yield mutant('a looser policy', `alter policy ${id(activity.name)} on ${at} using (true)`)
    yield mutant(
      'a looser policy',
      `create policy more on ${at} to ${id(roles.of(activity.name))} using (current_user is not null)`,
    )
    yield mutant('a looser policy', `drop policy ${id(activity.name)} on ${at}`)
  }
}

/** A policy that lets all through already: readings of all devices are written together. */
const seesAll = ({ spec }: AnyActivity, table: AnyTable): boolean =>
  typeof spec.reach === 'object' &&
  'all' in spec.reach &&
  spec.basis.letter !== 'a' &&
  table.about.who !== 'owner' &&
  !table.tenanted

function* readers(table: AnyTable, activities: readonly AnyActivity[], roles: Roles): Generator<Mutant> {
  const [first] = Object.keys(table.columns)
  if (first === undefined || table.about.who === 'nobody') return
  for (const activity of activities) {
    // Who objects to an activity is known to it, by its policies.
    if (
      isUnder(activity, table) ||
      columnsReadBy(activity, table).includes(first) ||
      (table.name === objections && canBeObjectedTo(activity))
    )
      continue
    yield mutant(
      'a reader',
      `grant select (${id(snake(first))}) on ${qualified(table)} to ${id(roles.of(activity.name))}`,
    )
  }
}

function* privileges(table: AnyTable, roles: Roles): Generator<Mutant> {
  const at = qualified(table)
  yield mutant('a privilege', `grant select on ${at} to public`)
  yield mutant('a privilege', `grant truncate on ${at} to ${id(roles.desk('sweep'))}`)
  yield mutant('a privilege', `grant select on ${at} to ${id(roles.app)}`)
  yield mutant('a privilege', `revoke delete on ${at} from ${id(roles.desk('rights'))}`)
  yield mutant('a privilege', `grant ${id(roles.desk('rights'))} to ${id(roles.app)}`)
  yield mutant('a privilege', `grant delete on ${at} to ${id(roles.desk('proof'))}`)
}
