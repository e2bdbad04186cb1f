import { accountability, operation } from './activities.ts'
import { auditEntry, auditGone, auditOrigin, auditPerson, auditSeal } from './audit/tables.ts'
import { day, flag, int, json, long, moment, oneOf, text } from './data/columns.ts'
import { consentTables } from './consent/tables.ts'
import { authorityRequest, disclosure, notice } from './disclosure/tables.ts'
import { nobody } from './data/subject.ts'
import { keptProof } from './proof/kept.ts'
import { table } from './data/table.ts'
import { alarm } from './alarms/tables.ts'
import { upkeep } from './backup/tables.ts'
import { hold } from './retention/tables.ts'
import { ledger, ledgerEnd } from './ledger/tables.ts'
import { assessment, erased, restriction } from './restriction/tables.ts'
import { objection } from './rights/tables.ts'
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

/** Every version of the statement: the one in force, those before it, the one that waits for its day, and those that were withdrawn before theirs. */
export const statement = table('obhut.statement', {
  about: nobody, under: accountability, key: ['version'],
  columns: {
    version: int(own), hash: text(own), effective: day(own), publishedAt: moment(), manifest: text(own), outline: json(own).orNot(),
    /** Whether people have to be told before it holds, and when all of them were. */
    material: flag(own), toldAt: moment().orNot(),
    inForceSince: moment().orNot(), withdrawnAt: moment().orNot(),
  },
})
export const inForce = table('obhut.in_force', { about: nobody, under: accountability, key: ['version'], columns: { version: int(own), since: moment() } })
export const stated = table('obhut.stated', { about: nobody, under: accountability, key: ['activity', 'version'], columns: { version: int(own), activity: text(own) } })

export const job = table('obhut.job', {
  about: nobody, under: operation, addedByAll: true,
  columns: {
    name: text(own), payload: json(own), dueAt: moment(), attempts: int(own), leasedUntil: moment().orNot(), failedAt: moment().orNot(), failure: text(own).orNot(),
  },
})

export const kernelTables = [
  store, migration, statement, inForce, stated, auditSeal, auditEntry, auditPerson, auditOrigin, auditGone, disclosure, authorityRequest, hold, job, alarm, keptProof,
  ledger, ledgerEnd, upkeep, keyGeneration, rowKey, restriction, assessment, erased, objection, notice, ...consentTables,
]
