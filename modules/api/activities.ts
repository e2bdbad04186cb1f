import { activity } from '../../kernel/declare/activity.ts'
import { duration } from '../../kernel/declare/settings.ts'
import { legitimateInterest, Purpose } from '../../kernel/declare/terms.ts'

export const idempotency = activity('api.idempotency', {
  chapter: 'duties',
  audience: ['public', 'employees'],
  purposes: [Purpose.TechnicalServiceProvision],
  despiteRestriction: 'what a person asks of us happens once, also where all else rests',
  basis: legitimateInterest({
    de: 'dass nichts doppelt geschieht, wenn eine Verbindung abbricht',
    en: 'that nothing happens twice when a connection breaks',
  }),
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung', en: 'Storage period' },
      runs: { de: 'ab der Anfrage', en: 'from the request' },
      otherwise: 'PT24H',
    }),
  },
  operations: ['storage', 'retrieval', 'erasure'],
  title: { de: 'Wiederholte Anfragen', en: 'Repeated requests' },
  words: {
    de: 'Bricht eine Verbindung ab, kann Ihr Gerät dieselbe Anfrage unter demselben Schlüssel noch einmal senden und erhält die erste Antwort, ohne dass etwas zweimal geschieht. Die Antwort liegt so lange verschlüsselt bei uns; lesen kann sie nur, wer den Schlüssel hat.',
    en: 'If a connection breaks, your device can send the same request under the same key again and gets the first answer, without anything happening twice. We keep that answer encrypted until then; only whoever has the key can read it.',
  },
})
