import { OperatorProblem } from '../problems/problem.ts'
import { classOf, errorCodeOf } from '../problems/raised.ts'

/** A listener could not handle an event at its last try and goes on with those after it. */
export class EventSetAside extends OperatorProblem {
  constructor(listener: string, event: string, cause: unknown) {
    const what = [classOf(cause), errorCodeOf(cause)].filter(Boolean).join(' ')
    super({
      says: {
        de: `Ein Ereignis „${event}“ konnte auch beim letzten Versuch nicht verarbeitet werden (${what}) und ist zurückgelegt; die nach ihm werden verarbeitet.`,
        en: `An event '${event}' could not be handled at its last try either (${what}) and is set aside; those after it are handled.`,
      },
      mend: {
        de: 'Das Protokoll nennt mit OBHUT_TRACE=1 die Ursache. Ist sie behoben, nimmt der nächste Start das Ereignis wieder auf.',
        en: 'The log names the cause with OBHUT_TRACE=1. Once it is mended, the next start takes the event up again.',
      },
      of: listener,
      cause,
    })
  }
}
