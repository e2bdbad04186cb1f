import { counted } from '../counted.ts'

/** What the staff console says. */
export const consoleDe = {
  name: 'Konsole', title: 'Für unser Personal', ways: 'Bereiche der Konsole', menu: 'Bereiche', toStart: 'zur Übersicht',
  groups: { start: 'Übersicht', people: 'Kundschaft', privacy: 'Datenschutz', house: 'Haus' },
  places: {
    overview: 'Übersicht', customers: 'Nachschlagen', requests: 'Anfragen', objections: 'Widersprüche', holds: 'Sperrungen', disclosures: 'Weitergaben', versions: 'Erklärung', record: 'Verzeichnis', proof: 'Nachweis', audit: 'Protokoll', colleagues: 'Beschäftigte',
  },
  says: {
    customers: 'Kontaktdaten über die vollständige Kundennummer oder E-Mail-Adresse öffnen.', requests: 'Wer Auskunft, Löschung oder anderes verlangt, und bis wann.', objections: 'Was zu prüfen ist; solange ruht die Verarbeitung.',
    holds: 'Was ein Gesetz aufbewahrt und was auf Verlangen gesperrt ist.', disclosures: 'Auskunft an Behörden: mit Grund, und nur mit zweiter Zustimmung.', versions: 'Fassungen der Datenschutzerklärung, ihre Unterschiede und Mitteilungen.',
    record: 'Das Verzeichnis der Verarbeitungstätigkeiten nach Art. 30 DSGVO.', proof: 'Hält das laufende System, was die Erklärung verspricht?', audit: 'Wer hat wann was getan; verändert wird es nicht.', colleagues: 'Konten, Berechtigungen und zweiter Faktor.',
  },
  lead: (name: string) => `Guten Tag, ${name}. Das ist für Sie offen.`, leadNoName: 'Das ist für Sie offen.', noRoles: 'Ihr Konto hat noch keine Berechtigung', noRolesSays: 'Die Administration gibt sie Ihnen.',
  roles: { administration: 'Administration', support: 'Kundendienst', marketing: 'Marketing', privacy: 'Datenschutz', officer: 'Datenschutzbeauftragte' },
  search: {
    open: 'Suchen', title: 'Wohin, oder wer?', label: 'Bereich, Kundennummer oder E-Mail-Adresse', says: 'Ein Bereich öffnet sich gleich. Für einen Menschen fragt die Konsole zuerst nach dem Anlass.',
    lookUp: (by: string) => `„${by}“ nachschlagen`, none: 'Dazu gibt es hier nichts.', key: 'Strg K',
  },
  code: {
    title: 'Code eingeben', lead: 'Öffnen Sie die App auf Ihrem Gerät und geben Sie den Code ein, den sie für dieses Konto zeigt.', label: 'Code', why: 'Sechs Ziffern aus der App. Haben Sie sie nicht zur Hand, geht auch ein Ersatzcode.', do: 'Weiter',
    lost: 'App verloren?', lostSays: 'Nehmen Sie einen Ersatzcode. Haben Sie auch den nicht, setzt jemand aus der Administration Ihren zweiten Faktor zurück.', demo: 'Dies ist eine Demo: Die Codes stehen auf einer eigenen Seite.', demoLink: 'Codes der Demo',
    freshTitle: 'Bitte noch einmal der Code', freshSays: 'Was Sie vorhaben, lässt sich nicht zurücknehmen. Eine offene Sitzung reicht dafür nicht.',
  },
  setUp: {
    title: 'Zweiten Faktor einrichten', lead: 'Wer hier arbeitet, sieht Daten von Menschen. Darum reicht das Passwort nicht: Eine App auf Ihrem Gerät bildet dazu alle 30 Sekunden einen Code.',
    steps: ['App öffnen', 'Bild aufnehmen', 'Code eingeben'], app: 'Nehmen Sie eine Authenticator-App, die Sie schon haben, oder installieren Sie eine. Jede, die TOTP kann, ist recht.',
    picture: 'Bild mit dem Schlüssel für die App', scan: 'Nehmen Sie in der App dieses Bild auf.', byHand: 'Schlüssel abtippen', byHandSays: 'Wenn das Aufnehmen nicht geht: zeitbasiert, sechs Ziffern.', key: 'Schlüssel',
    do: 'Einrichten', begin: 'Neu einrichten', again: 'Neues Bild', done: 'Ihr zweiter Faktor ist eingerichtet', doneSays: 'Bewahren Sie diese Ersatzcodes getrennt vom Gerät auf. Jeder gilt ein Mal. Wir zeigen sie nur jetzt.', codes: 'Ersatzcodes', copy: 'Kopieren', copied: 'Die Ersatzcodes sind kopiert.', print: 'Drucken', goOn: 'Ich habe sie aufbewahrt',
  },
  own: {
    title: 'Zweiter Faktor', says: (left: number) => `Eingerichtet. Es ${left === 1 ? 'ist ein Ersatzcode' : `sind ${left} Ersatzcodes`} übrig.`, newCodes: 'Neue Ersatzcodes', newCodesTitle: 'Neue Ersatzcodes machen?', newCodesSays: 'Die alten gelten dann nicht mehr.', newCodesYes: 'Neue machen', newApp: 'Andere App einrichten',
  },
  customers: {
    title: 'Nachschlagen', lead: 'Nur ganze Kundennummern und Adressen werden gefunden; hier blättert niemand. Wer nachsieht, steht mit dem Anlass im Protokoll; wann und warum es geschah, sieht die Person unter „Meine Daten“.',
    by: 'Kundennummer oder E-Mail-Adresse', occasion: 'Anlass', occasionWhy: 'Zum Beispiel: Anruf wegen der Rechnung vom Mai.', do: 'Nachschlagen', none: 'Dazu gibt es kein Konto', noneSays: 'Ist die Nummer ganz, ist die Adresse richtig geschrieben? Auch dass nichts gefunden wurde, steht im Protokoll.',
    number: 'Kundennummer', mail: 'E-Mail', phone: 'Telefon', address: 'Anschrift', language: 'Sprache', languages: { de: 'Deutsch', en: 'Englisch' }, since: 'Kundin oder Kunde seit', notYet: 'noch nicht freigeschaltet', noName: 'Ohne Namen', noted: 'Dieser Aufruf ist festgehalten.',
  },
  colleagues: {
    title: 'Beschäftigte', lead: 'Wer hier arbeitet, mit welchen Berechtigungen. Änderungen gelten sofort und stehen im Protokoll.', none: 'Noch niemand.', invite: 'Jemanden aufnehmen', inviteSays: 'Ein Link geht an die Adresse; damit wählt die Person ein Passwort und richtet den zweiten Faktor ein.',
    firstName: 'Vorname', lastName: 'Nachname', mail: 'E-Mail-Adresse', language: 'Sprache', roles: 'Berechtigungen', rolesOf: (name: string) => `Berechtigungen von ${name}`, noRole: 'keine Berechtigung', do: 'Link senden', invited: (mail: string) => `Der Link ist unterwegs an ${mail}.`,
    roleSays: { administration: 'Konten von Beschäftigten und Kundschaft', support: 'Kontaktdaten nachschlagen', marketing: 'nichts, was Personen nennt', privacy: 'Anfragen, Weitergaben, Erklärung, Nachweis', officer: 'was vertraulich an sie geht' },
    states: { invited: 'eingeladen', active: 'aktiv', deactivated: 'gesperrt' }, oneself: 'Sie selbst', factor: 'zweiter Faktor eingerichtet', noFactor: 'noch kein zweiter Faktor', since: (day: string) => `seit ${day}`, actions: (name: string) => `Was mit dem Konto von ${name} geschehen kann`,
    change: 'Berechtigungen ändern', changed: 'Die Berechtigungen sind geändert.', link: 'Link noch einmal senden', linkSent: 'Ein neuer Link ist unterwegs; der alte gilt nicht mehr.',
    reset: 'Zugang zurücksetzen', resetTitle: (name: string) => `Zugang von ${name} zurücksetzen?`, resetSays: 'Zweiter Faktor und Passwort verfallen, alle Sitzungen enden. Ein Link für den Neubeginn geht an die E-Mail-Adresse. Vergewissern Sie sich vorher, dass die Person selbst darum bittet.', resetYes: 'Zurücksetzen', resetDone: 'Der Zugang ist zurückgesetzt, der Link unterwegs.',
    deactivate: 'Sperren', deactivateTitle: (name: string) => `${name} sperren?`, deactivateSays: 'Alle Sitzungen enden sofort; niemand meldet sich mehr mit diesem Konto an, bis die Administration es wieder öffnet.', deactivateYes: 'Sperren', deactivated: 'Das Konto ist gesperrt.', reactivate: 'Wieder öffnen', reactivated: 'Das Konto ist offen; ein Link ist unterwegs.',
    count: (count: number) => counted(count, 'eine Person', `${count} Personen`),
  },
  proof: {
    title: 'Nachweis', lead: 'Jede Zusage der Erklärung, am laufenden System geprüft, mit dem, woran man es sieht.', now: 'Jetzt prüfen', deep: 'Jede Zeile prüfen', none: 'Es wurde noch nicht geprüft', noneSays: 'Geprüft wird jeden Tag von selbst, oder jetzt.',
    allHold: (all: number) => `Alle ${all} Zusagen werden gehalten`, broken: (broken: number, all: number) => counted(broken, `Eine von ${all} Zusagen wird nicht gehalten`, `${broken} von ${all} Zusagen werden nicht gehalten`), madeAt: (at: string, version: number) => `Geprüft am ${at}, Fassung ${version} der Erklärung.`,
    kept: (count: number) => counted(count, 'gehalten', `alle ${count} gehalten`), notKept: (count: number) => `${count} nicht gehalten`, holds: 'wird gehalten', doesNotHold: 'wird nicht gehalten', evidence: (count: number) => counted(count, 'Beleg', `${count} Belege`), rows: (count: number, said: string) => counted(count, 'eine Zeile', `${said} Zeilen`), oldest: (at: string) => `älteste von ${at}`,
  },
  requests: {
    title: 'Anfragen', lead: 'Auskunft, Löschung, Widerspruch und anderes. Wer fragt, bekommt binnen eines Monats Antwort.', show: 'Welche', open: 'Offen', closed: 'Erledigt', noneOpen: 'Nichts ist offen.', noneClosed: 'Noch ist nichts erledigt.', back: 'Alle Anfragen', anyRight: 'Anfrage ohne bestimmtes Recht',
    rights: { 'eu-gdpr:A15': 'Auskunft', 'eu-gdpr:A16': 'Berichtigung', 'eu-gdpr:A17': 'Löschung', 'eu-gdpr:A18': 'Einschränkung', 'eu-gdpr:A20': 'Übertragbarkeit', 'eu-gdpr:A21': 'Widerspruch', 'eu-gdpr:A22': 'Automatisierte Entscheidung', 'eu-gdpr:A7-3': 'Widerruf einer Einwilligung', 'eu-gdpr:A77': 'Beschwerde' },
    ways: { account: 'aus dem Konto', form: 'über das Formular', mail: 'per E-Mail', letter: 'per Brief' }, received: (day: string) => `eingegangen am ${day}`, states: { open: 'offen', answered: 'beantwortet', refused: 'abgelehnt', withdrawn: 'zurückgezogen' },
    daysLeft: (days: number) => days === 0 ? 'heute fällig' : counted(days, 'noch ein Tag', `noch ${days} Tage`), overdue: (days: number) => counted(days, 'einen Tag überfällig', `${days} Tage überfällig`),
    enter: 'Brief eintragen', enterSays: 'Was per Post oder am Tresen kam. Die Frist läuft ab dem Eingang.', enterDo: 'Eintragen', from: 'Absender', receivedOn: 'Eingegangen am', receivedOnWhy: 'Leer heißt heute.', right: 'Worum es geht', says: 'Was geschrieben wurde',
    asked: 'Was verlangt wird', cameBy: 'Kam', receivedAt: 'Eingegangen', dueAt: 'Frist', extendedBecause: 'Verlängert, weil', person: 'Person', personUnknown: 'noch nicht festgestellt', provenBy: 'Ausgewiesen durch', closedAt: 'Erledigt', refusal: 'Grund der Ablehnung', answered: 'Antwort', print: 'Zum Drucken', history: 'Verlauf',
    proofs: { 'fresh sign-in': 'frische Anmeldung', 'code to the known address': 'Code an die bekannte Adresse', 'identity card shown': 'Ausweis gezeigt', 'known in person': 'persönlich bekannt', 'signature and customer number': 'Unterschrift und Kundennummer' },
    reasons: { 'identity': 'Identität nicht feststellbar', 'excessive': 'offensichtlich unbegründet oder exzessiv', 'law keeps': 'ein Gesetz verlangt die Aufbewahrung', 'legal claims': 'für Rechtsansprüche nötig', 'compelling grounds': 'zwingende Gründe überwiegen', 'no such data': 'solche Daten gibt es nicht', 'right does not apply': 'das Recht besteht hier nicht' },
    events: { 'received': 'Eingegangen', 'address confirmed': 'Adresse bestätigt', 'objection decided': 'Über den Widerspruch entschieden', 'taken on': 'Übernommen', 'person known': 'Person festgestellt', 'extended': 'Frist verlängert', 'answered': 'Beantwortet', 'refused': 'Abgelehnt', 'withdrawn': 'Zurückgezogen', 'reminded': 'An die Frist erinnert', 'carried out': 'Ausgeführt', 'noted': 'Notiz' }, by: { person: 'durch die Person', staff: 'durch uns', platform: 'von selbst' },
    doing: 'Was zu tun ist', nobodyYet: 'Noch kümmert sich niemand darum.', take: 'Übernehmen', done: 'Erledigt und festgehalten.',
    deeds: { note: 'Notiz', person: 'Person feststellen', carryOut: 'Ausführen', extend: 'Frist verlängern', answer: 'Antworten', refuse: 'Ablehnen' },
    deedSays: { note: 'Steht im Verlauf; die Person sieht Notizen mit ihrer Auskunft.', person: 'Ordnen Sie die Anfrage einem Konto zu und halten Sie fest, wie sich die Person ausgewiesen hat.', carryOut: 'Tut, was das Konto selbst auch könnte. Eine Löschung lässt sich nicht zurücknehmen und nimmt diese Anfrage mit: Drucken Sie die Antwort vorher.', extend: 'Um zwei Monate; die Person erfährt den Grund (Art. 12 Abs. 3 DSGVO).', answer: 'Die Antwort liegt im Konto bereit, eine E-Mail weist darauf hin.', refuse: 'Die Antwort nennt von selbst die Behörde für Beschwerden.' },
    deedDo: { note: 'Notieren', person: 'Feststellen', carryOut: 'Ausführen', extend: 'Verlängern', answer: 'Antworten', refuse: 'Ablehnen' },
    note: 'Notiz', because: 'Grund', answerText: 'Antwort', what: 'Was geschehen soll', whats: { copy: 'Kopie bereitstellen', portable: 'Daten zum Mitnehmen bereitstellen', correct: 'Berichtigen', withdraw: 'Einwilligung widerrufen', withdrawAll: 'Alle Einwilligungen widerrufen', object: 'Widerspruch eintragen', objectAll: 'Widerspruch gegen alles eintragen', restrict: 'Einschränken', erase: 'Löschen' }, corrected: 'Neue Angabe', correctedWhy: 'Nur beim Berichtigen.', confirmedAt: 'Adresse bestätigt', notConfirmed: 'noch nicht; an diese Adresse geht keine Antwort', grounds: { accuracy: 'Richtigkeit bestritten', unlawful: 'unrechtmäßig, aber nicht löschen', claims: 'für Ansprüche der Person', objection: 'Widerspruch in Prüfung' },
    carriedOut: 'Ausgeführt', copyLink: 'Link zur Kopie', gone: (rows: number) => counted(rows, 'Eine Zeile ist gelöscht.', `${rows} Zeilen sind gelöscht.`), kept: (rows: number, table: string, until: string, why: string) => `${rows} aus ${table} bleiben gesperrt bis ${until}: ${why}`,
  },
  objections: {
    title: 'Widersprüche', lead: 'Wer aus Gründen der eigenen Lage widerspricht, dessen Daten ruhen, bis hier abgewogen ist (Art. 21 Abs. 1 DSGVO).', none: 'Kein Widerspruch wartet.', since: (day: string) => `ruht seit ${day}`, toRequest: 'Anfrage', examine: 'Prüfen', grounds: 'Gründe der Person', noGrounds: 'Es wurden keine genannt.',
    outcome: 'Ergebnis', outcomes: { stopped: 'Die Verarbeitung endet', adapted: 'Sie geht in anderer Form weiter', overruled: 'Zwingende Gründe überwiegen' }, answer: 'Antwort an die Person', answerWhy: 'Was abgewogen wurde und warum. Bei zwingenden Gründen: welche.', do: 'Entscheiden', settled: 'Entschieden; die Person bekommt die Antwort.',
  },
  holds: {
    title: 'Sperrungen', lead: 'Gespeichert, aber niemandem im Alltag sichtbar.', onRequest: 'Auf Verlangen eingeschränkt', onRequestSays: 'Art. 18 DSGVO. Bevor eine Einschränkung endet, erfährt es die Person.', noneOnRequest: 'Niemand hat das verlangt.', since: (day: string) => `seit ${day}`, liftsAt: (day: string) => `endet am ${day}`,
    grounds: { accuracy: 'Richtigkeit bestritten', unlawful: 'Unrechtmäßig, aber nicht löschen', claims: 'Für Ansprüche der Person', objection: 'Widerspruch in Prüfung' },
    lift: 'Aufheben', liftTitle: 'Einschränkung aufheben?', liftSays: 'Die Person wird jetzt benachrichtigt; in 14 Tagen endet die Einschränkung von selbst.', liftYes: 'Benachrichtigen und aufheben', lifted: 'Die Person ist benachrichtigt.',
    assessments: 'Offene Steuerfestsetzungen', assessmentsSays: 'Solange ein Jahr offen ist, bleibt, was das Gesetz aus ihm aufbewahrt (§ 147 Abs. 3 AO).', noAssessments: 'Kein Jahr ist offen.', openYear: 'Jahr öffnen', year: 'Jahr', reason: 'Grund', openDo: 'Öffnen', close: 'Abschließen', closeTitle: (year: number) => `${year} abschließen?`, closeSays: 'Was nur deshalb blieb, wird dann von selbst gelöscht.', closeYes: 'Abschließen', closed: 'Das Jahr ist abgeschlossen.', closedOn: (day: string) => `abgeschlossen am ${day}`,
  },
  statement: {
    title: 'Erklärung', lead: 'Alle Fassungen, was sich jeweils geändert hat, und die nächste auf ihrem Weg.', none: 'Noch keine Fassung.', version: (version: number) => `Fassung ${version}`, effective: (day: string) => `gilt ab ${day}`, published: (day: string) => `veröffentlicht am ${day}`, material: 'wesentlich', notMaterial: 'nicht wesentlich',
    standings: { 'in force': 'in Kraft', 'earlier': 'früher', 'waiting': 'angekündigt', 'withdrawn': 'zurückgenommen' }, whatChanged: 'Was sich ändert', noChanges: 'Nichts, was in der Erklärung stünde.', materialSays: 'Darunter Wesentliches: Alle Betroffenen erfahren es vorher.', notMaterialSays: 'Nichts Wesentliches: Es braucht keine Mitteilungen.',
    waits: (version: number) => `Fassung ${version} wartet auf ihren Tag`, told: (told: number, waiting: number) => `${counted(told, 'Eine Person ist', `${told} Personen sind`)} benachrichtigt, ${counted(waiting, 'ein Brief wartet', `${waiting} Briefe warten`)} auf den Versand.`,
    withdraw: 'Zurücknehmen', withdrawTitle: 'Angekündigte Fassung zurücknehmen?', withdrawSays: 'Sie tritt dann nicht in Kraft; es bleibt bei der jetzigen.', withdrawYes: 'Zurücknehmen', withdrawn: 'Die Fassung ist zurückgenommen.',
    publish: 'Neue Fassung', publishSays: 'Zuerst sehen Sie, was sich ändern würde. Danach entscheiden Sie, ab wann es gilt.', manifest: 'Manifest als YAML', check: 'Unterschiede zeigen', effectiveOn: 'Gilt ab', effectiveWhy: 'Leer: der Tag, den das Manifest nennt.', publishDo: 'Veröffentlichen', publishedVersion: (version: number) => `Fassung ${version} ist veröffentlicht.`, backToManifest: 'Zurück zum Manifest',
  },
}
