import { endOfDay } from '../../locales/day.ts'
import type { WordsOf } from '../../locales/words.tsx'
import type { Answers } from '../../parts/asked.ts'
import type { Section } from '../../parts/Form.tsx'
import { Problem } from '../../problem.ts'
import type { disclosuresConsoleWords } from './words/index.ts'

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

/** What was answered to that, for the server. */
export const silentIn = ({ silentUntil, silentBecause = '' }: Answers, timeZone: string) =>
  silentUntil ? { silent: { until: endOfDay(silentUntil, timeZone), because: silentBecause } } : {}

/** What the server has against it stands at the questions. */
export function atSilence(thrown: unknown): never {
  if (!(thrown instanceof Problem)) throw thrown
  const { id, status, title, helps, fields } = thrown
  const asked: Readonly<Record<string, string>> = {
    silent: 'silentUntil',
    'silent.until': 'silentUntil',
    'silent.because': 'silentBecause',
  }
  throw new Problem({
    id,
    status,
    title,
    helps,
    fields: Object.fromEntries(Object.entries(fields).map(([name, said]) => [asked[name] ?? name, said])),
  })
}
