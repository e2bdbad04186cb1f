import { counted } from '../../../locales/counted.ts'

export const de = {
  audit: {
    title: 'Protokoll',
    lead: 'Wer hat wann was getan? Einträge lassen sich nicht ändern, und auch jede Suche wird festgehalten.',
    search: 'Suchen',
    searchSays: 'Leere Felder spielen keine Rolle.',
    searchDo: 'Suchen',
    more: 'Aufklappen',
    less: 'Zuklappen',
    from: 'Von',
    to: 'Bis',
    user: 'Benutzername',
    userWhy: 'Der Anfang genügt, soweit die Erklärung Namen im Protokoll vorsieht.',
    customerNumber: 'Kundennummer',
    customerWhy: 'Wer gehandelt hat oder betroffen war.',
    what: 'Was',
    about: 'Woran',
    activity: 'Tätigkeit',
    who: 'Wer',
    whose: 'Wessen Daten',
    at: 'Wann',
    rows: 'Zeilen',
    entries: 'Einträge',
    lastWeek: 'Die letzten sieben Tage, das Neueste zuerst.',
    none: 'Dazu steht nichts im Protokoll.',
    csv: 'Als CSV',
    onlyPerson: (short: string) => `Nur Person ${short}`,
    allOf: 'Alles zu Person',
    isSealed: 'gesiegelt',
    isNotSealed: 'noch nicht gesiegelt',
    reason: (said: string) => `Anlass: ${said}`,
    actors: {
      person: 'Person',
      staff: 'Beschäftigte',
      user: 'Nutzer einer Instanz',
      visitor: 'Besuch',
      platform: 'Plattform',
    },
    holds: 'Das Protokoll ist unverändert',
    doesNotHold: 'Das Protokoll wurde verändert',
    verified: (entries: string, seals: string) =>
      `Die ${entries} Einträge unter den neuesten Siegeln sind unverändert; insgesamt gibt es ${seals} Siegel.`,
    sealedAt: (at: string) => `Das letzte ist vom ${at}.`,
    unsealed: (count: number) =>
      counted(count, 'Ein Eintrag ist noch nicht gesiegelt.', `${count} Einträge sind noch nicht gesiegelt.`),
    witnessed: (heads: string, witnesses: number) =>
      `${heads} Siegel stehen ebenso ${counted(witnesses, 'bei einem Zeugen', `bei ${witnesses} Zeugen`)} außerhalb der Datenbank.`,
    noWitness:
      'Es gibt keinen Zeugen außerhalb der Datenbank. Würden die neuesten Siegel zusammen entfernt, fiele es nicht auf.',
    verify: 'Siegel prüfen',
  },
} as const
