import type { Words } from '../declare/terms.ts'

/**
 * Our extension of the vocabulary: German law that DPV 2.3 has no terms for, each with its citation.
 * `https://obhut.example/terms#` is its namespace.
 */
export interface Law extends Words {
  readonly cites: Words
}

const law = (de: string, en: string, cites: Words): Law => ({ de, en, cites })

export const laws = {
  'obhut:TDDDG-25-1': law(
    'Einwilligung in das Speichern oder Auslesen im Endgerät',
    'consent to storing or reading on the device',
    { de: '§ 25 Abs. 1 TDDDG', en: 'section 25(1) TDDDG' },
  ),
  'obhut:TDDDG-25-2-2': law(
    'Speichern im Endgerät, unbedingt erforderlich für den gewünschten Dienst',
    'storing on the device, strictly necessary for the service asked for',
    { de: '§ 25 Abs. 2 Nr. 2 TDDDG', en: 'section 25(2) no. 2 TDDDG' },
  ),
  'obhut:DDG-5': law('Angaben zum Anbieter', 'particulars of the provider', { de: '§ 5 DDG', en: 'section 5 DDG' }),
  'obhut:HGB-257-books': law('Aufbewahrung von Handelsbüchern, zehn Jahre', 'keeping commercial books, ten years', {
    de: '§ 257 Abs. 1 Nr. 1, Abs. 4 HGB',
    en: 'section 257(1) no. 1, (4) HGB',
  }),
  'obhut:HGB-257-vouchers': law(
    'Aufbewahrung von Buchungsbelegen, acht Jahre',
    'keeping accounting vouchers, eight years',
    { de: '§ 257 Abs. 1 Nr. 4, Abs. 4 HGB', en: 'section 257(1) no. 4, (4) HGB' },
  ),
  'obhut:HGB-257-letters': law(
    'Aufbewahrung von Handelsbriefen, sechs Jahre',
    'keeping commercial letters, six years',
    { de: '§ 257 Abs. 1 Nr. 2 und 3, Abs. 4 HGB', en: 'section 257(1) nos. 2 and 3, (4) HGB' },
  ),
  'obhut:AO-147': law('Aufbewahrung steuerlicher Unterlagen', 'keeping tax records', {
    de: '§ 147 AO',
    en: 'section 147 AO',
  }),
  'obhut:UStG-14b': law('Aufbewahrung von Rechnungen, acht Jahre', 'keeping invoices, eight years', {
    de: '§ 14b UStG',
    en: 'section 14b UStG',
  }),
  'obhut:UWG-7-2': law(
    'Werbung per elektronischer Post mit vorheriger ausdrücklicher Einwilligung',
    'advertising by electronic mail with prior express consent',
    { de: '§ 7 Abs. 2 Nr. 2 UWG', en: 'section 7(2) no. 2 UWG' },
  ),
  'obhut:UWG-7-3': law(
    'Werbung per elektronischer Post für eigene ähnliche Waren nach einem Kauf',
    'advertising own similar goods by electronic mail after a purchase',
    { de: '§ 7 Abs. 3 UWG', en: 'section 7(3) UWG' },
  ),
  'obhut:UWG-7a': law(
    'Nachweis der Einwilligung in Telefonwerbung, fünf Jahre',
    'proof of consent to telephone advertising, five years',
    { de: '§ 7a UWG', en: 'section 7a UWG' },
  ),
} as const satisfies Record<`obhut:${string}`, Law>
export type LawTerm = keyof typeof laws
