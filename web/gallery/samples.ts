import { IconTrash } from '@tabler/icons-react'
import { common } from '../locales/words.tsx'
import { useLanguage } from '../locales/words.tsx'
import { actionsIn } from '../parts/action.ts'
import { Problem } from '../problem.ts'
import type { Account, Site } from '../queries.ts'
import type { Label } from '../screens.ts'

export const company: Site = {
  company: 'Stadtwerke Lindenhof',
  languages: ['de', 'en'],
  demo: false,
  timeZone: 'Europe/Berlin',
  runs: ['homes', 'telemetry', 'rights', 'identity', 'statements'],
  registration: { open: true, fields: [] },
  statement: { effective: '2026-01-01' },
}
export const somebody: Account = {
  kind: 'customer',
  customerNumber: '1000000001',
  mail: 'maximiliane-charlotte.von-und-zu-hohenlohe@example.org',
  language: 'de',
  fields: { firstName: 'Maximiliane-Charlotte', lastName: 'von und zu Hohenlohe-Langenburg' },
  may: [],
  secondFactor: 'not needed',
  createdAt: '2026-01-01T00:00:00Z',
  pendingMail: null,
}

/** Texts of the gallery, short and as long as they can get. */
const texts = {
  short: { de: 'Stromzähler im Keller', en: 'Electricity meter in the cellar' },
  long: {
    de: 'Stromzähler der Wärmepumpe im Untergeschoss des Hinterhauses, abgelesen von der Netzgesellschaft Lindenhof-Untermarkgrafenheim',
    en: 'Electricity meter of the heat pump in the basement of the rear building, read by the network operator of Lindenhof-Untermarkgrafenheim',
  },
  word: {
    de: 'Datenschutzfolgenabschätzungsverantwortlichenverzeichnis',
    en: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch',
  },
  sentence: {
    de: 'Ein Satz, der sagt, worum es hier geht und was als Nächstes zu tun ist.',
    en: 'A sentence that says what this is about and what is to be done next.',
  },
  none: { de: 'Hier ist noch nichts.', en: 'There is nothing here yet.' },
  list: { de: 'Zähler', en: 'Meters' },
  value: { de: 'Wert', en: 'Value' },
  save: { de: 'Speichern', en: 'Save' },
  wrong: { de: 'Das ist noch keine E-Mail-Adresse.', en: 'This is not an e-mail address.' },
  why: { de: 'Damit wir Sie erreichen.', en: 'So that we can reach you.' },
} satisfies Readonly<Record<string, Label>>
export function useTexts(): Readonly<Record<keyof typeof texts, string>> {
  const { language } = useLanguage()
  return Object.fromEntries(Object.entries(texts).map(([name, label]) => [name, label[language]])) as Record<
    keyof typeof texts,
    string
  > // as: the same keys
}

export const refused = (title: string, helps = ''): Problem => new Problem({ id: 'refused', status: 409, title, helps })

const action = actionsIn(common)
export const harmless = action({ label: t => t.common.save, run: () => {} })
export const dangerous = action({
  label: t => t.shell.signOut,
  icon: IconTrash,
  danger: true,
  asks: t => t.onlyHere,
  run: () => {},
})
/** It goes on for as long as somebody looks. */
export const endless = action({ label: t => t.common.more, run: () => new Promise(() => {}) })
