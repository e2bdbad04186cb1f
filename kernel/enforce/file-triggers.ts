import pg from 'pg'
import type { DerivedTrigger } from '../declare/derived-trigger.ts'
import { fileColumnsOf } from '../declare/file-columns.ts'
import { qualified } from '../declare/qualified.ts'
import type { AnyTable } from '../declare/table.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** Files are taken by rows, and from then on follow them, whoever changes the row by whatever way; chunks follow files. */
export const fileTriggers = (table: AnyTable): DerivedTrigger[] => [...triggersOnFiles(table), ...triggersOnRows(table)]

function triggersOnRows(table: AnyTable): DerivedTrigger[] {
  const columns = fileColumnsOf(table)
  if (columns.length === 0) return []
  const at = qualified(table)
  const all = columns.map(({ of }) => literal(of)).join(', ')
  return [
    ...columns.flatMap(({ name, column, of }): DerivedTrigger[] => {
      const [found, taken] = [`${column} is found`, `${column} is taken`]
      const told = `${literal(column)}, ${literal(of)}`
      return [
        {
          table,
          name: found,
          runs: 'find_file',
          without: `what is said of a file that a row of ${table.name} cannot have by '${name}' tells whether somebody else has it`,
          makes: `create trigger ${id(found)} before insert or update of ${id(column)} on ${at} for each row execute function obhut.find_file(${told})`,
        },
        {
          table,
          name: taken,
          runs: 'take_file',
          without: `a row of ${table.name} may refer by '${name}' to a file of another row`,
          makes: `create trigger ${id(taken)} after insert or update of ${id(column)} on ${at} for each row execute function obhut.take_file(${told})`,
        },
      ]
    }),
    {
      table,
      name: 'files go with rows',
      runs: 'files_go',
      without: `files of ${table.name} do not go with their rows`,
      makes: `create trigger ${id('files go with rows')} after delete on ${at} referencing old table as gone for each statement execute function obhut.files_go(${all})`,
    },
    {
      table,
      name: 'files follow rows',
      runs: 'files_follow',
      without: `files of ${table.name} are not restricted with their rows`,
      makes: `create trigger ${id('files follow rows')} after update of restricted, version on ${at} for each row when (${marksDiffer}) execute function obhut.files_follow(${all})`,
    },
  ]
}

const marksDiffer = 'old.restricted is distinct from new.restricted or old.version is distinct from new.version'

function triggersOnFiles(table: AnyTable): DerivedTrigger[] {
  if (table.holdsFiles !== 'files') return []
  const at = qualified(table)
  return [
    {
      table,
      name: 'chunks go with files',
      runs: 'chunks_go',
      without: 'chunks do not go with their file',
      makes: `create trigger ${id('chunks go with files')} before delete on ${at} for each row execute function obhut.chunks_go()`,
    },
    {
      table,
      name: 'chunks follow files',
      runs: 'chunks_follow',
      without: 'chunks are not restricted with their file',
      makes: `create trigger ${id('chunks follow files')} after update of restricted, version on ${at} for each row when (${marksDiffer}) execute function obhut.chunks_follow()`,
    },
  ]
}
