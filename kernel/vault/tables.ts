import { operation } from '../declare/activities.ts'
import { hash, int, moment, text } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { table } from '../declare/table.ts'

const own = { from: 'the platform' } as const

/**
 * A master key by its number and a mark that tells it from others. From `retiredAt` on nothing new is wrapped under it;
 * when nothing is left under it, the row goes.
 */
export const keyGeneration = table('obhut.key_generation', {
  about: nobody,
  under: operation,
  key: ['number'],
  apart: true,
  columns: { number: int(own), mark: hash(), since: moment(), retiredAt: moment().orNot() },
})

/** The key of one row, wrapped under a master key. It goes in the statement in which its row goes. */
export const rowKey = table('obhut.row_key', {
  about: nobody,
  under: operation,
  holdsKeys: true,
  apart: true,
  addedByAll: true,
  columns: { keptIn: text(own), generation: int(own), wrapped: hash() },
})
