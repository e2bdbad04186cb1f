import type { Said } from './said.ts'

/** What every screen says; the rest comes with the module that says it. */
export const de = {
  common: {
    loading: 'Wird geladen …',
    again: 'Noch einmal versuchen',
    cancel: 'Abbrechen',
    close: 'Schließen',
    save: 'Speichern',
    more: 'Weitere anzeigen',
    yes: 'ja',
    no: 'nein',
  },
  failed: {
    unreachable: 'Der Server ist gerade nicht zu erreichen.',
    unreachableHelps: 'Bitte prüfen Sie Ihre Internetverbindung und versuchen Sie es noch einmal.',
    unknown: 'Das hat leider nicht geklappt.',
    unknownHelps: 'Der Fehler liegt bei uns. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
    place: (line: string, column: string) => `Zeile ${line}, Spalte ${column}:`,
  },
  form: {
    mail: 'E-Mail-Adresse',
    password: 'Passwort',
    newPassword: 'Neues Passwort',
    showPassword: 'Passwort zeigen oder verbergen',
    voluntary: 'freiwillig',
    choose: 'Bitte wählen',
    every: 'Alle',
    missing: (label: string) => `Bitte füllen Sie „${label}“ aus.`,
    notAMail: 'Die E-Mail-Adresse ist nicht vollständig. Vielleicht fehlt das @ oder die Endung.',
    tooShort: (shortest: number) => `Ein Passwort braucht mindestens ${shortest} Zeichen.`,
    passwordHint: (shortest: number) =>
      `Mindestens ${shortest} Zeichen. Ein Satz, den nur Sie kennen, ist besser als ein kurzes, kompliziertes Wort.`,
    strength: {
      short: 'Noch zu kurz',
      weak: 'Leicht zu erraten; nehmen Sie mehr Zeichen',
      fair: 'Gut',
      good: 'Sehr gut',
    },
  },
  shell: {
    skip: 'Zum Inhalt springen',
    ways: 'Bereiche',
    myData: 'Meine Daten',
    consents: 'Einwilligungen',
    account: 'Konto',
    sessions: 'Anmeldungen',
    signOut: 'Abmelden',
    personIs: (name: string) => `Ihr Konto: ${name}`,
    toHome: (company: string) => `${company}, zur Übersicht`,
    language: 'Sprache',
    languageNow: (name: string) => `Sprache: ${name}`,
    scheme: 'Darstellung',
    schemeNow: (name: string) => `Darstellung: ${name}`,
    schemes: { auto: 'Wie das Gerät', light: 'Hell', dark: 'Dunkel' },
    statement: 'Datenschutzerklärung',
    employees: 'Hinweise für Beschäftigte',
    imprint: 'Impressum',
    legal: 'Rechtliches',
    lost: (time: string) =>
      `Verbindung unterbrochen. Die Werte sind von ${time} Uhr; wir verbinden uns von selbst wieder.`,
  },
  auth: {
    about: 'Über den Kundenbereich',
    claim: 'Ihr Zuhause.\nIhre Daten.\nIn guter Obhut.',
    purpose: {
      title: 'Nur zu einem Zweck',
      says: 'Jede Angabe nutzen wir nur für das, was in der Erklärung steht. Alles andere verhindert die Technik.',
    },
    open: { title: 'Offen für Sie', says: 'Sie sehen jederzeit, was gespeichert ist, warum und wie lange.' },
    gone: { title: 'Weg heißt weg', says: 'Was kein Gesetz aufzubewahren verlangt, löschen Sie mit einem Klick.' },
  },
  otherAccount: {
    title: 'Ein anderes Konto ist angemeldet',
    says: 'In einem anderen Fenster dieses Browsers hat sich jemand mit einem anderen Konto angemeldet. Es gilt nun auch hier. Was hier noch nicht gespeichert war, ist verworfen.',
  },
  broken: {
    title: 'Diese Ansicht lässt sich gerade nicht zeigen',
    says: 'Der Fehler liegt bei uns; an Ihren Daten hat sich nichts geändert. Oft hilft es, die Seite neu zu laden.',
    again: 'Seite neu laden',
    toHome: 'Zur Übersicht',
  },
  notFound: {
    title: 'Diese Seite gibt es nicht',
    says: 'Vielleicht ist die Adresse alt oder vertippt.',
    toHome: 'Zur Übersicht',
  },
  onlyHere: {
    title: 'Abmelden und verlieren, was nur hier steht?',
    says: 'Ein Brief, Geheimnisse oder Ersatzcodes warten noch darauf, gedruckt oder gesichert zu werden. Mit dem Abmelden sind sie weg.',
    yes: 'Trotzdem abmelden',
  },
} as const

export type Words = Said<typeof de>
