import { Refusal } from '../../platform/refusal.ts'

/** An alarm that is over is not taken on any more. */
export class AlarmIsOver extends Refusal {
  readonly id = 'alarm-is-over'
  readonly status = 409
  readonly says = { de: 'Dieser Alarm ist schon erledigt.', en: 'This alarm has already been resolved.' }
  override readonly helps = {
    de: 'Laden Sie die Liste neu. Tritt der Fehler wieder auf, erscheint ein neuer Alarm.',
    en: 'Reload the list. If the fault occurs again, there is a new alarm.',
  }
}
