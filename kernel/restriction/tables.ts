import { accountability, rightsKept } from '../declare/activities.ts'
import { flag, hash, int, json, label, moment, oneOf, text, uuid } from '../declare/columns.ts'
import type { Period } from '../declare/settings.ts'
import { nobody, owner } from '../declare/subject.ts'
import { since, sinceAtLeast, table, untilErasure } from '../declare/table.ts'
import { accountKinds } from '../declare/value-terms.ts'
import { groundsOfHold, whyHeld } from '../statement/grounds-of-holds.ts'

/** Why a person may have processing restricted: Art. 18(1)(a) to (d) GDPR. */
export const groundsOfRestriction = ['accuracy', 'unlawful', 'claims', 'objection'] as const
export type GroundOfRestriction = (typeof groundsOfRestriction)[number]

/**
 * A person whose data is only stored, on request (Art. 18 GDPR). While the row is there, what comes in about this
 * person is restricted as well.
 */
export const restriction = table('obhut.restriction', {
  title: { de: 'Von Ihnen verlangte Einschränkung', en: 'Restriction that you asked for' },
  about: owner(),
  under: rightsKept,
  until: untilErasure,
  addedByDesk: true,
  columns: {
    since: moment({ from: 'the clock', ...label('Eingeschränkt seit', 'Restricted since') }),
    ground: oneOf(groundsOfRestriction, {
      is: 'pd:PrivacyPreference',
      from: 'the person',
      ...label('Grund (Art. 18 Abs. 1 DSGVO)', 'Ground (Art. 18(1) GDPR)'),
      terms: {
        accuracy: { de: 'Richtigkeit bestritten', en: 'accuracy contested' },
        unlawful: { de: 'unrechtmäßig, aber nicht zu löschen', en: 'unlawful, but not to be erased' },
        claims: { de: 'für Ihre Rechtsansprüche nötig', en: 'needed for your legal claims' },
        objection: { de: 'Widerspruch wird geprüft', en: 'objection being examined' },
      },
    }),
    asked: oneOf(['person', 'staff'], {
      is: 'dpv:GeneratedPersonalData',
      from: 'the platform',
      ...label('Eingetragen von', 'Entered by'),
      terms: { person: { de: 'Ihnen', en: 'you' }, staff: { de: 'Beschäftigten', en: 'staff' } },
    }),
    says: text({
      is: 'pd:Communication',
      from: 'the person',
      ...label('Was Sie dazu geschrieben haben', 'What you wrote about it'),
    }).orNot(),
    toldAt: moment({ from: 'the clock', ...label('Aufhebung angekündigt', 'Lifting announced') }).orNot(),
    liftsAt: moment({ from: 'staff', ...label('Wird aufgehoben am', 'Will be lifted on') }).orNot(),
  },
})

const byStaff = { is: 'dpv:GeneratedPersonalData', from: 'staff' } as const

/**
 * What is about a person stays past erasure and period: one member of staff records why and until when, another one
 * decides. Where a law forbids telling, the person hears of it from `silentUntil` on.
 */
export const legalHold = table('obhut.legal_hold', {
  title: { de: 'Vorübergehende Aufbewahrung aus Rechtsgründen', en: 'Legal holds' },
  about: owner(),
  under: accountability,
  until: since('endedAt', accountability.keep, { decision: ['refused'] }),
  toldFrom: 'silentUntil',
  addedByDesk: true,
  columns: {
    kind: text({
      is: 'dpv:GeneratedPersonalData',
      from: 'the platform',
      ...label('Art des Kontos', 'Kind of account'),
      terms: accountKinds,
    }),
    fileNumber: text({ ...byStaff, ...label('Aktenzeichen', 'File number') }),
    ground: oneOf(groundsOfHold, {
      ...byStaff,
      ...label('Rechtsgrund', 'Legal ground'),
      terms: { claims: whyHeld.claims, duty: whyHeld.duty, order: whyHeld.order },
    }),
    because: text({ ...byStaff, ...label('Begründung', 'Reason') }),
    until: moment({ from: 'staff', ...label('Bis', 'Until') }),
    recordedBy: text({ ...byStaff, ...label('Aufgenommen von', 'Recorded by') }),
    recordedAt: moment({ from: 'the clock', ...label('Aufgenommen', 'Recorded') }),
    decision: oneOf(['approved', 'refused'], {
      ...byStaff,
      ...label('Entscheidung', 'Decision'),
      terms: { approved: { de: 'freigegeben', en: 'approved' }, refused: { de: 'abgelehnt', en: 'refused' } },
    }).orNot(),
    decidedBy: text({ ...byStaff, ...label('Entschieden von', 'Decided by') }).orNot(),
    decidedAt: moment({ from: 'the clock', ...label('Entschieden', 'Decided') }).orNot(),
    reason: text({ ...byStaff, ...label('Grund der Entscheidung', 'Reason for the decision') }).orNot(),
    erasureAskedAt: moment({ from: 'the clock', ...label('Löschung verlangt', 'Erasure asked for') }).orNot(),
    erasureKind: text({
      is: 'dpv:GeneratedPersonalData',
      from: 'the platform',
      ...label('Löschung verlangt für', 'Erasure asked for as'),
      terms: accountKinds,
    }).orNot(),
    endedAt: moment({ from: 'the clock', ...label('Beendet', 'Ended') }).orNot(),
    settledAt: moment({ from: 'the clock', ...label('Aufgehoben und erledigt', 'Lifted and settled') }).orNot(),
    silentUntil: moment({ from: 'staff', ...label('Mitteilung untersagt bis', 'Not to be informed until') }).orNot(),
    silentBecause: text({
      ...byStaff,
      ...label('Warum keine Mitteilung erlaubt war', 'Why telling was forbidden'),
    }).orNot(),
  },
})

/**
 * The tax assessment of a year is open: what a law keeps of that year stays until it is closed (AO section 147(3), last
 * sentence).
 */
export const assessment = table('obhut.assessment', {
  about: nobody,
  under: rightsKept,
  addedByDesk: true,
  columns: { year: int(), openedAt: moment(), closedAt: moment().orNot(), reason: text() },
})

/**
 * What is one person's of a row that is others', too: apart while the person had it restricted or objects to what the row
 * is kept for, and where a law keeps it after the person's erasure. `kept` holds it by column, as the row held it.
 */
export const setAside = table('obhut.set_aside', {
  title: {
    de: 'Ihr Teil an Einträgen, die auch andere betreffen, solange er ruht',
    en: 'Your part of entries that are about others, too, while it rests',
  },
  about: owner(),
  under: rightsKept,
  until: untilErasure,
  addedByDesk: true,
  columns: {
    keptIn: text({ is: 'dpv:GeneratedPersonalData', from: 'the platform' }),
    rowId: uuid({ is: 'pd:UID', from: 'the platform' }),
    person: text({ is: 'dpv:GeneratedPersonalData', from: 'the platform' }),
    kept: json({ is: 'dpv:GeneratedPersonalData', from: 'the platform' }),
    law: text({ is: 'dpv:GeneratedPersonalData', from: 'the platform' }).orNot(),
    lawSince: moment().orNot(),
  },
})

/** Work waits in the queue and letters wait for their relay no longer than that. */
const mostWaiting = 'P31D' as Period

/**
 * Somebody who was erased, by a keyed hash of the id (`markOfErased`): what still comes in about this person is turned
 * away for as long as a backup, a job or a buffer can name them.
 */
export const erased = table('obhut.erased', {
  about: nobody,
  under: rightsKept,
  until: sinceAtLeast('at', rightsKept.latecomers, [accountability.backups, mostWaiting]),
  addedByDesk: true,
  key: ['mark'],
  columns: { mark: hash(), at: moment(), keyed: flag() },
})

/** What the marks of erased people are keyed with: one row, which never changes and is in no backup of the data. */
export const erasureKey = table('obhut.erasure_key', {
  about: nobody,
  under: rightsKept,
  apart: true,
  appendOnly: true,
  key: ['key'],
  columns: { key: hash() },
})
