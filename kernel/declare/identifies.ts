import type { Column } from './columns.ts'
import { identifying, PersonalData } from './terms.ts'

/**
 * Whether somebody could be found by a column. Two may stand there: the address of a visitor where the manifest asks for
 * it, and so tells everybody; and a keyed hash, which leads from whoever names the value to the row and never back.
 */
export const identifies = ({ is, kind, asked, secret, from }: Column<unknown>): boolean => {
  if (kind === 'uuid') return true
  const toldOf = is === PersonalData.IPAddress && asked !== undefined
  const keyedHash = kind === 'bytes' && secret === true && from === 'a keyed hash'
  return is !== undefined && identifying.has(is) && !toldOf && !keyedHash
}
