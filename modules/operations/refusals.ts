import { Refusal } from '../../platform/refusal.ts'

/** An alarm that is over is not taken on any more. */
export class AlarmIsOver extends Refusal {
  readonly id = 'alarm-is-over'
  readonly status = 409
  readonly says = { de: 'Dieser Alarm ist schon erledigt.', en: 'This alarm is over already.' }
  override readonly helps = {
    de: 'Laden Sie die Liste neu. Tritt der Fehler wieder auf, erscheint ein neuer Alarm.',
    en: 'Load the list anew. If the fault comes again, there is a new alarm.',
  }
}
