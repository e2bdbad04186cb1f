import type { Described } from '../declare/declarations.ts'
import type { AnyTable } from '../declare/table.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { label } from '../statement/labels.ts'
import type { Manifest } from '../statement/manifest.ts'
import { dayInWords, dayOf } from '../declare/periods.ts'
import type { generalFacts } from '../statement/promises.ts'
import type { Setting, Settings } from '../declare/settings.ts'
import type { Language, Right, Words } from '../declare/terms.ts'
import type { Evidence } from './findings.ts'

/** What a promise is called, and what the running system does to keep it: for a reader who knows no database. */
export interface Keeping {
  readonly title: Words
  readonly does: Words
}

export function keepingOf(
  promise: string,
  { activities, tables }: Pick<Described, 'activities' | 'tables'>,
  manifest: Manifest,
): Keeping {
  const at = promise.indexOf('/')
  const [about, fact] = [promise.slice(0, at), promise.slice(at + 1)]
  return about === 'statement'
    ? ofTheStatement(fact, manifest)
    : ofAnActivity(fact, activities.get(about), [...tables.values()])
}

function ofTheStatement(fact: string, { recipients, stores }: Manifest): Keeping {
  const [kind, id] = fact.split('/')
  if (kind === 'recipient')
    return { title: plain(recipients.find(one => one.id === id)?.name ?? fact), does: recipient }
  if (kind === 'store') return { title: stores.find(one => one.id === id)?.name ?? plain(fact), does: store }
  if (kind === 'right') return { title: label(`eu-gdpr:${id}` as Right), does: rights[`eu-gdpr:${id}` as Right] } // as: promises of rights bear their names
  return general[fact as (typeof generalFacts)[number]] // as: all others are these
}

function ofAnActivity(fact: string, activity: AnyActivity | undefined, tables: readonly AnyTable[]): Keeping {
  const [kind = ''] = fact.split('/')
  if (Object.hasOwn(facts, kind))
    return kind === 'basis' && activity?.spec.basis.letter === 'a'
      ? { ...facts.basis, does: byConsent }
      : facts[kind as keyof typeof facts]
  const setting: Setting | undefined = ((activity?.spec.settings ?? {}) as Settings)[kind]
  if (!setting) return facts.words
  const ends = tables.some(
    ({ until }) =>
      until?.rule === 'since' &&
      until.keep !== 'immediately' &&
      until.keep.activity === activity?.name &&
      until.keep.setting === kind,
  )
  return { title: setting.means, does: ends ? facts.end.does : settings[setting.kind] }
}

const plain = (text: string): Words => ({ de: text, en: text })

const facts = {
  words: {
    title: { de: 'Die Verarbeitung selbst', en: 'The processing itself' },
    does: {
      de: 'Alles, was dazu gehört, läuft in der Datenbank unter einer eigenen Rolle. Sie darf genau das, was hier steht; was fehlt, verweigert ihr die Datenbank, auch wenn ein Programm es verlangt.',
      en: 'Everything that belongs to it runs in the database under a role of its own. It may do exactly what stands here; anything else the database refuses it, even if a program asks.',
    },
  },
  purpose: {
    title: { de: 'Zweck', en: 'Purpose' },
    does: {
      de: 'Jeder Zweck hat in der Datenbank seine eigene Rolle mit eigenen Rechten. Wer Daten für einen anderen Zweck lesen will, bekommt sie nicht: Die Datenbank lehnt ab. Geprüft wird, ob Rollen, Rechte und Regeln genau die sind, die aus der Erklärung folgen.',
      en: 'Each purpose has a role of its own in the database, with rights of its own. Whoever wants to read data for another purpose does not get it: the database refuses. What is checked is whether roles, rights and rules are exactly those that follow from the statement.',
    },
  },
  basis: {
    title: { de: 'Rechtsgrundlage', en: 'Legal basis' },
    does: {
      de: 'Die Rechtsgrundlage gehört zum Programm und lässt sich im Betrieb nicht ändern. Ohne eine startet die Plattform nicht, und aus ihr folgt, welche Rechte Sie haben.',
      en: 'The legal basis belongs to the program and cannot be changed while it runs. Without one the platform does not start, and from it follows which rights you have.',
    },
  },
  data: {
    title: { de: 'Daten und Herkunft', en: 'Data and where it comes from' },
    does: {
      de: 'Die Datenbank hat genau die Felder, die hier genannt sind. Kommt eines hinzu, das nicht in der Erklärung steht, startet die Plattform nicht, und die Prüfung schlägt an.',
      en: 'The database has exactly the fields that are named here. If one comes to it that the statement does not name, the platform does not start, and the check says so.',
    },
  },
  reads: {
    title: { de: 'Was dafür gelesen wird', en: 'What is read for it' },
    does: {
      de: 'Von den Daten anderer Verarbeitungen gibt die Datenbank nur die genannten Felder frei, Feld für Feld.',
      en: 'Of the data of other processing the database opens only the fields that are named, field by field.',
    },
  },
  recipients: {
    title: { de: 'Empfänger', en: 'Recipients' },
    does: {
      de: 'Nach draußen führt ein einziger Weg. Er lässt nur Empfänger durch, die hier stehen, und schreibt jede Weitergabe auf. Geprüft wird dieses Verzeichnis.',
      en: 'There is one single way out. It lets through only recipients that stand here, and writes down each transfer. What is checked is that list.',
    },
  },
  rights: {
    title: { de: 'Ihre Rechte', en: 'Your rights' },
    does: {
      de: 'Welche Rechte gelten, folgt aus der Rechtsgrundlage. Auskunft, Mitnahme und Löschung gehen durch alle Bereiche, weil sie denselben Angaben folgen wie diese Erklärung.',
      en: 'Which rights apply follows from the legal basis. Access, portability and erasure go through every part, because they follow the same declarations as this statement.',
    },
  },
  operations: {
    title: { de: 'Was mit den Daten geschieht', en: 'What is done with the data' },
    does: {
      de: 'Die Vorgänge stehen im Programm bei der Verarbeitung. Ein Wort, das Art. 4 Nr. 2 DSGVO nicht kennt, verhindert den Start.',
      en: 'The operations stand in the program beside the processing. A word that Art. 4(2) GDPR does not know stops the start.',
    },
  },
  evaluates: {
    title: { de: 'Automatisierte Auswertung', en: 'Evaluation by machine' },
    does: {
      de: 'Was ein Programm auswertet, steht bei der Verarbeitung. Wo die Erklärung sagt, dass es keine Auswertung gibt, startet die Plattform nicht mit einer.',
      en: 'What a program evaluates stands beside the processing. Where the statement says that nothing is evaluated, the platform does not start with anything that does.',
    },
  },
  without: {
    title: { de: 'Wenn Angaben fehlen', en: 'If data is not given' },
    does: {
      de: 'Was verlangt wird und was freiwillig ist, steht in der Konfiguration; die Formulare werden daraus gebaut.',
      en: 'What is required and what is voluntary stands in the configuration; the forms are built from it.',
    },
  },
  asks: {
    title: { de: 'Ihre Einwilligung', en: 'Your consent' },
    does: {
      de: 'Gefragt wird mit genau diesen Worten. Der gezeigte Text wird mit einer Prüfsumme aufbewahrt, und wer widerruft, wird ab dann nicht mehr gefunden.',
      en: 'People are asked in exactly these words. The text that was shown is kept with a checksum, and whoever withdraws is no longer found from then on.',
    },
  },
  end: {
    title: { de: 'Speicherdauer', en: 'How long it is kept' },
    does: {
      de: 'Ein Aufräumlauf löscht ständig, was seine Frist hinter sich hat. Geprüft wird an den ältesten Einträgen, ob etwas länger liegt, als hier steht.',
      en: 'A sweep keeps erasing what is past its period. What is checked, by the oldest entries, is whether anything lies longer than stands here.',
    },
  },
} as const satisfies Record<string, Keeping>

const byConsent: Words = {
  de: 'Ohne gültige Einwilligung gibt die Plattform die Daten dafür nicht frei, und nach einem Widerruf beginnt keine Weitergabe mehr.',
  en: 'Without a valid consent the platform does not open the data for this, and after a withdrawal no transfer begins any more.',
}

const settings: Readonly<Record<Setting['kind'], Words>> = {
  duration: {
    de: 'Mit dieser Zeit aus der Konfiguration rechnet das Programm; eine andere kennt es nicht.',
    en: 'This time from the configuration is what the program reckons with; it knows no other.',
  },
  fields: {
    de: 'Felder, die hier nicht stehen, kann niemand füllen: Die Datenbank nimmt sie nicht an.',
    en: 'Fields that do not stand here nobody can fill: the database does not take them.',
  },
  choice: {
    de: 'So steht es in der Konfiguration, und nach ihr richtet sich das Programm.',
    en: 'So it stands in the configuration, and the program goes by that.',
  },
  proof: {
    de: 'Nach dem Ende einer Einwilligung bleibt nur, was hier steht; der Aufräumlauf löscht den Rest.',
    en: 'After a consent has ended only what stands here remains; the sweep erases the rest.',
  },
}

const particulars: Words = {
  de: 'Ohne diese Angabe startet die Plattform nicht. Erklärung, Impressum und die Fußzeile jeder E-Mail nehmen sie aus derselben Konfiguration.',
  en: 'Without it the platform does not start. Statement, imprint and the foot of every mail take it from the same configuration.',
}
const general: Readonly<Record<(typeof generalFacts)[number], Keeping>> = {
  company: { title: { de: 'Wer verantwortlich ist', en: 'Who answers for it' }, does: particulars },
  officer: { title: { de: 'Datenschutzbeauftragte Person', en: 'Data protection officer' }, does: particulars },
  contact: { title: { de: 'Kontakt zum Datenschutz', en: 'Privacy contact' }, does: particulars },
  authority: { title: { de: 'Aufsichtsbehörde', en: 'Supervisory authority' }, does: particulars },
  effective: {
    title: { de: 'Stand', en: 'Date' },
    does: {
      de: 'Der Tag steht in der Konfiguration, auf der Seite und in der Datenbank. Geprüft wird, ob es derselbe ist.',
      en: 'The day stands in the configuration, on the page and in the database. What is checked is whether it is the same.',
    },
  },
  versions: {
    title: { de: 'Fassungen', en: 'Versions' },
    does: {
      de: 'Jede Fassung liegt mit einer Prüfsumme in der Datenbank. Geprüft wird, ob eine nachträglich geändert wurde.',
      en: 'Each version lies in the database with a checksum. What is checked is whether one was changed afterwards.',
    },
  },
  changes: {
    title: { de: 'Änderungen', en: 'Changes' },
    does: {
      de: 'Eine wesentliche Änderung tritt erst in Kraft, wenn alle Betroffenen rechtzeitig vorher benachrichtigt sind; sonst verschiebt die Plattform den Tag. Wann das der Fall war, steht bei jeder Fassung.',
      en: 'A material change comes into force only once everybody concerned was told in time before; otherwise the platform puts the day off. When that was so stands with each version.',
    },
  },
  countries: {
    title: { de: 'Länder', en: 'Countries' },
    does: {
      de: 'Ein Speicherort oder Empfänger in einem anderen Land verhindert den Start.',
      en: 'A store or a recipient in another country stops the start.',
    },
  },
  measures: {
    title: { de: 'Wie wir Daten schützen', en: 'How we guard data' },
    does: {
      de: 'Geprüft werden die Regeln der Datenbank, die Verschlüsselung der Felder, die Rechte der Anmeldungen und das Protokoll, an dem sich eine nachträgliche Änderung zeigt.',
      en: 'What is checked are the rules of the database, the encryption of fields, the rights of its logins, and the log in which a later change shows.',
    },
  },
  decisions: {
    title: { de: 'Keine automatisierten Entscheidungen', en: 'No automated decisions' },
    does: {
      de: 'Eine Verarbeitung, die über Menschen entscheidet, müsste das im Programm sagen, und mit ihr startet die Plattform nicht.',
      en: 'Processing that decides about people would have to say so in the program, and with it the platform does not start.',
    },
  },
  activities: {
    title: { de: 'Nichts, was hier nicht steht', en: 'Nothing that does not stand here' },
    does: {
      de: 'Die Erklärung ist zugleich die Konfiguration. Geprüft wird, ob in der Datenbank eine Tabelle, eine Rolle, ein Recht oder Daten liegen, die aus ihr nicht folgen.',
      en: 'The statement is also the configuration. What is checked is whether the database holds a table, a role, a right or data that does not follow from it.',
    },
  },
  recipients: { title: { de: 'Wer Daten bekommt', en: 'Who receives data' }, does: facts.recipients.does },
  disclosure: {
    title: { de: 'Sonst niemand', en: 'Nobody else' },
    does: {
      de: 'Alle anderen Wege nach draußen sind versperrt: Das Programm kann außer zu den genannten Empfängern keine Verbindung öffnen. Geprüft wird jede Weitergabe, seit diese Fassung gilt.',
      en: 'All other ways out are barred: but to the recipients that are named the program can open no connection. What is checked is each transfer since this version came into force.',
    },
  },
  rights: { title: { de: 'Ihre Rechte', en: 'Your rights' }, does: facts.rights.does },
}

const recipient: Words = {
  de: 'Wer Daten bekommt, steht mit Anschrift, Land und Vertrag in der Konfiguration; ohne sie startet die Plattform nicht. Jede Weitergabe wird mit Empfänger, Grund und Art der Daten aufgeschrieben.',
  en: 'Who receives data stands in the configuration with address, country and contract; without these the platform does not start. Each transfer is written down with recipient, ground and kind of data.',
}
const store: Words = {
  de: 'Eine Datenbank an einem Ort, der hier nicht steht, verhindert den Start.',
  en: 'A database in a place that does not stand here stops the start.',
}
const walked: Words = {
  de: 'Dafür sind keine Programme je Bereich nötig: Was zu einer Person gehört, folgt aus denselben Angaben wie diese Erklärung. Geprüft wird, ob dieser Weg durch alle Tabellen offen ist.',
  en: 'This needs no program for each part: what belongs to a person follows from the same declarations as this statement. What is checked is whether that way through all tables is open.',
}
const rights: Readonly<Record<Right, Words>> = {
  'eu-gdpr:A7-3': {
    de: 'Ein Widerruf gilt sofort und überall. Geprüft wird, ob nach einem Widerruf noch etwas weitergegeben wurde.',
    en: 'A withdrawal holds at once and everywhere. What is checked is whether anything was handed over after one.',
  },
  'eu-gdpr:A15': walked,
  'eu-gdpr:A16': walked,
  'eu-gdpr:A17': walked,
  'eu-gdpr:A20': walked,
  'eu-gdpr:A18': {
    de: 'Was Sie haben einschränken lassen, verbirgt die Datenbank vor allen alltäglichen Verarbeitungen.',
    en: 'What you had restricted the database hides from all everyday processing.',
  },
  'eu-gdpr:A21': {
    de: 'Nach einem Widerspruch findet die Verarbeitung Ihre Daten nicht mehr; auch das hält die Datenbank ein, nicht das einzelne Programm.',
    en: 'After an objection the processing no longer finds your data; that, too, is held by the database and not by a single program.',
  },
  'eu-gdpr:A22': {
    de: 'Entschieden wird hier nichts allein durch eine Maschine.',
    en: 'Nothing is decided here by machine alone.',
  },
  'eu-gdpr:A77': {
    de: 'Name und Anschrift der Behörde stehen in der Konfiguration; ohne sie startet die Plattform nicht.',
    en: 'Name and address of the authority stand in the configuration; without them the platform does not start.',
  },
}

/** Fewer than these are not told exactly: a small number can be about somebody whom the reader knows. */
const few = 10

/**
 * Where one looked and what was there, a line each; the same for everybody to read, so without small numbers and
 * without moments.
 */
export function figuresInWords(evidence: readonly Evidence[], language: Language, timeZone: string): string[] {
  const of = Object.groupBy(evidence, ({ from }) => from)
  const say = (words: Words): string => words[language]
  const times = (count: number, one: Words, more: (count: number) => Words): string =>
    say(count === 1 ? one : more(count))
  return [
    ...new Set(
      (of.rows ?? [])
        .filter(one => one.rows !== undefined)
        .map(
          ({ rows = 0, oldest }) =>
            `${say(entries(rows, language))}${oldest && rows >= few ? say(since(dayOf(oldest, timeZone))) : ''}`,
        ),
    ),
    ...(of.catalogue
      ? [
          times(
            of.catalogue.length,
            {
              de: 'In der Datenbank: ein Vergleich mit dem, was sein soll',
              en: 'In the database: one comparison with what should be',
            },
            count => ({
              de: `In der Datenbank: ${count} Vergleiche mit dem, was sein soll`,
              en: `In the database: ${count} comparisons with what should be`,
            }),
          ),
        ]
      : []),
    ...(of.attempts
      ? [
          say({
            de: 'Wirklich versucht: Wege nach draußen, an denen jeweils etwas den Weg versperrte',
            en: 'Really tried: ways out, each of which something barred',
          }),
        ]
      : []),
    ...(of.manifest ? [say({ de: 'In der Konfiguration nachgelesen', en: 'Read in the configuration' })] : []),
    ...(of.statement?.some(({ says }) => says.startsWith('told in'))
      ? [say((of.rows ?? of.catalogue ?? of.manifest ?? of.attempts) ? told : onlyTold)]
      : []),
  ]
}
const told: Words = { de: 'Steht in jeder Sprache der Erklärung', en: 'Stands in every language of the statement' }
const onlyTold: Words = {
  de: 'Dieser Satz gibt Auskunft; geprüft ist, dass er in jeder Sprache der Erklärung steht',
  en: 'This sentence informs; what is checked is that it stands in every language of the statement',
}
const entries = (rows: number, language: Language): Words => {
  const count = new Intl.NumberFormat(language).format(rows)
  if (rows === 0) return { de: 'In den Daten: kein Eintrag', en: 'In the data: no entry' }
  return rows < few
    ? {
        de: `In den Daten: weniger als ${few} Einträge angesehen`,
        en: `In the data: fewer than ${few} entries looked at`,
      }
    : { de: `In den Daten: ${count} Einträge angesehen`, en: `In the data: ${count} entries looked at` }
}
const since = (day: string): Words => ({
  de: `, der älteste vom ${dayInWords(day, 'de')}`,
  en: `, the oldest of ${dayInWords(day, 'en')}`,
})
