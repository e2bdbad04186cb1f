import { rightsKept } from '../declare/activities.ts'
import { flag, label, moment, oneOf, text } from '../declare/columns.ts'
import { owner } from '../declare/subject.ts'
import { table, untilErasure } from '../declare/table.ts'

/** How an objection stands: being examined, or ended in one of three ways (Art. 21(1) GDPR). */
export const statesOfObjection = ['examined', 'stopped', 'adapted', 'overruled'] as const
export type StateOfObjection = (typeof statesOfObjection)[number]

/**
 * A person does not want one processing activity that rests on a legitimate interest (Art. 21 GDPR). While it `stops`,
 * that activity does not find the person.
 */
export const objection = table('obhut.objection', {
  title: { de: 'Ihre Widersprüche', en: 'Your objections' },
  about: owner(),
  under: rightsKept,
  until: untilErasure,
  addedByDesk: true,
  columns: {
    activity: text({
      is: 'pd:PrivacyPreference',
      from: 'the person',
      ...label('Wogegen', 'What was objected to'),
      terms: 'activities',
    }),
    at: moment({ from: 'the person', ...label('Zeitpunkt', 'Time') }),
    grounds: text({ is: 'pd:Communication', from: 'the person', ...label('Ihre Gründe', 'Your grounds') }).orNot(),
    state: oneOf(statesOfObjection, {
      is: 'dpv:GeneratedPersonalData',
      from: 'staff',
      ...label('Stand', 'State'),
      terms: {
        examined: { de: 'wird geprüft', en: 'being examined' },
        stopped: {
          de: 'beendet, wir verarbeiten Ihre Daten dafür nicht mehr',
          en: 'ended, we no longer process your data for this',
        },
        adapted: { de: 'angepasst', en: 'adapted' },
        overruled: { de: 'zwingende schutzwürdige Gründe überwiegen', en: 'compelling legitimate grounds override' },
      },
    }),
    stops: flag({
      is: 'dpv:GeneratedPersonalData',
      from: 'the platform',
      ...label('Verarbeitung ruht', 'Processing rests'),
    }),
    settledAt: moment({ from: 'the clock', ...label('Entschieden', 'Decided') }).orNot(),
    answer: text({ is: 'pd:Communication', from: 'staff', ...label('Unsere Antwort', 'Our answer') }).orNot(),
  },
})
