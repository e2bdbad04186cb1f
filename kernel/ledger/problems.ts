import { DatabaseRefusal } from '../problems/errors.ts'
import { errorCodeOf } from '../problems/raised.ts'
import { OperatorProblem, type KindOfProblem } from '../problems/problem.ts'
import { WordedError } from '../problems/worded.ts'

const renew = {
  de: 'Ist es endgültig verloren und wurde dieser Speicher seither nicht aus einer Sicherung eingespielt: „obhut ledger renew --yes“, mit derselben Angabe von --data (oder DATABASE_URL) und --ledger wie beim Start.',
  en: "If it is lost for good and this store was not restored from a backup since: 'obhut ledger renew --yes', with the same --data (or DATABASE_URL) and --ledger as the start.",
}

/** The ledger is not where it should be. */
export class LedgerMissing extends OperatorProblem {
  constructor(place: string) {
    super({
      urgent: true,
      says: {
        de: `Das Ledger ${place} ist nicht da. In ihm steht, was seit älteren Sicherungen gelöscht, eingeschränkt und widerrufen wurde.`,
        en: `The ledger ${place} is not there. It says what was erased, restricted and withdrawn since older backups.`,
      },
      mend: {
        de: `Legen Sie es zurück (ist sein Datenträger eingehängt?), oder sagen Sie mit --ledger DATEI (OBHUT_LEDGER), wo es liegt. ${renew.de}`,
        en: `Put it back (is its disk mounted?), or say where it is with --ledger FILE (OBHUT_LEDGER). ${renew.en}`,
      },
    })
  }
}

/** A ledger that was changed, or damaged: it stops the start, because nobody can say what is missing. */
export class LedgerDamaged extends OperatorProblem {
  constructor(place: string, line: number) {
    super({
      urgent: true,
      says: {
        de: `Das Ledger ${place} hält von Zeile ${line} an nicht zusammen: Es wurde verändert oder beschädigt, oder es gehört zu einem anderen Hauptgeheimnis.`,
        en: `The ledger ${place} does not hold together from line ${line} on: it was changed, or damaged, or made with another master secret.`,
      },
      mend: {
        de: `Legen Sie die jüngste Kopie zurück. Gibt es keine, schieben Sie die Datei beiseite (mv ${place} ${place}.damaged) und bewahren Sie sie auf. ${renew.de}`,
        en: `Put the latest copy of it back. Is there none, move the file aside (mv ${place} ${place}.damaged) and keep it. ${renew.en}`,
      },
    })
  }
}

/** Store and ledger do not fit together, and only a start may settle it. */
export class LedgerAhead extends OperatorProblem {
  constructor(place: string) {
    super({
      urgent: true,
      says: {
        de: `Das Ledger ${place} enthält Einträge, die diesem Speicher fehlen: Er wurde aus einer Sicherung eingespielt, oder ein anderer schreibt in sein Ledger.`,
        en: `The ledger ${place} holds entries that this store lacks: the store was restored, or another one writes into its ledger.`,
      },
      mend: {
        de: 'Beenden Sie alle Prozesse, und starten Sie neu; der Start holt nach, was fehlt. Lassen Sie nie zwei Speicher in ein Ledger schreiben.',
        en: 'Stop every process and start again; the start repeats what is missing. Never let two stores write into one ledger.',
      },
    })
  }
}

/** The file ends before what the store knows to have been written. */
export class LedgerOlder extends OperatorProblem {
  constructor(place: string, has: number, wants: number) {
    super({
      urgent: true,
      says: {
        de: `Das Ledger ${place} endet mit Eintrag ${has}, und der Speicher kennt ${wants}: An seine Stelle wurde eine ältere Kopie gelegt.`,
        en: `The ledger ${place} ends at entry ${has}, and the store knows ${wants}: an older copy was put in its place.`,
      },
      mend: {
        de: 'Legen Sie die jüngste Kopie zurück, oder starten Sie neu: Der Start ergänzt sie aus dem Speicher.',
        en: 'Put the latest copy back, or start again: the start completes it from the store.',
      },
    })
  }
}

/** The system lets the file be neither read nor written. */
export class LedgerUnusable extends OperatorProblem {
  constructor(place: string, cause: unknown) {
    const code = errorCodeOf(cause) ?? 'error'
    super({
      urgent: true,
      cause,
      says: {
        de: `Das Ledger ${place} lässt sich nicht lesen oder schreiben (${code}). Was jetzt gelöscht oder widerrufen wird, käme mit einer älteren Sicherung zurück.`,
        en: `The ledger ${place} cannot be read or written (${code}). What is erased or withdrawn now would come back with an older backup.`,
      },
      mend: {
        de: 'Schaffen Sie Platz, hängen Sie seinen Datenträger ein, und prüfen Sie Eigentümer und Rechte von Datei und Ordner. Was aussteht, wird danach automatisch nachgetragen, versucht wird es jede Minute.',
        en: 'Free space, mount its disk, and check owner and permissions of file and folder. What is outstanding is then entered automatically, tried every minute.',
      },
    })
  }
}

/** What ends when entries reach the ledger again. */
export const ledgerProblems: readonly KindOfProblem[] = [
  LedgerMissing,
  LedgerDamaged,
  LedgerAhead,
  LedgerOlder,
  LedgerUnusable,
]

/**
 * A transaction was committed, and its entry did not reach the ledger. It stands in the store, and is shipped with the
 * next that can be.
 */
export class DoneNotShipped extends WordedError {
  readonly told
  constructor(cause: unknown) {
    const why =
      cause instanceof OperatorProblem ? cause.message : 'It is tried again every minute while the platform runs.'
    super(`This was done and stands in the store; its entry in the ledger is outstanding. ${why}`, { cause })
    this.name = 'DoneNotShipped'
    this.told = {
      says: {
        de: 'Etwas wurde getan und steht im Speicher; sein Eintrag im Ledger steht noch aus',
        en: 'Something was done and stands in the store; its entry in the ledger is outstanding',
      },
      mend: {
        de: 'Er wird automatisch nachgetragen, sobald Datenbank und Ledger erreichbar sind; versucht wird es jede Minute.',
        en: 'It is entered automatically, tried every minute, once database and ledger can be reached.',
      },
    }
  }
}

/** An error of the system about this file, in words of ours; others as they are. */
export const asLedgerProblem = (place: string, error: unknown): unknown =>
  error instanceof Error &&
  !(error instanceof OperatorProblem) &&
  !(error instanceof DatabaseRefusal) &&
  errorCodeOf(error) !== undefined
    ? new LedgerUnusable(place, error)
    : error
