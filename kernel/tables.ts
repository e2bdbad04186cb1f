import { alarm } from './alarms/tables.ts'
import { auditEntry, auditGone, auditOrigin, auditPerson, auditSeal } from './audit/tables.ts'
import { witness } from './checkpoints/tables.ts'
import { consentTables } from './consent/tables.ts'
import { authorityRequest, disclosure, notice } from './disclosure/tables.ts'
import { job, repeatingJob } from './jobs/tables.ts'
import { eventAside, eventCursor, eventTable, personEvent } from './events/tables.ts'
import { fileChunk, fileTable } from './files/tables.ts'
import { ledger, ledgerEnd } from './ledger/tables.ts'
import { keptProof } from './proof/kept.ts'
import { assessment, erased, erasureKey, legalHold, restriction, setAside } from './restriction/tables.ts'
import { hold } from './retention/tables.ts'
import { objection } from './rights/tables.ts'
import { derived, migration, store, upkeep } from './store/tables.ts'
import { pseudonymKey } from './pseudonyms/tables.ts'
import { seriesTable } from './numbers/tables.ts'
import { tenant, tenantGrant, tenantPeriod } from './tenants/tables.ts'
import { keyGeneration, rowKey } from './vault/tables.ts'
import { imported, importGone, importRun, ledgerUnmet } from './imports/tables.ts'
import { inForce, stated, statement, takenUp } from './versions/tables.ts'

export const kernelTables = [
  store,
  migration,
  derived,
  statement,
  inForce,
  stated,
  auditSeal,
  auditEntry,
  auditPerson,
  auditOrigin,
  auditGone,
  disclosure,
  authorityRequest,
  hold,
  legalHold,
  job,
  repeatingJob,
  seriesTable,
  pseudonymKey,
  eventTable,
  personEvent,
  eventCursor,
  eventAside,
  fileTable,
  fileChunk,
  alarm,
  keptProof,
  witness,
  ledger,
  ledgerEnd,
  upkeep,
  keyGeneration,
  rowKey,
  restriction,
  assessment,
  erased,
  setAside,
  erasureKey,
  objection,
  takenUp,
  importRun,
  imported,
  importGone,
  ledgerUnmet,
  tenant,
  tenantGrant,
  tenantPeriod,
  notice,
  ...consentTables,
]
