import { counted } from '../../../locales/counted.ts'

export const de = {
  alarms: {
    title: 'Alarme',
    lead: 'Störungen im Betrieb, jede mit dem, was zu tun ist. Sie nennen keine Personen.',
    show: 'Welche Alarme',
    open: 'Offen',
    over: 'Erledigt',
    noneOpen: 'Es ist kein Alarm offen.',
    noneOver: 'Noch kein Alarm ist erledigt.',
    urgent: 'Dringend',
    mend: 'Was zu tun ist:',
    once: (since: string) => `am ${since}`,
    often: (since: string, times: string, last: string) => `seit ${since}, ${times}-mal, zuletzt ${last}`,
    acknowledge: 'Übernehmen',
    acknowledged: 'Sie kümmern sich darum. Der Alarm wird vorerst nicht wieder gemailt.',
    end: 'Als erledigt markieren',
    ended: 'Der Alarm ist erledigt. Tritt der Fehler wieder auf, erscheint ein neuer.',
    looksAfter: (who: string, since: string) => `übernommen von ${who} am ${since}`,
    you: 'Ihnen',
    colleague: 'einer Kollegin oder einem Kollegen',
    endedAt: (at: string) => `erledigt am ${at}`,
    waiting: (count: number) => counted(count, 'eine offen', `${count} offen`),
  },
} as const
