import type { ClientBase } from 'pg'
import type { DerivedTrigger } from '../declare/derived-trigger.ts'
import { isReceived, triggersIn } from '../enforce/triggers.ts'
import { catalogueName } from '../declare/table.ts'
import type { Findings } from './findings.ts'
import { declaredTables, type ProofContext } from './context.ts'

interface Trigger {
  readonly at: string
  readonly name: string
  readonly runs: string
  readonly whole: boolean
  readonly source: string
  readonly plain: boolean
}

/** What the database does by itself when rows come and go: exactly what follows from the declarations. */
export async function proveTriggers(owner: ClientBase, context: ProofContext, found: Findings): Promise<void> {
  const { rows } = await owner.query<Trigger>(`
    select n.nspname || '.' || c.relname as at, t.tgname as name, pn.nspname || '.' || p.proname as runs,
      t.tgenabled = 'O' and (p.proname not in ('received', 'person_received') or (t.tgqual is null and t.tgtype = case p.proname when 'received' then 7 else 23 end)) as whole,
      p.prosrc as source, l.lanname = 'plpgsql' and not p.prosecdef and p.proconfig = '{search_path=pg_catalog}'
        and not exists (select from pg_depend d where d.classid = 'pg_trigger'::regclass and d.objid = t.oid and d.refclassid = 'pg_proc'::regclass and d.refobjid <> p.oid) as plain
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_proc p on p.oid = t.tgfoid join pg_namespace pn on pn.oid = p.pronamespace join pg_language l on l.oid = p.prolang
    where not t.tgisinternal and t.tgparentid = 0`)
  const received = declaredTables(context).filter(isReceived)
  const arriving = received.filter(table => table.arrives).map(table => table.name)
  const expected = triggersIn(context.declared)
  const isOf = (row: Trigger, { table, name, runs }: DerivedTrigger): boolean =>
    row.at === catalogueName(table) && row.name === name && row.runs === `obhut.${runs}`
  for (const one of expected)
    if (!rows.some(row => isOf(row, one) && row.whole)) found.fault(one.without, 'statement/rights')
  for (const row of rows) {
    // A module's own trigger may tell those who listen that something changed; it writes nothing anywhere.
    if (!(row.plain && onlyTells(row.source)) && !expected.some(one => isOf(row, one)) && !keepsTenants(row))
      found.fault(`trigger ${row.name} of ${row.at} follows from no declaration`, 'statement/activities')
  }
  if (!rows.some(row => keepsTenants(row) && row.whole))
    found.fault('a sealer that does not know tenants would take them from entries of the log', 'statement/measures')
  for (const fault of await arrivalFaults(owner)) found.fault(fault, 'statement/measures')
  found.shows('statement/rights', {
    from: 'catalogue',
    says: `rows that come into ${received.length} tables about persons are looked at first: none about somebody erased, none unrestricted about somebody restricted${arriving.length ? `; those that arrive for ${arriving.join(' and ')}, when they are put in their place` : ''}`,
  })
}

/** On the leaf in which entries arrive, which no declaration names by itself. */
const keepsTenants = ({ at, name, runs }: Trigger): boolean =>
  at === 'obhut.audit_entry_arriving' && name === 'with its tenant' && runs === 'obhut.keeps_tenant'

/** Whoever writes under an activity enters nothing under the name of another, at no time of choosing. */
async function arrivalFaults(owner: ClientBase): Promise<string[]> {
  const {
    rows: [arriving],
  } = await owner.query<{ own: boolean; timed: boolean }>(`
    select exists (select from pg_constraint k where k.conrelid = c.oid and k.conname = 'of_its_own_activity' and k.convalidated
        and pg_get_constraintdef(k.oid) = $$CHECK (((CURRENT_USER !~ '^obhut_[0-9a-f]{8}_[^@]'::text) OR (substr((CURRENT_USER)::text, 16) = activity)))$$) as own,
      exists (select from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attname = 'arrived' and a.attnotnull and pg_get_expr(d.adbin, d.adrelid) = 'clock_timestamp()') as timed
    from pg_class c where c.oid = to_regclass('obhut.audit_entry_arriving')`)
  return [
    ...(arriving?.own
      ? []
      : ['entries that come into obhut.audit_entry are not held to the activity of whoever writes them']),
    ...(arriving?.timed ? [] : ['entries that come into obhut.audit_entry do not bear the time of their arrival']),
  ]
}

const words: ReadonlySet<string> = new Set([
  'begin',
  'perform',
  'case',
  'when',
  'then',
  'else',
  'end',
  'null',
  'tg_table_name',
  'tg_op',
  'pg_notify',
])
const called: ReadonlySet<string> = new Set(['pg_notify', 'when', 'then', 'else'])
const identifies = /^(?:\w+_)?id$|^subject$|^device$/

/**
 * Whether the body of a trigger does nothing but tell listeners identifiers. It is made of the few words that this
 * takes, calls nothing else, and names no other column; with only `pg_catalog` to find names in, none of these can mean
 * anything of somebody's own.
 */
export function onlyTells(body: string): boolean {
  const columns: string[] = []
  const named = (column: string): string => {
    columns.push(column)
    return ' '
  }
  const rest = body
    .trim()
    .replace(/^declare\s+changed jsonb := to_jsonb\(coalesce\(new, old\)\);/, ' ')
    .replaceAll(/\bchanged\s*->>\s*'([^']*)'/g, (_, column: string) => named(column))
    .replaceAll(/'(?:[^']|'')*'/g, ' ')
    .replaceAll(/\b(?:new|old)\.(\w+)/g, (_, column: string) => named(column))
    .replaceAll(/\breturn (?:new|old|null);/g, ' ')
  const calls = [...rest.matchAll(/(\w+)\s*\(/g)].map(([, word = '']) => word)
  return (
    /^[\w\s().,;=|]*$/.test(rest) &&
    rest.includes('pg_notify') &&
    columns.every(column => identifies.test(column)) &&
    (rest.match(/\w+/g) ?? []).every(word => words.has(word)) &&
    calls.every(word => called.has(word))
  )
}
