import type { ToldToOperator } from './problem.ts'
import { words } from '../text/words.ts'

/**
 * An error of ours that programmers read in the log, in English, and that reaches an operator as an alarm: in the words
 * of `told`. Its message names things of the installation and never a value of anybody's; names stay in the log.
 */
export abstract class WordedError extends Error {
  abstract readonly told: ToldToOperator
}

export const doesNotFitManifest: ToldToOperator = {
  says: words('Was läuft, passt nicht zum Manifest', 'What runs does not fit the manifest'),
  mend: words(
    '„obhut statement check“ nennt jede Stelle und was sie behebt; das Protokoll des Prozesses nennt sie auch. Berichtigen Sie die Einstellung, oder veröffentlichen Sie eine Fassung, die sie nennt.',
    "'obhut statement check' names each place and what mends it, and so does the log of the process. Correct the setting, or publish a version that names it.",
  ),
}
export const storeDiffers: ToldToOperator = {
  says: words(
    'Die Datenbank ist anders aufgebaut, als die Software sie vorsieht',
    'The database is made otherwise than the software declares',
  ),
  mend: words(
    'Das Protokoll des Prozesses nennt Tabelle und Spalte. Nehmen Sie zurück, was von Hand geändert wurde; „obhut upgrade --check“ sagt, was eine neue Version der Software ändern will.',
    "The log of the process names table and column. Undo what was changed by hand; 'obhut upgrade --check' says what a new version of the software wants to change.",
  ),
}
export const notStated: ToldToOperator = {
  says: words(
    'Etwas wurde abgewiesen, weil die geltende Datenschutzerklärung es nicht nennt',
    'Something was refused because the statement in force does not name it',
  ),
  mend: words(
    'Das Protokoll des Prozesses nennt Tätigkeit und Empfänger. Soll es geschehen, nehmen Sie es in das Manifest auf und veröffentlichen Sie eine neue Fassung.',
    'The log of the process names activity and recipient. If it shall happen, state it in the manifest and publish a new version.',
  ),
}
export const softwareAtFault: ToldToOperator = {
  says: words('Die Teile der Software passen nicht zusammen', 'The parts of the software do not fit together'),
  mend: words(
    'Das ist ein Fehler in der Software. Spielen Sie die vorige Version ein, und melden Sie die Zeile aus dem Protokoll.',
    'That is a mistake of the software. Go back to the version before, and report the line of the log.',
  ),
}
