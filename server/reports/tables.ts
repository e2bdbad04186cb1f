import type { Column } from '../../kernel/declare/columns.ts'
import type { AnyTable } from '../../kernel/declare/table.ts'
import type { Module } from '../../platform/module.ts'
import { cell } from './markdown.ts'

/** What a module keeps, table by table: about whom, under which activity, until when, and what each column means. */
export function tablesReport({ name, keeps }: Pick<Module, 'name' | 'keeps'>): string {
  const tables = (keeps as readonly AnyTable[]).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return `# What ${name} keeps\n\nDrawn from the declarations by \`npm run generate\`.\n${tables.map(tableOf).join('')}`
}

const tableOf = (table: AnyTable): string => `
## ${table.name}

${[`About ${aboutOf(table)}`, `under \`${table.under.name}\``, endOf(table), ...traitsOf(table)].join(' · ')}

| column | type | personal data | from |
| --- | --- | --- | --- |
${Object.entries(table.columns).map(columnOf).join('\n')}
`

const columnOf = ([name, column]: [string, Column<unknown>]): string =>
  `| ${name} | ${typeOf(column)} | ${cell(column.is ?? '')} | ${cell(column.from ?? '')} |`

function typeOf({ encrypted, sql, nullable, ref }: Column<unknown>): string {
  const type = encrypted ? `${encrypted.as}, encrypted` : sql
  return `${type}${nullable ? ', may be null' : ''}${ref ? ` → ${ref.table().name}` : ''}`
}

function aboutOf({ about }: AnyTable): string {
  switch (about.who) {
    case 'owner':
      return about.kinds.length ? about.kinds.map(({ kind }) => kind).join(' or ') : 'a person of any kind'
    case 'through':
      return `whoever held it (${about.through.possession().name}, by ${about.through.on.join(' = ')})`
    case 'pseudonym':
      return `a person behind a pseudonym (${about.column})`
    case 'unattributed':
      return 'a person who cannot be told (Art. 11 GDPR)'
    case 'nobody':
      return 'nobody'
  }
}

function endOf({ until, keptByLaw: held }: AnyTable): string {
  const law = held ? `, a law keeps it (${held.law}, from ${held.column})` : ''
  if (!until) return `kept for as long as the store${law}`
  if (until.rule === 'erasure') return `until the person's erasure${law}`
  if (until.rule === 'with') return `as long as ${until.column}${law}`
  const keep = until.keep === 'immediately' ? 'until' : `\`${until.keep.activity}: ${until.keep.setting}\` from`
  return `${keep} ${until.from === 'the moment' ? '' : `${until.from}, `}${until.column}${law}`
}

const traitsOf = ({
  appendOnly,
  addedByAll,
  bulk,
  partitionedBy,
  unaudited,
  holdable,
  persons,
  key,
  leaves,
}: AnyTable): string[] => [
  ...(appendOnly ? ['never changed'] : []),
  ...(addedByAll ? ['added to by every activity'] : []),
  ...(bulk ? ['filled by COPY'] : []),
  ...(partitionedBy ? [`partitioned by ${partitionedBy}`] : []),
  ...(holdable ? ['can be held'] : []),
  ...(unaudited ? ['writes leave no entry in the audit log'] : []),
  ...(key.join() === 'id' ? [] : [`key ${key.join(', ')}`]),
  ...persons.map(({ kind, column, erasure, onlyNamed }) =>
    onlyNamed
      ? `${column} names a ${kind.kind}`
      : `also about a ${kind.kind} by ${column}, whose erasure ${erasure.does === 'deletes' ? 'deletes the row' : `blanks ${[column, ...erasure.columns].join(', ')}${erasure.keptByLaw ? `, which a law keeps apart (${erasure.keptByLaw.law}, from ${erasure.keptByLaw.column})` : ''}`}`,
  ),
  ...(leaves ? [`leaves ${leaves.columns.join(', ')} in ${leaves.in().name}`] : []),
]
