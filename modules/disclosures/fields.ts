import type { Units } from '../../kernel/store/units.ts'
import type { AnyTable } from '../../kernel/declare/table.ts'
import { tablesAbout } from '../../kernel/rows/copy.ts'
import { nameOfColumn, titleOf } from '../../kernel/statement/names.ts'
import type { Language } from '../../kernel/declare/terms.ts'

export interface Askable {
  readonly table: string
  readonly title: string
  readonly fields: readonly { readonly field: string; readonly label: string }[]
}

/** What an authority can ask for about a kind of person, table by table: all that a copy for the person would show. */
export const askable = (store: Units, kind: string, language: Language): Askable[] =>
  tablesAbout(store, kind)
    .filter(({ under }) => store.inForce.states(under.name))
    .map(table => ({ table: table.name, title: titleOf(table, language), fields: fieldsOf(table, language) }))
    .filter(({ fields }) => fields.length > 0)

const fieldsOf = (table: AnyTable, language: Language): Askable['fields'] =>
  Object.entries(table.columns)
    .filter(([, { secret }]) => !secret)
    .map(([name, column]) => ({ field: `${table.name}.${name}`, label: nameOfColumn(name, column, language) }))
