import { operation } from '../declare/activities.ts'
import { int, json, label, long, moment, text, uuid } from '../declare/columns.ts'
import { nobody, owner } from '../declare/subject.ts'
import { since, table } from '../declare/table.ts'
import { PersonalData } from '../declare/terms.ts'

const own = { from: 'the platform' } as const

/** Something that happened and is about nobody. It has a position once its transaction has committed. */
export const eventTable = table('obhut.event', {
  about: nobody,
  under: operation,
  until: since('handledAt', operation.events),
  addedByAll: true,
  columns: {
    name: text(own),
    ids: json(own),
    /** For which tenant it was done. */
    tenant: uuid(own).orNot(),
    at: moment(),
    announced: long(own).orNot(),
    position: long(own).orNot(),
    handledAt: moment().orNot(),
  },
})

const generated = { is: PersonalData.GeneratedPersonalData, from: 'the platform' } as const

/** Something that happened about somebody: it goes with the person, and no listener hears of it any more. */
export const personEvent = table('obhut.person_event', {
  title: {
    de: 'Ereignisse, die Teile der Plattform einander melden',
    en: 'Events that parts of the platform tell each other',
  },
  about: owner(),
  under: operation,
  until: since('handledAt', operation.events),
  addedByAll: true,
  unaudited: 'what happened stands in the log by itself; that it was passed on within the platform adds nothing',
  latestFirst: 'at',
  columns: {
    name: text({ ...generated, ...label('Was geschah', 'What happened') }),
    ids: json({ is: PersonalData.UID, from: 'the platform', ...label('Woran (Kennungen)', 'With what (identifiers)') }),
    tenant: uuid({
      ...generated,
      is: PersonalData.UID,
      ...label('Instanz (Kennung)', 'Instance (identifier)'),
    }).orNot(),
    at: moment({ from: 'the clock', ...label('Zeitpunkt', 'Time') }),
    announced: long({ ...generated, ...label('Reihenfolge der Meldung', 'Order of announcing') }).orNot(),
    position: long({ ...generated, ...label('Reihenfolge der Verarbeitung', 'Order of handling') }).orNot(),
    handledAt: moment({ from: 'the clock', ...label('Verarbeitet', 'Handled') }).orNot(),
  },
})

/** How far each listener is; under `end`, the last position that was given. */
export const eventCursor = table('obhut.event_cursor', {
  about: nobody,
  under: operation,
  key: ['listener'],
  columns: {
    listener: text(own),
    position: long(own),
    /** The position that it cannot get past, how often it tried, and when it tries again. */
    failing: long(own).orNot(),
    tries: int(own),
    dueAt: moment().orNot(),
  },
})

/** An event that a listener went past after its last try, until it is taken up again. */
export const eventAside = table('obhut.event_aside', {
  about: nobody,
  under: operation,
  columns: { listener: text(own), position: long(own), since: moment(), dueAt: moment().orNot() },
})
