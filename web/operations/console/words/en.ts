import type { Said } from '../../../locales/said.ts'
import type { de } from './de.ts'

export const en: Said<typeof de> = {
  alarms: {
    title: 'Alarms',
    lead: 'Faults in operation, each with what to do about it. Alarms name no people.',
    show: 'Which alarms',
    open: 'Open',
    over: 'Resolved',
    noneOpen: 'No alarm is open.',
    noneOver: 'No alarm has been resolved yet.',
    urgent: 'Urgent',
    mend: 'What to do:',
    once: (since: string) => `on ${since}`,
    often: (since: string, times: string, last: string) => `since ${since}, ${times} times, last on ${last}`,
    acknowledge: 'Take on',
    acknowledged: 'You are taking care of it. The alarm is not mailed again for now.',
    end: 'Mark as resolved',
    ended: 'The alarm is resolved. If the fault occurs again, there is a new one.',
    looksAfter: (who: string, since: string) => `taken on by ${who} on ${since}`,
    you: 'you',
    colleague: 'a colleague',
    endedAt: (at: string) => `resolved on ${at}`,
    waiting: count => `${count} open`,
  },
}
