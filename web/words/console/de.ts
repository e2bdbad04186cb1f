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
  roles: { administration: 'Administration', support: 'Kundendienst', marketing: 'Marketing', privacy: 'Datenschutz' },
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
    title: 'Nachschlagen', lead: 'Nur ganze Kundennummern und Adressen werden gefunden; hier blättert niemand. Wer nachsieht, steht mit dem Anlass im Protokoll, und die Person sieht es unter „Meine Daten“.',
    by: 'Kundennummer oder E-Mail-Adresse', occasion: 'Anlass', occasionWhy: 'Zum Beispiel: Anruf wegen der Rechnung vom Mai.', do: 'Nachschlagen', none: 'Dazu gibt es kein Konto', noneSays: 'Ist die Nummer ganz, ist die Adresse richtig geschrieben? Auch dass nichts gefunden wurde, steht im Protokoll.',
    number: 'Kundennummer', mail: 'E-Mail', phone: 'Telefon', address: 'Anschrift', language: 'Sprache', languages: { de: 'Deutsch', en: 'Englisch' }, since: 'Kundin oder Kunde seit', notYet: 'noch nicht freigeschaltet', noName: 'Ohne Namen', noted: 'Dieser Aufruf ist festgehalten.',
  },
  colleagues: {
    title: 'Beschäftigte', lead: 'Wer hier arbeitet, mit welchen Berechtigungen. Änderungen gelten sofort und stehen im Protokoll.', none: 'Noch niemand.', invite: 'Jemanden aufnehmen', inviteSays: 'Ein Link geht an die Adresse; damit wählt die Person ein Passwort und richtet den zweiten Faktor ein.',
    firstName: 'Vorname', lastName: 'Nachname', mail: 'E-Mail-Adresse', language: 'Sprache', roles: 'Berechtigungen', rolesOf: (name: string) => `Berechtigungen von ${name}`, noRole: 'keine Berechtigung', do: 'Link senden', invited: (mail: string) => `Der Link ist unterwegs an ${mail}.`,
    roleSays: { administration: 'Konten von Beschäftigten und Kundschaft', support: 'Kontaktdaten nachschlagen', marketing: 'nichts, was Personen nennt', privacy: 'Anfragen, Weitergaben, Erklärung, Nachweis' },
    states: { invited: 'eingeladen', active: 'aktiv', deactivated: 'gesperrt' }, oneself: 'Sie selbst', factor: 'zweiter Faktor eingerichtet', noFactor: 'noch kein zweiter Faktor', since: (day: string) => `seit ${day}`, actions: (name: string) => `Was mit dem Konto von ${name} geschehen kann`,
    change: 'Berechtigungen ändern', changed: 'Die Berechtigungen sind geändert.', link: 'Link noch einmal senden', linkSent: 'Ein neuer Link ist unterwegs; der alte gilt nicht mehr.',
    reset: 'Zugang zurücksetzen', resetTitle: (name: string) => `Zugang von ${name} zurücksetzen?`, resetSays: 'Zweiter Faktor und Passwort verfallen, alle Sitzungen enden. Ein Link für den Neubeginn geht an die E-Mail-Adresse. Vergewissern Sie sich vorher, dass die Person selbst darum bittet.', resetYes: 'Zurücksetzen', resetDone: 'Der Zugang ist zurückgesetzt, der Link unterwegs.',
    deactivate: 'Sperren', deactivateTitle: (name: string) => `${name} sperren?`, deactivateSays: 'Alle Sitzungen enden sofort; niemand meldet sich mehr mit diesem Konto an, bis die Administration es wieder öffnet.', deactivateYes: 'Sperren', deactivated: 'Das Konto ist gesperrt.', reactivate: 'Wieder öffnen', reactivated: 'Das Konto ist offen; ein Link ist unterwegs.',
    count: (count: number) => counted(count, 'eine Person', `${count} Personen`),
  },
}
