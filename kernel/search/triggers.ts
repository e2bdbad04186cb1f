import pg from 'pg'
import type { DerivedTrigger } from '../declare/derived-trigger.ts'
import { qualified } from '../declare/qualified.ts'
import type { AnyTable } from '../declare/table.ts'
import { searchableIn } from './columns.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** Words go with the text that they are of, whoever takes it away by whatever way; with the row they go anyway. */
export const wordTriggers = (table: AnyTable): DerivedTrigger[] =>
  searchableIn(table).map(({ name, words }) => ({
    table,
    name: `${words} go`,
    runs: 'words_go',
    without: `words of ${table.name} may outlive the text that they are of`,
    makes: `create trigger ${id(`${words} go`)} before insert or update on ${qualified(table)} for each row when (new.${id(name)} is null and new.${id(words)} is not null) execute function obhut.words_go(${literal(words)})`,
  }))
