import type { Period } from '../declare/settings.ts'
import { whyHeld, type GroundOfHold } from './grounds-of-holds.ts'
import { laws, type LawTerm } from './laws.ts'
import { listed, periodInWords } from '../declare/periods.ts'
import type { Language, Words } from '../declare/terms.ts'

interface Keeping {
  /** Counted from the end of the calendar year (HGB section 257(5), AO section 147(4)). */
  readonly keep: Period
  readonly cites: readonly LawTerm[]
  readonly what: Words
}

/** Laws that keep rows in place of their erasure, on the ground of Art. 17(3)(b) GDPR. */
export const keepingLaws = {
  vouchers: {
    keep: 'P8Y' as Period,
    cites: ['obhut:HGB-257-vouchers', 'obhut:AO-147', 'obhut:UStG-14b'],
    what: { de: 'Buchungsbelege', en: 'accounting vouchers' },
  },
  letters: {
    keep: 'P6Y' as Period,
    cites: ['obhut:HGB-257-letters', 'obhut:AO-147'],
    what: { de: 'Handelsbriefe', en: 'commercial letters' },
  },
  books: {
    keep: 'P10Y' as Period,
    cites: ['obhut:HGB-257-books', 'obhut:AO-147'],
    what: { de: 'Handelsbücher', en: 'commercial books' },
  },
} as const satisfies Record<string, Keeping>
export type KeepingLaw = keyof typeof keepingLaws

/** Names of the laws, for declarations: `keptByLaw: keptBy(law.vouchers, 'issuedAt')`. */
export const law = { vouchers: 'vouchers', letters: 'letters', books: 'books' } as const satisfies {
  [L in KeepingLaw]: L
}

/**
 * A table's rows are kept by a law, from this moment of each row on. While the moment is null the law does not ask for
 * the row.
 */
export interface LegalRetention<C extends string = string> {
  readonly law: KeepingLaw
  readonly column: C
}
export const keptBy = <const C extends string>(by: KeepingLaw, column: C): LegalRetention<C> => ({ law: by, column })

/** The law as one cites it: "§ 257 Abs. 1 Nr. 4, Abs. 4 HGB, § 147 AO und § 14b UStG". */
export const citation = (by: KeepingLaw, language: Language): string =>
  listed(
    keepingLaws[by].cites.map(term => laws[term].cites[language]),
    language,
  )

/** What keeps a row: a law, or a hold on its person. */
export type WhyKept = KeepingLaw | GroundOfHold | 'unnamed'
/** Why a row stays, for whoever asked for its erasure. */
export function whyKept(by: WhyKept, language: Language): string {
  if (!isLaw(by)) return whyHeld[by][language]
  const { keep, what } = keepingLaws[by]
  return language === 'de'
    ? `${what.de}: ${periodInWords(keep, 'de')} ab Jahresende aufzubewahren (${citation(by, 'de')}; Art. 17 Abs. 3 Buchst. b DSGVO)`
    : `${what.en}: to be kept for ${periodInWords(keep, 'en')} from the end of the year (${citation(by, 'en')}; Art. 17(3)(b) GDPR)`
}

const isLaw = (by: WhyKept): by is KeepingLaw => Object.hasOwn(keepingLaws, by)

/** The last day of the law's period for what came about in a year, as far as no assessment of that year is open. */
export const lastDayFor = (by: KeepingLaw, year: number): string =>
  `${year + Number.parseInt(keepingLaws[by].keep.slice(1), 10)}-12-31`
