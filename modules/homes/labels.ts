import type { Language, Words } from '../../kernel/declare/terms.ts'

interface Measures {
  readonly label?: string | undefined
  readonly unit: string
  readonly kind: string
  readonly medium: string
}

const known: Readonly<Record<string, Words>> = {
  'electricity counter kWh': { de: 'Zählerstand', en: 'Meter reading' },
  'electricity gauge W': { de: 'Leistung', en: 'Power' },
  'electricity gauge V': { de: 'Spannung', en: 'Voltage' },
  'electricity gauge A': { de: 'Stromstärke', en: 'Current' },
  'gas counter m³': { de: 'Gasverbrauch', en: 'Gas used' },
  'gas counter kWh': { de: 'Gasverbrauch', en: 'Gas used' },
  'water counter m³': { de: 'Wasserverbrauch', en: 'Water used' },
  'other gauge °C': { de: 'Temperatur', en: 'Temperature' },
}
const wordsFor = ({ medium, kind, unit }: Measures): Words =>
  known[`${medium} ${kind} ${unit}`] ?? { de: 'Messwert', en: 'Value' }

/** What a channel is called: as the gateway calls it, or else after what it measures, in the reader's language. */
export function labelOf(channel: Measures, language: Language): string {
  const words = wordsFor(channel)
  const given = channel.label
  return given === undefined || given === words.de || given === words.en ? words[language] : given
}
