import pg from 'pg'
import type { DerivedTrigger } from '../declare/derived-trigger.ts'
import { qualified } from '../declare/qualified.ts'
import type { AnyTable } from '../declare/table.ts'
import { searchableIn } from './columns.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/**
 * Words go with the text that they are of, whoever takes it away by whatever way, and do not outlive a change of it that
 * did not write them, too. With the row they go anyway. Of triggers that a row has PostgreSQL runs them by their names:
 * "again" has to come before "of another text".
 */
export const wordTriggers = (table: AnyTable): DerivedTrigger[] =>
  searchableIn(table).flatMap(({ name, words }) => {
    const trigger = (
      called: string,
      runs: 'words_again' | 'words_go',
      before: string,
      when: string,
      without: string,
    ): DerivedTrigger => ({
      table,
      name: `${words} ${called}`,
      runs,
      without,
      makes: `create trigger ${id(`${words} ${called}`)} before ${before} on ${qualified(table)} for each row when (${when}) execute function obhut.${runs}(${literal(words)})`,
    })
    const [text, its] = [id(name), id(words)]
    const stay = `new.${its} is not distinct from old.${its} and new.${its} is not null`
    const outlive = `words of ${table.name} may outlive the text that they are of`
    return [
      trigger('again', 'words_again', `update of ${its}`, stay, `words of ${table.name} may go with each new text`),
      trigger('go', 'words_go', 'insert or update', `new.${text} is null and new.${its} is not null`, outlive),
      trigger(
        'of another text',
        'words_go',
        `update of ${text}`,
        `new.${text} is distinct from old.${text} and ${stay}`,
        outlive,
      ),
    ]
  })
