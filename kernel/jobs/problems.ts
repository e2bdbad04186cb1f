import { words } from '../text/words.ts'
import { OperatorProblem } from '../problems/problem.ts'

/** A run took longer than its job may; its place is free again, and it is tried anew. */
export class JobTookTooLong extends OperatorProblem {
  constructor(milliseconds: number) {
    const minutes = Math.max(1, Math.round(milliseconds / 60_000))
    super({
      says: words(
        `Ein Auftrag lief länger als ${minutes === 1 ? 'eine Minute' : `${minutes} Minuten`} und gilt als fehlgeschlagen`,
        `A job ran for longer than ${minutes === 1 ? 'a minute' : `${minutes} minutes`} and counts as failed`,
      ),
      mend: words(
        'Er wird automatisch erneut versucht. Sehen Sie nach, worauf er wartet: den Mailserver, die Datenbank, einen anderen Dienst. „obhut jobs show“ zeigt die Warteschlange.',
        "It is tried again automatically. Look what it waits for: the mail relay, the database, another service. 'obhut jobs show' shows the queue.",
      ),
      byPlace: true,
    })
  }
}

/** A process ended while it ran this, again and again. */
export class JobNeverCameBack extends OperatorProblem {
  constructor() {
    super({
      says: words(
        'Ein Auftrag wurde zurückgestellt: Mehrmals endete der Prozess, während er lief',
        'A job was set aside: several times the process ended while it ran',
      ),
      mend: words(
        'Das Protokoll des Prozesses nennt, woran er endete, zum Beispiel am Speicher. Ist die Ursache behoben, lässt „obhut jobs retry“ den Auftrag wieder laufen.',
        "The log of the process says what it ended of, such as memory. Once that is mended, 'obhut jobs retry' has the job run again.",
      ),
      byPlace: true,
    })
  }
}
