import { operation } from '../declare/activities.ts'
import { bytes, encrypted, flag, int, json, long, moment, ref, text, uuid } from '../declare/columns.ts'
import { owner } from '../declare/subject.ts'
import { asLongAs, table, until } from '../declare/table.ts'
import { PersonalData } from '../declare/terms.ts'

const ours = { is: PersonalData.GeneratedPersonalData, from: 'the platform' } as const

/**
 * A file that belongs to a row of another table, or will: `of` names the column that it is for, `rowId` the row that took
 * it. Its key opens its name, how it ends, and its chunks. A variant of a picture is a file of its own beside its
 * original, and of the same row.
 */
export const fileTable = table('obhut.file', {
  title: { de: 'Dateien', en: 'Files' },
  about: owner(),
  under: operation,
  until: until('unclaimedUntil', {
    de: 'bis sie zu einem Eintrag gehören, längstens eine Stunde',
    en: 'until they belong to an entry, for one hour at most',
  }),
  holdsFiles: 'files',
  routine: ['size', 'unclaimedUntil'],
  columns: {
    of: text(ours),
    rowId: uuid(ours).orNot(),
    original: uuid(ours).orNot(),
    variant: text(ours).orNot(),
    name: encrypted(text({ is: PersonalData.GeneratedPersonalData, from: 'the person' })),
    /** By its content; nobody's word is taken for it. */
    type: text(ours),
    /** Of a file that is whole, all its bytes; of one on its way, those that are kept for it. */
    size: long(ours),
    /** Bytes, chunks and SHA-256 of a file that is whole. */
    whole: encrypted(json(ours)).orNot(),
    madeAt: moment(),
    /** Until when it waits for a row. */
    unclaimedUntil: moment().orNot(),
  },
})

/** A piece of a file, encrypted and bound to the file, to its place and to whether it is the last one. */
export const fileChunk = table('obhut.file_chunk', {
  title: { de: 'Inhalte von Dateien', en: 'Contents of files' },
  about: owner(),
  under: operation,
  until: asLongAs('fileId'),
  holdsFiles: 'chunks',
  unaudited: 'the file that it belongs to is in the log',
  columns: {
    /** Of the same person by how it is written, and by the proof: a trigger that looked would read each chunk once more. */
    fileId: ref(() => fileTable, { ofAnother: true }),
    of: text(ours),
    place: int(ours),
    last: flag(ours),
    content: bytes({ is: PersonalData.GeneratedPersonalData, from: 'the person' }),
  },
})
