import type { ToldToOperator } from './problem.ts'
import { words } from '../text/words.ts'

const unreachable: ToldToOperator = {
  says: words(
    'Die Datenbank oder ein anderer Dienst war nicht erreichbar',
    'The database or another service could not be reached',
  ),
  mend: words(
    'Prüfen Sie, ob der Dienst läuft und Verbindungen annimmt. Danach geht es von selbst weiter.',
    'See whether the service runs and takes connections. Work continues automatically once it does.',
  ),
}
const full: ToldToOperator = {
  says: words('Der Speicherplatz ist erschöpft', 'There is no space left on the disk'),
  mend: words(
    'Schaffen Sie Platz auf dem Datenträger der Datenbank oder vergrößern Sie ihn.',
    'Free space on the disk of the database, or enlarge it.',
  ),
}
const forbidden: ToldToOperator = {
  says: words(
    'Eine Datei oder ein Ordner durfte nicht gelesen oder geschrieben werden',
    'A file or folder could not be read or written for lack of rights',
  ),
  mend: words(
    'Prüfen Sie Eigentümer und Rechte des Datenordners und der Dateien, die in den Einstellungen genannt sind.',
    'Check owner and permissions of the data directory and of the files that the settings name.',
  ),
}
const crowded: ToldToOperator = {
  says: words('Der Datenbankserver nahm keine weitere Verbindung an', 'The database server took no further connection'),
  mend: words(
    'Erhöhen Sie max_connections des Servers, oder trennen Sie, was ihn außerdem benutzt.',
    'Raise max_connections of the server, or disconnect what else uses it.',
  ),
}
const login: ToldToOperator = {
  says: words('Der Datenbankserver wies die Anmeldung ab', 'The database server refused the login'),
  mend: words(
    'Prüfen Sie DATABASE_URL und OBHUT_SECRET: Die Passwörter der Zugänge folgen aus dem Geheimnis.',
    'Check DATABASE_URL and OBHUT_SECRET: the passwords of the logins follow from the secret.',
  ),
}
const slow: ToldToOperator = {
  says: words(
    'Eine Abfrage musste zu lange warten und wurde abgebrochen',
    'A query had to wait for too long and was cut off',
  ),
  mend: words(
    'Kommt das öfter vor, ist die Datenbank überlastet oder etwas hält eine Sperre: Sehen Sie in pg_stat_activity nach.',
    'If it comes often, the database is overloaded or something holds a lock: look into pg_stat_activity.',
  ),
}

/**
 * Codes of the operating system (errno(3)) and of PostgreSQL (appendix A) whose cause lies with the operation and not
 * with the program.
 */
const known: Readonly<Record<string, ToldToOperator>> = {
  ...of(
    unreachable,
    'ECONNREFUSED',
    'ECONNRESET',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EPIPE',
    'ETIMEDOUT',
    '08000',
    '08001',
    '08003',
    '08006',
    '57P01',
    '57P02',
    '57P03',
  ),
  ...of(full, 'ENOSPC', 'EDQUOT', '53100'),
  ...of(forbidden, 'EACCES', 'EPERM', 'EROFS'),
  ...of(crowded, '53300', 'EMFILE', 'ENFILE'),
  ...of(login, '28000', '28P01'),
  ...of(slow, '55P03', '57014', '40P01'),
}
function of(told: ToldToOperator, ...codes: readonly string[]): Record<string, ToldToOperator> {
  return Object.fromEntries(codes.map(code => [code, told]))
}

export const knownByCode = (code: string | undefined): ToldToOperator | undefined =>
  code === undefined ? undefined : known[code]
