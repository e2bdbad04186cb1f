import { counted } from '../../../locales/counted.ts'

export const de = {
  gateways: {
    title: 'Gateways',
    lead: 'Alle Gateways, die Sie gefertigt haben. Wer eines nutzt, wird hier nicht gezeigt.',
    list: 'Bestand',
    none: 'Ein solches Gateway gibt es nicht.',
    counts: (inStock: string, claimed: string, retired: string) =>
      `${inStock} auf Lager, ${claimed} vergeben, ${retired} außer Betrieb`,
    serial: 'Seriennummer',
    model: 'Modell',
    modelWhy: 'Wie es auf dem Gerät steht, zum Beispiel Qbox 2.',
    added: 'Aufgenommen',
    state: 'Status',
    states: { 'in stock': 'auf Lager', claimed: 'vergeben', retired: 'außer Betrieb' },
    action: 'Aktion',
    add: 'Neue Gateways',
    addDo: 'Aufnehmen',
    count: 'Anzahl',
    countWhy: 'Bis zu 500 auf einmal.',
    importing: 'CSV einlesen',
    importSays:
      'Spalten serial, model und secret; was fehlt, wird erzeugt. Bis zu 500 Zeilen; ist eine falsch, wird keine aufgenommen.',
    tooLarge: 'Diese Datei ist zu groß.',
    tooLargeHelps: 'Bis zu 500 Zeilen auf einmal; mehr nimmt „obhut gateway import“ mit bis zu 10.000 Zeilen je Datei.',
    search: 'Suchen',
    searchFor: 'Seriennummer oder Modell',
    searchDo: 'Suchen',
    once: (count: number) => counted(count, 'Ein Gateway ist aufgenommen', `${count} Gateways sind aufgenommen`),
    onceSays:
      'Die Geheimnisse gibt es nur jetzt, denn im Klartext werden sie nirgends gespeichert. Sichern Sie die Datei für die Fertigung und drucken Sie die Etiketten.',
    labels: 'Etiketten zum Drucken',
    csv: 'Geheimnisse als CSV',
    json: 'Geheimnisse als JSON',
    ok: 'Schließen',
    doneWithThem: 'Ich habe sie gesichert',
    notFetched: 'Sie haben die Geheimnisse noch nicht gesichert. Ohne sie können sich diese Gateways nicht verbinden.',
    report: (added: number, known: number) =>
      [
        `${counted(added, 'Eine Zeile', `${added} Zeilen`)} aufgenommen`,
        ...(known ? [`${known} schon bekannt`] : []),
      ].join(', '),
    nothingTaken: (refused: number, of: number) =>
      `Nichts aufgenommen: ${refused} von ${counted(of, 'einer Zeile', `${of} Zeilen`)} abgelehnt`,
    nothingTakenSays: 'Berichtigen Sie die Datei und lesen Sie sie noch einmal ein.',
    others: (count: number) => counted(count, 'und eine weitere Zeile', `und ${count} weitere Zeilen`),
    line: (line: number) => `Zeile ${line}`,
    refused: {
      serial: 'keine gültige Seriennummer',
      model: 'das Modell fehlt oder enthält unlesbare Zeichen (Datei in UTF-8 speichern)',
      secret: 'das Geheimnis enthält Zeichen, die sich nicht tippen lassen',
      'secret-too-short': 'das Geheimnis hat weniger als 24 Zeichen',
      'other-secret': 'schon bekannt, mit einem anderen Geheimnis',
      twice: 'steht zweimal in der Datei',
    },
    retire: 'Außer Betrieb nehmen',
    retireTitle: (serial: string) => `${serial} außer Betrieb nehmen?`,
    retireSays:
      'Die Verbindung wird getrennt, und das Gateway wird nie wieder zugelassen. Ist es vergeben, sieht das die Kundin oder der Kunde im Portal; was es gemeldet hat, bleibt bis zum Ende seiner Fristen.',
    retireYes: 'Außer Betrieb nehmen',
    retired: 'Das Gateway ist außer Betrieb.',
    retiredOn: (day: string) => `seit ${day}`,
    actions: (serial: string) => `Aktionen für ${serial}`,
  },
} as const
