import { describe, expect, it } from 'vitest'
import { rightsUnder } from './rights.ts'
import {
  beforeContract,
  consent,
  contract,
  explicitConsent,
  legalDuty,
  legitimateInterest,
  Right,
  type LegalBasis,
} from '../declare/terms.ts'

/**
 * Which rights DPV gives under each legal basis: one entry a row of `legal_basis_rights_mapping.csv` (W3C DPV,
 * extension EU-GDPR; read in the edition 2.0, whose 137 rows version 2.3 has unchanged in number). The names are those
 * behind `eu-gdpr:`.
 */
const dpv: Readonly<Record<string, readonly string[]>> = {
  'A6-1-a': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A20', 'A22', 'A7-3', 'A77'],
  'A6-1-a-explicit-consent': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A20', 'A22', 'A7-3', 'A77'],
  'A6-1-a-non-explicit-consent': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A20', 'A22', 'A7-3', 'A77'],
  'A6-1-b': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A20', 'A22', 'A77'],
  'A6-1-b-contract-performance': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A20', 'A22', 'A77'],
  'A6-1-b-enter-into-contract': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A20', 'A22', 'A77'],
  'A6-1-c': ['A13', 'A15', 'A16', 'A18', 'A77'],
  'A6-1-d': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A22', 'A77'],
  'A6-1-d-data-subject': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A22', 'A77'],
  'A6-1-d-natual-person': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A22', 'A77'], // spelled so there
  'A6-1-e': ['A13', 'A14', 'A15', 'A16', 'A18', 'A21', 'A22', 'A77'],
  'A6-1-e-official-authority': ['A13', 'A14', 'A15', 'A16', 'A18', 'A21', 'A22', 'A77'],
  'A6-1-e-public-interest': ['A13', 'A14', 'A15', 'A16', 'A18', 'A21', 'A22', 'A77'],
  'A6-1-f': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A21', 'A22', 'A77'],
  'A6-1-f-controller': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A21', 'A22', 'A77'],
  'A6-1-f-third-party': ['A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A21', 'A22', 'A77'],
}
const rows = Object.entries(dpv).flatMap(([basis, rights]) => rights.map(right => ({ basis, right })))

/** The bases that a manifest can speak of here, by the term of DPV; a general term is as good as what it is made of. */
const because = { de: 'Probe', en: 'a trial' }
const ours: Readonly<Record<string, LegalBasis>> = {
  'A6-1-a': consent,
  'A6-1-a-explicit-consent': explicitConsent,
  'A6-1-a-non-explicit-consent': consent,
  'A6-1-b': contract,
  'A6-1-b-contract-performance': contract,
  'A6-1-b-enter-into-contract': beforeContract,
  'A6-1-c': legalDuty(because),
  'A6-1-f': legitimateInterest(because),
  'A6-1-f-controller': legitimateInterest(because),
  'A6-1-f-third-party': { ...legitimateInterest(because), term: 'eu-gdpr:A6-1-f-third-party' },
}
const derived = (basis: string): readonly string[] | undefined =>
  ours[basis] && rightsUnder(ours[basis]).map(right => right.replace('eu-gdpr:', ''))

/** Where we depart from DPV, and why. */
const deviations: readonly {
  readonly rows: (row: { readonly basis: string; readonly right: string }) => boolean
  readonly count: number
  readonly why: string
}[] = [
  {
    rows: ({ basis }) => /^A6-1-[de]/.test(basis),
    count: 48,
    why: 'vital and public interests are no basis here: the types know no such letter, so that no activity can rest on one',
  },
  {
    rows: ({ basis, right }) => !/^A6-1-[de]/.test(basis) && ['A13', 'A14'].includes(right),
    count: 19,
    why: 'being informed is owed without being asked for: the statement does it for every activity, and every form says it of its fields',
  },
]

describe('which rights follow from the legal basis', () => {
  it('is DPV’s mapping of 137 rows, row by row, but for what is listed with its reason', () => {
    expect(rows).toHaveLength(137)
    const missing = rows.filter(row => !derived(row.basis)?.includes(row.right))
    expect(missing.filter(row => !deviations.some(one => one.rows(row)))).toEqual([])
    expect(deviations.map(one => missing.filter(one.rows).length)).toEqual(deviations.map(({ count }) => count))
  })
  it('gives none that DPV does not give', () => {
    const more = Object.keys(ours).flatMap(basis =>
      (derived(basis) ?? []).filter(right => !dpv[basis]?.includes(right)).map(right => `${basis} ${right}`),
    )
    expect(more).toEqual([])
  })
  it('leaves no right out that the platform knows', () => {
    const given = new Set(Object.keys(ours).flatMap(basis => derived(basis) ?? []))
    expect(Object.values(Right).filter(right => !given.has(right.replace('eu-gdpr:', '')))).toEqual([])
  })
})
