import { counted } from '../../../locales/counted.ts'
import type { Said } from '../../../locales/said.ts'
import type { de } from './de.ts'

export const en: Said<typeof de> = {
  audit: {
    title: 'Audit log',
    lead: 'Who did what, and when. Entries cannot be changed, and each search is recorded, too.',
    search: 'Search',
    searchSays: 'Fields that you leave empty are ignored.',
    searchDo: 'Search',
    more: 'Expand',
    less: 'Collapse',
    from: 'From',
    to: 'To',
    user: 'User name',
    userWhy: 'The beginning is enough, if the statement provides for names in the log.',
    customerNumber: 'Customer number',
    customerWhy: 'Whoever acted or was concerned.',
    what: 'What',
    about: 'About',
    activity: 'Activity',
    who: 'Who',
    whose: 'Whose data',
    at: 'When',
    rows: 'Rows',
    entries: 'Entries',
    lastWeek: 'The last seven days, newest first.',
    none: 'The log has nothing about this.',
    csv: 'As CSV',
    onlyPerson: short => `Only person ${short}`,
    allOf: 'Everything about person',
    isSealed: 'sealed',
    isNotSealed: 'not sealed yet',
    reason: said => `Reason: ${said}`,
    actors: { person: 'person', staff: 'staff', user: 'user of an instance', visitor: 'visitor', platform: 'platform' },
    holds: 'The log is unchanged',
    doesNotHold: 'The log was changed',
    verified: (entries, seals) =>
      `The ${entries} entries under the newest seals are unchanged; there are ${seals} seals in all.`,
    sealedAt: at => `The last one is from ${at}.`,
    unsealed: count => counted(count, 'One entry is not sealed yet.', `${count} entries are not sealed yet.`),
    witnessed: (heads, witnesses) =>
      `${heads} seals are also held by ${counted(witnesses, 'a witness', `${witnesses} witnesses`)} outside the database.`,
    noWitness:
      'There is no witness outside the database. If the newest seals were removed together, nobody would notice.',
    verify: 'Verify seals',
  },
}
