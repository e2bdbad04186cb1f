import type { WordsOf } from '../../locales/words.tsx'
import type { Answers } from '../../parts/asked.ts'
import type { Section } from '../../parts/Form.tsx'
import type { disclosuresConsoleWords } from './words/index.ts'

/** The end of a day, where whoever chose it is. */
export const endOfDay = (day: string): string => new Date(`${day}T23:59:59`).toISOString()

/** Asks whether a law forbids telling the person: until when, and which. */
export const silence = ({ disclosures: t }: WordsOf<typeof disclosuresConsoleWords>, lead: string): Section => ({
  title: t.silence,
  lead,
  asks: [
    {
      name: 'silentUntil',
      label: t.silentUntil,
      kind: 'date',
      required: false,
      share: 'half',
      autocomplete: 'off',
    },
    {
      name: 'silentBecause',
      label: t.silentBecause,
      kind: 'text',
      required: true,
      share: 'half',
      autocomplete: 'off',
      only: ({ silentUntil }) => Boolean(silentUntil),
    },
  ],
})

/** What was answered to that. */
export const silentIn = ({ silentUntil, silentBecause = '' }: Answers) =>
  silentUntil ? { silent: { until: endOfDay(silentUntil), because: silentBecause } } : {}
