import { accountability, rightsKept } from '../declare/activities.ts'
import { hash, int, json, label, long, moment, text, uuid } from '../declare/columns.ts'
import { nobody, owner } from '../declare/subject.ts'
import { since, sinceAtLeast, table, untilErasure } from '../declare/table.ts'

const own = { from: 'the platform' } as const
const generated = { is: 'dpv:GeneratedPersonalData', from: 'the platform' } as const

/** One run of an import: from where, under what, and what became of its rows; `refused` counts them by reason. */
export const importRun = table('obhut.import_run', {
  about: nobody,
  under: accountability,
  until: since('at', accountability.keep),
  appendOnly: true,
  columns: {
    activity: text(own),
    source: text(own),
    collectedUnder: int(own),
    noticeSentAt: moment().orNot(),
    taken: int(own),
    known: int(own),
    unconfirmed: int(own),
    refused: json(own),
    at: moment(),
  },
})

/**
 * That a row of a source is here, and whose it is: by a keyed hash of tenant, table, source and the source's key, so that
 * it comes once. It goes with the row, by the next sweep at the latest. The person
 * reads from it where the data came from (Art. 15(1)(g) GDPR).
 */
export const imported = table('obhut.imported', {
  title: { de: 'Von anderen übernommene Daten', en: 'Data taken over from others' },
  about: owner(),
  under: rightsKept,
  until: untilErasure,
  leaves: { in: () => importGone, columns: ['mark'] },
  columns: {
    mark: hash({ is: 'pd:UID', from: 'a keyed hash' }),
    ofTable: text(generated),
    rowId: uuid(generated),
    runId: uuid(generated),
    source: text({ ...generated, ...label('Quelle', 'Source') }),
    collectedUnder: int({ ...generated, ...label('Fassung der Erklärung', 'Version of the statement') }),
    noticeSentAt: moment({ from: 'the platform', ...label('Information versandt am', 'Notice sent on') }).orNot(),
    at: moment({ from: 'the clock', ...label('Übernommen am', 'Taken over on') }),
  },
})

/** A row of a source whose person was erased: it does not come in again while anything old can name it. */
export const importGone = table('obhut.import_gone', {
  about: nobody,
  under: rightsKept,
  until: sinceAtLeast('erasedAt', rightsKept.latecomers, [accountability.backups]),
  addedByDesk: true,
  key: ['mark'],
  columns: { mark: hash(), erasedAt: moment() },
})

/**
 * What the ledger says of somebody whom a restored backup does not know: an import may bring this person in again, by
 * the same id. It names nobody: the mark fits an id that only the same row of the same source makes.
 */
export const ledgerUnmet = table('obhut.ledger_unmet', {
  about: nobody,
  under: rightsKept,
  until: sinceAtLeast('at', rightsKept.latecomers, [accountability.backups]),
  addedByDesk: true,
  columns: { kind: text(own), mark: hash(), number: long(own), what: text(own), facts: json(own), at: moment() },
})
