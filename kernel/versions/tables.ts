import { accountability } from '../declare/activities.ts'
import { day, flag, int, json, label, moment, oneOf, text } from '../declare/columns.ts'
import { nobody, owner } from '../declare/subject.ts'
import { table, untilErasure } from '../declare/table.ts'

const own = { from: 'the platform' } as const

/**
 * Every version of the statement: the one in force, those before it, the one that waits for its day, and those that
 * were withdrawn before theirs.
 */
export const statement = table('obhut.statement', {
  about: nobody,
  under: accountability,
  key: ['version'],
  columns: {
    version: int(own),
    hash: text(own),
    effective: day(own),
    publishedAt: moment(),
    manifest: text(own),
    outline: json(own).orNot(),
    /** Whether people have to be told before it holds, and when all of them were. */
    material: flag(own),
    toldAt: moment().orNot(),
    inForceSince: moment().orNot(),
    withdrawnAt: moment().orNot(),
  },
})
export const inForce = table('obhut.in_force', {
  about: nobody,
  under: accountability,
  key: ['version'],
  columns: { version: int(own), since: moment() },
})
export const stated = table('obhut.stated', {
  about: nobody,
  under: accountability,
  key: ['activity', 'version'],
  columns: { version: int(own), activity: text(own) },
})

/**
 * A service that a person took up, or a contract about it that was extended, under a version of the statement that
 * states it (`version`): its activity finds what was collected before.
 */
export const takenUp = table('obhut.taken_up', {
  title: { de: 'Welche Dienste Sie nutzen', en: 'Services that you use' },
  about: owner(),
  under: accountability,
  until: untilErasure,
  columns: {
    activity: text({
      is: 'dpv:GeneratedPersonalData',
      from: 'the platform',
      ...label('Dienst', 'Service'),
      terms: 'activities',
    }),
    how: oneOf(['taken up', 'extended'], {
      is: 'dpv:GeneratedPersonalData',
      from: 'the platform',
      ...label('Wodurch', 'How'),
      terms: {
        'taken up': { de: 'von Ihnen in Anspruch genommen', en: 'taken up by you' },
        extended: { de: 'Vertrag verlängert', en: 'contract extended' },
      },
    }),
    at: moment({ from: 'the clock', ...label('Seit', 'Since') }),
  },
})
