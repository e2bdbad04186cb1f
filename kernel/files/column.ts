import {
  column,
  type Column,
  type FileFacts,
  type Meaning,
  type Meant,
  type PictureVariant,
} from '../declare/columns.ts'
import { fileTable } from './tables.ts'
import { knownTypes, type TypeWanted } from './types.ts'

export const KB = 1024
export const MB = 1024 * KB

interface HowKept extends Meaning {
  /** The largest file that is taken, in bytes. */
  readonly most: number
  readonly types: readonly [TypeWanted, ...TypeWanted[]]
  readonly quota?: { readonly perPerson: number }
  readonly variants?: Readonly<Record<string, PictureVariant>>
}

/**
 * A file of a row. The column holds its id and is `uuid references obhut.file deferrable` in the migration; the content
 * lies encrypted in the kernel's tables, and goes with the row. It is written by `writeFile` and `receiveFile`.
 *
 *     attachment: file({ is: PersonalData.Communication, from: 'the person', most: 25 * MB, types: ['image/*', 'application/pdf'] }).orNot()
 */
export function file({ is, from, label, most, types, quota, variants = {} }: HowKept): Column<string, Meant> {
  const facts: FileFacts = { most, types, variants, ...(quota && { quota }) }
  refuseWrong(facts)
  return column({
    kind: 'file',
    sql: 'uuid',
    is,
    from,
    ...(label && { label }),
    file: facts,
    ref: { table: () => fileTable, key: 'in the database' },
  })
}

const mostEver = 4 * 1024 * MB
/** A picture of which smaller ones are made is held in memory as a whole. */
export const mostPicture = 47 * MB

function refuseWrong({ most, types, quota, variants }: FileFacts): void {
  if (!(Number.isInteger(most) && most > 0 && most <= mostEver))
    throw new Error('a file has a largest size: a whole number of bytes up to 4 GB')
  if (types.length === 0 || !types.every(type => knownTypes(type).length > 0))
    throw new Error(`a file has types that are told by its content, and '${types.join(', ')}' has others`)
  if (quota && quota.perPerson < most) throw new Error('a person may have less than one file of the largest size')
  if (Object.keys(variants).length > 0 && most > mostPicture)
    throw new Error('a picture of which smaller ones are made has 47 MB at most')
  for (const [name, { width, height }] of Object.entries(variants))
    if (
      !/^[a-z][a-z-]{0,30}$/.test(name) ||
      ![width, height].every(side => Number.isInteger(side) && side >= 1 && side <= 4096)
    )
      throw new Error(`'${name}' is no variant of a picture: a short name, and at most 4096 pixels each way`)
}
