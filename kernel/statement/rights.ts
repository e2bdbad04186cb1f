import type { AnyActivity } from '../declare/activity.ts'
import { Right, type LegalBasis } from '../declare/terms.ts'

/**
 * Which rights a person has about data held on this legal basis; the mapping is that of DPV
 * (`legal_basis_rights_mapping`). Erasure is not among them where a law obliges to keep (Art. 17(3)(b) GDPR).
 */
export function rightsUnder(basis: LegalBasis): readonly Right[] {
  const always: Right[] = [Right.A15, Right.A16, Right.A18, Right.A77]
  const more: Right[] = {
    a: [Right.A17, Right.A20, Right.A22, Right['A7-3']],
    b: [Right.A17, Right.A20, Right.A22],
    c: [],
    f: [Right.A17, Right.A21, Right.A22],
  }[basis.letter]
  return Object.values(Right).filter(right => [...always, ...more].includes(right))
}

/**
 * Rights that hold whatever an activity rests on: told once, for the whole statement (complaint, and no decision by
 * machine alone).
 */
const general: ReadonlySet<Right> = new Set([Right.A77, Right.A22])
/** The rights that statement and exports name with one activity; withdrawal of consent comes last. */
export const rightsNamedWith = ({ spec }: AnyActivity): Right[] => {
  const own = rightsUnder(spec.basis).filter(right => !general.has(right))
  return [...own.filter(right => right !== Right['A7-3']), ...own.filter(right => right === Right['A7-3'])]
}
/** Those that are named once for all. */
export const rightsNamedOnce = (activities: readonly AnyActivity[]): Right[] =>
  [...general].filter(right => activities.some(({ spec }) => rightsUnder(spec.basis).includes(right)))
