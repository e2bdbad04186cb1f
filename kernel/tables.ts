import { accountability, operation } from './activities.ts'
import { day, flag, hash, int, json, long, moment, oneOf, ref, text, type Column, type Meant } from './data/columns.ts'
import { nobody, owner } from './data/subject.ts'
import { since, table } from './data/table.ts'
import type { Words } from './statement/terms.ts'

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

/** One sealed batch of audit entries: how many, their Merkle root, and the root of the seal before. It outlives its entries. */
export const auditSeal = table('obhut.audit_seal', {
  about: nobody, under: accountability, appendOnly: true,
  columns: { number: long(own), at: moment(), entries: int(own), root: hash(), before: hash() },
})

/** What was done, when, under which activity, by what kind of actor. Nothing in it is personal: `personal` is a salted digest. */
export const auditEntry = table('obhut.audit_entry', {
  about: nobody, under: accountability, until: since('at', accountability.keep), addedByAll: true,
  columns: {
    at: moment(), activity: text(own), what: text(own), about: text(own).orNot(), rows: int(own),
    actor: oneOf(['person', 'staff', 'visitor', 'platform'], own), personal: hash().orNot(), seal: ref(auditSeal).orNot(), place: int(own).orNot(),
  },
})

/** Who it was: lies beside the entry, goes with the person, and leaves the entry verifiable. */
export const auditPerson = table('obhut.audit_person', {
  title: { de: 'Was mit Ihren Daten getan wurde', en: 'What was done with your data' },
  about: owner(), under: accountability, until: since('at', accountability.keep), addedByAll: true, appendOnly: true, key: ['subject', 'entryId'],
  columns: {
    entryId: ref(auditEntry, { checked: 'at the door' }), salt: hash({ is: 'pd:UID', from: 'the platform' }),
    facts: json({ is: 'dpv:ObservedPersonalData', from: 'what was done', label: { de: 'Wer und was', en: 'Who and what' } }), at: moment({ from: 'the clock', label: { de: 'Zeitpunkt', en: 'Time' } }),
  },
})

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

export const kernelTables = [store, migration, statement, inForce, stated, auditSeal, auditEntry, auditPerson, disclosure, job]
