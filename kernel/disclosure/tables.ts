import { accountability, rightsKept } from '../declare/activities.ts'
import {
  encrypted,
  type Column,
  type Meant,
  type Terms,
  hash,
  json,
  label,
  moment,
  oneOf,
  text,
  uuid,
} from '../declare/columns.ts'
import { owner } from '../declare/subject.ts'
import { since, table, until } from '../declare/table.ts'
import { PersonalData, type Words } from '../declare/terms.ts'
import { accountKinds } from '../declare/value-terms.ts'

const byStaff = { is: PersonalData.GeneratedPersonalData, from: 'staff' } as const

/** What may oblige the company to give data to an authority; nothing else does. */
export const groundsForAuthorities = [
  'StPO 95',
  'StPO 100j',
  'TDDDG 21',
  'TDDDG 22',
  'AO 93',
  'court order',
  'other law',
] as const
export type GroundForAuthority = (typeof groundsForAuthorities)[number]

/**
 * An authority asks for data about a person: one member of staff records it with its legal ground, another one decides,
 * and only what was approved can be fetched, once. Where the law forbids telling, the person hears of it from
 * `silentUntil` on.
 */
export const authorityRequest = table('obhut.authority_request', {
  title: { de: 'Anfragen von Behörden', en: 'Requests by authorities' },
  about: owner(),
  under: accountability,
  until: since('endedAt', accountability.keep, { decision: ['refused'] }),
  toldFrom: 'silentUntil',
  columns: {
    kind: text({
      is: PersonalData.GeneratedPersonalData,
      from: 'the platform',
      ...label('Art des Kontos', 'Kind of account'),
      terms: accountKinds,
    }),
    authority: text({ ...byStaff, ...label('Behörde', 'Authority') }),
    fileNumber: text({ ...byStaff, ...label('Aktenzeichen', 'File number') }),
    ground: oneOf(groundsForAuthorities, {
      ...byStaff,
      ...label('Rechtsgrundlage', 'Legal ground'),
      terms: {
        'StPO 95': { de: '§ 95 StPO, Herausgabe', en: 'section 95 StPO, surrender' },
        'StPO 100j': { de: '§ 100j StPO, Bestandsdaten', en: 'section 100j StPO, subscriber data' },
        'TDDDG 21': {
          de: '§ 21 TDDDG, Auskunft über Bestandsdaten',
          en: 'section 21 TDDDG, information on subscriber data',
        },
        'TDDDG 22': {
          de: '§ 22 TDDDG, Auskunft über Nutzungsdaten',
          en: 'section 22 TDDDG, information on usage data',
        },
        'AO 93': { de: '§ 93 AO, Auskunft an Finanzbehörden', en: 'section 93 AO, information for tax authorities' },
        'court order': { de: 'Beschluss eines Gerichts', en: 'order of a court' },
        'other law': { de: 'anderes Gesetz (in der Begründung)', en: 'another law (in the reason)' },
      },
    }),
    because: text({ ...byStaff, ...label('Begründung', 'Reason') }),
    fields: textArray({ ...byStaff, ...label('Welche Angaben', 'Which details'), terms: 'personal data' }),
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
    fetchedAt: moment({ from: 'the clock', ...label('Ausgehändigt', 'Handed out') }).orNot(),
    endedAt: moment({ from: 'the clock', ...label('Erledigt', 'Ended') }).orNot(),
    silentUntil: moment({ from: 'staff', ...label('Mitteilung untersagt bis', 'Not to be informed until') }).orNot(),
    silentBecause: text({
      ...byStaff,
      ...label('Warum keine Mitteilung erlaubt war', 'Why telling was forbidden'),
    }).orNot(),
  },
})

/** To whom data went, which fields, and on what ground (Art. 15(1)(c) GDPR). */
export const disclosure = table('obhut.disclosure', {
  title: { de: 'An wen Daten gingen', en: 'To whom data went' },
  about: owner(),
  under: accountability,
  until: since('at', accountability.keep),
  addedByAll: true,
  appendOnly: true,
  toldFrom: 'toldFrom',
  columns: {
    at: moment({ from: 'the clock', ...label('Zeitpunkt', 'Time') }),
    recipient: text({
      is: PersonalData.GeneratedPersonalData,
      from: 'the statement',
      ...label('Empfänger', 'Recipient'),
    }),
    activity: text({
      is: PersonalData.GeneratedPersonalData,
      from: 'the platform',
      ...label('Anlass', 'Occasion'),
      terms: 'activities',
    }),
    fields: textArray({
      is: PersonalData.GeneratedPersonalData,
      from: 'the platform',
      ...label('Welche Angaben', 'Which details'),
      terms: 'personal data',
    }),
    ground: text({
      is: PersonalData.GeneratedPersonalData,
      from: 'the platform',
      ...label('Grundlage', 'Ground'),
      terms: 'activities',
    }),
    /** The approved request of an authority, where it went to one. */
    request: uuid({
      is: PersonalData.UID,
      from: 'the platform',
      ...label('Anfrage der Behörde', 'Request by the authority'),
    }).orNot(),
    tenant: uuid({
      is: PersonalData.UID,
      from: 'the platform',
      ...label('Instanz (Kennung)', 'Instance (identifier)'),
    }).orNot(),
    toldFrom: moment({ from: 'staff', ...label('Mitteilung untersagt bis', 'Not to be informed until') }).orNot(),
  },
})

/** What recipients of a person's data are told of (Art. 19 GDPR), and towards whom a consent ended. */
export const whatRecipientsHear = ['rectified', 'erased', 'restricted', 'withdrawn'] as const
export type WhatRecipientsHear = (typeof whatRecipientsHear)[number]

/**
 * A notice to one recipient, from when it is due until it went out. Whom it is about says a check value of what the
 * recipient has of the person, so that it outlives an erasure without naming anybody; a correction holds the values
 * themselves, to be fetched behind a link for a short time.
 */
export const notice = table('obhut.notice', {
  title: { de: 'Mitteilungen an Empfänger Ihrer Daten', en: 'Notices to recipients of your data' },
  about: owner(),
  under: rightsKept,
  until: until(
    'goesAt',
    {
      de: 'bis die Mitteilung abgerufen oder ihre Frist vorbei ist',
      en: 'until the notice has been fetched or its period is over',
    },
    { state: ['told'] },
  ),
  addedByAll: true,
  addedByDesk: true,
  columns: {
    what: oneOf(whatRecipientsHear, {
      is: PersonalData.GeneratedPersonalData,
      from: 'the platform',
      ...label('Was geschah', 'What happened'),
      terms: {
        rectified: { de: 'berichtigt', en: 'corrected' },
        erased: { de: 'gelöscht', en: 'erased' },
        restricted: { de: 'eingeschränkt', en: 'restricted' },
        withdrawn: { de: 'Einwilligung widerrufen', en: 'consent withdrawn' },
      },
    }),
    kind: text({
      is: PersonalData.GeneratedPersonalData,
      from: 'the platform',
      ...label('Art des Kontos', 'Kind of account'),
      terms: accountKinds,
    }),
    recipient: text({
      is: PersonalData.GeneratedPersonalData,
      from: 'the statement',
      ...label('Empfänger', 'Recipient'),
    }).orNot(),
    fields: textArray({
      is: PersonalData.GeneratedPersonalData,
      from: 'the platform',
      ...label('Welche Angaben', 'Which details'),
      terms: 'personal data',
    }),
    marks: textArray({ is: PersonalData.UID, from: 'a keyed hash', ...label('Prüfwerte', 'Check values') }),
    /** `open`: who received such data is still to be looked up. */
    state: oneOf(['open', 'to tell', 'told'], {
      is: PersonalData.GeneratedPersonalData,
      from: 'the platform',
      ...label('Stand', 'State'),
      terms: {
        open: { de: 'wird vorbereitet', en: 'being prepared' },
        'to tell': { de: 'wird mitgeteilt', en: 'to be told' },
        told: { de: 'mitgeteilt', en: 'told' },
      },
    }),
    /** Check values of what lies encrypted itself: nobody is to find a number by trying all there are. */
    encryptedMarks: encrypted(
      json({ is: PersonalData.UID, from: 'a keyed hash', ...label('Weitere Prüfwerte', 'Further check values') }),
    ).orNot(),
    was: encrypted(
      json({ is: PersonalData.GeneratedPersonalData, from: 'the account', ...label('Bisher', 'Before') }),
    ).orNot(),
    becomes: encrypted(
      json({ is: PersonalData.GeneratedPersonalData, from: 'the person', ...label('Berichtigt', 'Corrected') }),
    ).orNot(),
    token: hash({ is: PersonalData.UID, from: 'chance' }).orNot(),
    at: moment({ from: 'the clock', ...label('Zeitpunkt', 'Time') }),
    toldAt: moment({ from: 'the clock', ...label('Mitgeteilt', 'Told') }).orNot(),
    goesAt: moment({ from: 'the platform', ...label('Wird gelöscht', 'Will be deleted') }).orNot(),
  },
})

function textArray(meaning: { is: PersonalData; from: string; label: Words; terms?: Terms }): Column<string[], Meant> {
  return { ...text(meaning), sql: 'text[]' } as unknown as Column<string[], Meant> // an array of what text() makes
}
