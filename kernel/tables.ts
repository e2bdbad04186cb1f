import { accountability, operation } from './activities.ts'
import { auditEntry, auditGone, auditOrigin, auditPerson, auditSeal } from './audit/tables.ts'
import { day, int, json, long, moment, oneOf, text, type Column, type Meant } from './data/columns.ts'
import { consentTables } from './consent/tables.ts'
import { nobody, owner } from './data/subject.ts'
import { keptProof } from './proof/kept.ts'
import { since, table } from './data/table.ts'
import { upkeep } from './backup/tables.ts'
import { ledger, ledgerEnd } from './ledger/tables.ts'
import { assessment, erased, restriction } from './restriction/tables.ts'
import { objection } from './rights/tables.ts'
import type { Words } from './statement/terms.ts'
import { keyGeneration, rowKey } from './vault/tables.ts'

const own = { from: 'the platform' } as const

export const store = table('obhut.store', {
  about: nobody, under: operation,
  columns: { id: text(own), kind: oneOf(['demo', 'test', 'live'], own), createdAt: moment(), clockOffset: long(own), applied: text(own).orNot() },
})

export const migration = table('obhut.migration', {
  about: nobody, under: operation, key: ['name'],
  columns: { name: text(own), hash: text(own), at: moment() },
})

export const statement = table('obhut.statement', {
  about: nobody, under: accountability, key: ['version'],
  columns: { version: int(own), hash: text(own), effective: day(own), publishedAt: moment(), manifest: text(own) },
})
export const inForce = table('obhut.in_force', { about: nobody, under: accountability, key: ['version'], columns: { version: int(own), since: moment() } })
export const stated = table('obhut.stated', { about: nobody, under: accountability, key: ['activity', 'version'], columns: { version: int(own), activity: text(own) } })

/** To whom data went, which fields, and on what ground (Art. 15(1)(c) GDPR). */
export const disclosure = table('obhut.disclosure', {
  title: { de: 'An wen Daten gingen', en: 'To whom data went' },
  about: owner(), under: accountability, until: since('at', accountability.keep), addedByAll: true, appendOnly: true,
  columns: {
    at: moment({ from: 'the clock', label: { de: 'Zeitpunkt', en: 'Time' } }), recipient: text({ is: 'dpv:GeneratedPersonalData', from: 'the statement', label: { de: 'Empfänger', en: 'Recipient' } }),
    activity: text({ is: 'dpv:GeneratedPersonalData', from: 'the platform', label: { de: 'Anlass', en: 'Occasion' } }),
    fields: textArray({ is: 'dpv:GeneratedPersonalData', from: 'the platform', label: { de: 'Welche Angaben', en: 'Which details' } }), ground: text({ is: 'dpv:GeneratedPersonalData', from: 'the platform', label: { de: 'Grundlage', en: 'Ground' } }),
  },
})

export const job = table('obhut.job', {
  about: nobody, under: operation, addedByAll: true,
  columns: {
    name: text(own), payload: json(own), dueAt: moment(), attempts: int(own), leasedUntil: moment().orNot(), failedAt: moment().orNot(), failure: text(own).orNot(),
  },
})

function textArray(meaning: { is: 'dpv:GeneratedPersonalData', from: string, label: Words }): Column<string[], Meant> {
  return { ...text(meaning), sql: 'text[]' } as unknown as Column<string[], Meant>
}

export const kernelTables = [
  store, migration, statement, inForce, stated, auditSeal, auditEntry, auditPerson, auditOrigin, auditGone, disclosure, job, keptProof,
  ledger, ledgerEnd, upkeep, keyGeneration, rowKey, restriction, assessment, erased, objection, ...consentTables,
]
