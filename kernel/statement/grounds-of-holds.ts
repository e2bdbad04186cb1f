import type { Words } from '../declare/terms.ts'

/** Why somebody's data is held past erasure and period: Art. 17(3)(b) and (e) GDPR. */
export const groundsOfHold = ['claims', 'duty', 'order'] as const
export type GroundOfHold = (typeof groundsOfHold)[number]

/** As the person reads it; `unnamed` where a law forbids telling which. */
export const whyHeld: Readonly<Record<GroundOfHold | 'unnamed', Words>> = {
  claims: {
    de: 'Zur Geltendmachung, Ausübung oder Verteidigung von Rechtsansprüchen nötig (Art. 17 Abs. 3 Buchst. e DSGVO)',
    en: 'Needed to establish, exercise or defend legal claims (Art. 17(3)(e) GDPR)',
  },
  duty: {
    de: 'Wegen einer rechtlichen Verpflichtung vorübergehend aufzubewahren (Art. 17 Abs. 3 Buchst. b DSGVO)',
    en: 'To be kept for a time because of a legal obligation (Art. 17(3)(b) GDPR)',
  },
  order: {
    de: 'Auf Anordnung einer Behörde oder eines Gerichts aufzubewahren (Art. 17 Abs. 3 Buchst. b DSGVO)',
    en: 'To be kept by order of an authority or a court (Art. 17(3)(b) GDPR)',
  },
  unnamed: {
    de: 'Der Löschung steht derzeit ein Gesetz entgegen (Art. 17 Abs. 3 DSGVO)',
    en: 'A law stands against the erasure at present (Art. 17(3) GDPR)',
  },
}
