import {
  hash,
  int,
  json,
  label,
  long,
  moment,
  oneOf,
  ref,
  encrypted,
  text,
  uuid,
} from '../../kernel/declare/columns.ts'
import { mentions } from '../../kernel/declare/persons.ts'
import { owner, unattributed } from '../../kernel/declare/subject.ts'
import { asLongAs, since, table, until } from '../../kernel/declare/table.ts'
import { PersonalData, Right, type Words } from '../../kernel/declare/terms.ts'
import { languageTerms } from '../../kernel/declare/value-terms.ts'
import { label as termLabel } from '../../kernel/statement/labels.ts'
import { staffMember } from '../identity/contract.ts'
import { desk } from './activities.ts'
import { lists, waysIn } from './contract.ts'

const { CommunicationsMetadata, Communication, EmailAddress, GeneratedPersonalData, UID } = PersonalData
const ours = { is: GeneratedPersonalData, from: 'the platform' } as const

const ways = {
  account: { de: 'das Konto', en: 'the account' },
  form: { de: 'das Formular', en: 'the form' },
  mail: { de: 'E-Mail', en: 'e-mail' },
  letter: { de: 'Brief', en: 'letter' },
} as const
const rightTerms = Object.fromEntries(Object.values(Right).map(right => [right, termLabel(right)])) as Record<
  Right,
  Words
> // as: one for each
const states = {
  open: { de: 'offen', en: 'open' },
  answered: { de: 'beantwortet', en: 'answered' },
  refused: { de: 'abgelehnt', en: 'refused' },
  withdrawn: { de: 'zurückgezogen', en: 'taken back' },
} as const

/** Why a request may be refused, by the terms of DPV. */
export const reasonsOfRefusal = [
  'identity',
  'excessive',
  'law keeps',
  'legal claims',
  'compelling grounds',
  'no such data',
  'right does not apply',
] as const
export type ReasonOfRefusal = (typeof reasonsOfRefusal)[number]
export const statesOfRequest = ['open', 'answered', 'refused', 'withdrawn'] as const
/** How somebody who asked has proven to be the person. */
export const waysOfProof = [
  'fresh sign-in',
  'code to the known address',
  'identity card shown',
  'known in person',
  'signature and customer number',
] as const
export type WayOfProof = (typeof waysOfProof)[number]

/**
 * What somebody asked of the privacy desk. Until it is proven who asks, it stands for itself: under an id of its own.
 */
export const request = table('rights.request', {
  title: { de: 'Ihre Anfragen zum Datenschutz', en: 'Your privacy requests' },
  about: owner(),
  under: desk,
  until: since('closedAt', desk.keep, { state: ['answered', 'refused', 'withdrawn'] }),
  persons: [mentions(staffMember, 'handledBy')],
  leaves: { in: () => handled, columns: ['reference', 'right', 'by', 'receivedAt', 'dueAt', 'state', 'closedAt'] },
  columns: {
    /** What letters and the person name the request by. It says nothing by itself, and outlives an erasure. */
    reference: text({ ...ours, ...label('Zeichen', 'Reference') }),
    by: oneOf(waysIn, {
      is: CommunicationsMetadata,
      from: 'the platform',
      ...label('Eingegangen über', 'Came in by'),
      terms: ways,
    }),
    list: oneOf(lists, {
      is: CommunicationsMetadata,
      from: 'the platform',
      ...label('Liegt bei', 'Lies with'),
      terms: {
        desk: { de: 'der Datenschutzstelle', en: 'the privacy desk' },
        officer: { de: 'der oder dem Datenschutzbeauftragten', en: 'the privacy officer' },
      },
    }),
    right: oneOf(Object.values(Right), {
      is: GeneratedPersonalData,
      from: 'the person',
      ...label('Welches Recht', 'Which right'),
      terms: rightTerms,
    }).orNot(),
    name: text({ is: PersonalData.Name, from: 'the person', ...label('Name', 'Name') }).orNot(),
    from: text({
      is: EmailAddress,
      from: 'the person',
      ...label('Absender', 'Sender'),
      unproven: { until: 'confirmedAt' },
    }).orNot(),
    says: text({
      is: Communication,
      from: 'the person',
      ...label('Was Sie geschrieben haben', 'What you wrote'),
    }).orNot(),
    /** By it a mail that is delivered twice is known again. */
    delivered: hash({
      is: UID,
      from: 'the person',
      ...label('Kennung der E-Mail (Prüfsumme)', 'Identifier of the e-mail (digest)'),
    }).orNot(),
    receivedAt: moment({ from: 'the clock', ...label('Eingegangen', 'Received') }),
    dueAt: moment({ from: 'the platform', ...label('Frist', 'Deadline') }),
    extendedBecause: text({
      is: Communication,
      from: 'staff',
      ...label('Grund der Verlängerung', 'Why extended'),
    }).orNot(),
    handledBy: uuid({ ...ours, ...label('Zuständig (Kennung)', 'In charge (identifier)') }).orNot(),
    provenBy: oneOf(waysOfProof, {
      ...ours,
      ...label('Ausgewiesen durch', 'Identity proven by'),
      terms: {
        'fresh sign-in': { de: 'frische Anmeldung', en: 'a fresh sign-in' },
        'code to the known address': { de: 'Code an die bekannte Adresse', en: 'a code to the known address' },
        'identity card shown': { de: 'gezeigten Ausweis', en: 'an identity card that was shown' },
        'known in person': { de: 'persönliche Bekanntschaft', en: 'being known in person' },
        'signature and customer number': { de: 'Unterschrift und Kundennummer', en: 'signature and customer number' },
      },
    }).orNot(),
    state: oneOf(statesOfRequest, { ...ours, ...label('Stand', 'State'), terms: states }),
    closedAt: moment({ from: 'the clock', ...label('Beantwortet', 'Answered') }).orNot(),
    answer: text({ is: Communication, from: 'staff', ...label('Antwort', 'Answer') }).orNot(),
    refusal: oneOf(reasonsOfRefusal, {
      is: GeneratedPersonalData,
      from: 'staff',
      ...label('Grund der Ablehnung', 'Reason of refusal'),
      terms: {
        identity: { de: 'Identität nicht feststellbar', en: 'identity cannot be established' },
        excessive: { de: 'offensichtlich unbegründet oder exzessiv', en: 'manifestly unfounded or excessive' },
        'law keeps': { de: 'ein Gesetz verlangt die Aufbewahrung', en: 'a law requires keeping it' },
        'legal claims': { de: 'für Rechtsansprüche nötig', en: 'needed for legal claims' },
        'compelling grounds': { de: 'zwingende Gründe überwiegen', en: 'compelling grounds override' },
        'no such data': { de: 'solche Daten gibt es nicht', en: 'there is no such data' },
        'right does not apply': { de: 'das Recht besteht hier nicht', en: 'the right does not apply here' },
      },
    }).orNot(),
    /** Whoever wrote by the form opened the link that went to the address. */
    confirmedAt: moment({ from: 'the person', ...label('Adresse bestätigt', 'Address confirmed') }).orNot(),
    remindedAt: moment({ from: 'the clock', ...label('An die Frist erinnert', 'Reminded of the deadline') }).orNot(),
  },
})

/**
 * That a request was handled in time, where it went with its person's data: what was asked, when it came and when it
 * ended, under a reference that the letter bears and that leads to nobody (Art. 5(2), 11 GDPR).
 */
export const handled = table('handled.request', {
  title: { de: 'Namenlose Nachweise über bearbeitete Anfragen', en: 'Nameless proofs of handled requests' },
  about: unattributed,
  under: desk,
  until: since('erasedAt', desk.keep),
  key: ['reference'],
  addedByDesk: true,
  columns: {
    reference: text({ ...ours, ...label('Zeichen', 'Reference') }),
    right: oneOf(Object.values(Right), {
      ...ours,
      ...label('Welches Recht', 'Which right'),
      terms: rightTerms,
    }).orNot(),
    by: oneOf(waysIn, { ...ours, ...label('Eingegangen über', 'Came in by'), terms: ways }),
    receivedAt: moment({ from: 'the clock', ...label('Eingegangen', 'Received') }),
    dueAt: moment({ from: 'the platform', ...label('Frist', 'Deadline') }),
    state: oneOf(statesOfRequest, {
      ...ours,
      ...label('Stand bei der Löschung', 'State at the erasure'),
      terms: states,
    }),
    closedAt: moment({ from: 'the clock', ...label('Beantwortet', 'Answered') }).orNot(),
    erasedAt: moment({ from: 'the clock', ...label('Gelöscht', 'Erased') }),
  },
})

export const whatHappens = [
  'received',
  'address confirmed',
  'taken on',
  'person known',
  'extended',
  'answered',
  'refused',
  'withdrawn',
  'reminded',
  'carried out',
  'objection decided',
  'mail not delivered',
  'noted',
] as const

/** What happened to a request, and who did it. */
export const event = table('rights.event', {
  title: { de: 'Verlauf Ihrer Anfragen', en: 'History of your requests' },
  about: owner(),
  under: desk,
  until: asLongAs('requestId'),
  persons: [mentions(staffMember, 'staffId')],
  appendOnly: true,
  addedByDesk: true,
  columns: {
    requestId: ref(request),
    at: moment({ from: 'the clock', ...label('Zeitpunkt', 'Time') }),
    what: oneOf(whatHappens, {
      ...ours,
      ...label('Was', 'What'),
      terms: {
        received: { de: 'eingegangen', en: 'received' },
        'address confirmed': { de: 'Adresse bestätigt', en: 'address confirmed' },
        'taken on': { de: 'übernommen', en: 'taken on' },
        'person known': { de: 'Person festgestellt', en: 'person established' },
        extended: { de: 'Frist verlängert', en: 'deadline extended' },
        answered: { de: 'beantwortet', en: 'answered' },
        refused: { de: 'abgelehnt', en: 'refused' },
        withdrawn: { de: 'zurückgezogen', en: 'taken back' },
        reminded: { de: 'an die Frist erinnert', en: 'reminded of the deadline' },
        'carried out': { de: 'ausgeführt', en: 'carried out' },
        'objection decided': { de: 'über den Widerspruch entschieden', en: 'objection decided' },
        'mail not delivered': { de: 'E-Mail dazu nicht zustellbar', en: 'e-mail about it could not be delivered' },
        noted: { de: 'Notiz', en: 'note' },
      },
    }),
    by: oneOf(['person', 'staff', 'platform'], {
      ...ours,
      ...label('Durch', 'By'),
      terms: {
        person: { de: 'Sie', en: 'you' },
        staff: { de: 'Beschäftigte', en: 'staff' },
        platform: { de: 'die Plattform', en: 'the platform' },
      },
    }),
    staffId: uuid({ ...ours, ...label('Wer (Kennung)', 'Who (identifier)') }).orNot(),
    note: text({ is: Communication, from: 'staff', ...label('Notiz', 'Note') }).orNot(),
  },
})

/** A code that was sent to the known address; with the right one, or a password just given, `provenAt` is set. */
export const proof = table('rights.proof', {
  title: { de: 'Nachweis, dass Sie es sind', en: 'Proof that it is you' },
  about: owner(),
  under: desk,
  until: until('expiresAt', {
    de: 'bis Sie nicht mehr als ausgewiesen gelten',
    en: 'until you no longer count as identified',
  }),
  unaudited: 'a proof is gone within the hour; what was done with it is in the log',
  columns: {
    session: uuid({ is: UID, from: 'the platform', ...label('Sitzung (Kennung)', 'Session (identifier)') }),
    code: hash({ is: UID, from: 'chance' }).orNot(),
    tries: int({ ...ours, ...label('Versuche', 'Tries') }),
    provenAt: moment({ from: 'the person', ...label('Ausgewiesen', 'Proven') }).orNot(),
    expiresAt: moment({ from: 'the platform', ...label('Gilt bis', 'Valid until') }),
  },
})

/**
 * A copy of everything, made at the moment it was asked for, and fetched in the session that asked. The key of its
 * parts belongs to this row and goes with it.
 */
export const copy = table('rights.copy', {
  title: { de: 'Angeforderte Kopien', en: 'Requested copies' },
  about: owner(),
  under: desk,
  until: until('expiresAt', { de: 'bis die Zeit zum Abholen abläuft', en: 'until the time to fetch it is over' }),
  columns: {
    session: uuid({ is: UID, from: 'the platform', ...label('Sitzung (Kennung)', 'Session (identifier)') }),
    format: oneOf(['copy', 'portable', 'print'], {
      is: PersonalData.Preference,
      from: 'the person',
      ...label('Form', 'Form'),
      terms: {
        copy: { de: 'Kopie als Datei', en: 'copy as a file' },
        portable: { de: 'Daten zum Herunterladen', en: 'data to download' },
        print: { de: 'auf Papier', en: 'on paper' },
      },
    }),
    language: oneOf(['de', 'en'], { is: PersonalData.Language, from: 'the person', terms: languageTerms }),
    madeAt: moment({ from: 'the clock', ...label('Stand', 'As of') }),
    expiresAt: moment({ from: 'the platform', ...label('Liegt bereit bis', 'Kept until') }),
    /** Bytes of the whole file, once all of it is there. */
    size: long({ ...ours, ...label('Größe in Byte', 'Size in bytes') }).orNot(),
  },
})
/** A piece of a copy, in the order of its places. */
export const copyPart = table('rights.copy_part', {
  title: { de: 'Teile angeforderter Kopien', en: 'Parts of requested copies' },
  about: owner(),
  under: desk,
  until: asLongAs('copyId'),
  unaudited: 'that a copy was made and fetched is in the log; a line for each of its pieces would say nothing more',
  columns: {
    copyId: ref(copy),
    place: int({ ...ours, ...label('Nummer', 'Number') }),
    content: encrypted(text({ ...ours, ...label('Inhalt (verschlüsselt)', 'Content (encrypted)') }), {
      key: copy,
      secret: true,
    }),
  },
})

/**
 * The answer to an erasure, for the session that erased, until it is printed. The person is gone: the row stands for
 * itself, under an id of its own, and its key goes with it.
 */
export const erasureLetter = table('rights.erasure_letter', {
  title: { de: 'Noch nicht gedruckte Antworten auf Löschungen', en: 'Answers to erasures that are not printed yet' },
  about: owner(),
  under: desk,
  until: until('expiresAt', {
    de: 'bis die Antwort gedruckt oder die Zeit dafür abgelaufen ist',
    en: 'until the answer is printed or the time for it is over',
  }),
  addedByDesk: true,
  columns: {
    requestId: uuid({ ...ours, ...label('Anfrage (Kennung)', 'Request (identifier)') }),
    session: uuid({ is: UID, from: 'the platform', ...label('Sitzung (Kennung)', 'Session (identifier)') }),
    outcome: encrypted(
      json({ is: Communication, from: 'the platform', ...label('Antwort (verschlüsselt)', 'Answer (encrypted)') }),
      { secret: true },
    ),
    madeAt: moment({ from: 'the clock', ...label('Stand', 'As of') }),
    expiresAt: moment({ from: 'the platform', ...label('Liegt bereit bis', 'Kept until') }),
  },
})

/** A link to whoever wrote by the form: by it the address is confirmed, and the request read, with its answer. */
export const formLink = table('rights.form_link', {
  title: { de: 'Links zu Ihren Anfragen über das Formular', en: 'Links to your requests through the form' },
  about: owner(),
  under: desk,
  until: asLongAs('requestId'),
  columns: {
    requestId: ref(request),
    token: hash({ is: UID, from: 'chance' }),
    madeAt: moment({ from: 'the clock', ...label('Erzeugt', 'Made') }),
    expiresAt: moment({ from: 'the platform', ...label('Gilt bis', 'Valid until') }),
    language: oneOf(['de', 'en'], { is: PersonalData.Language, from: 'the person', terms: languageTerms }),
  },
})

/**
 * An objection whose grounds are examined, under the request that gives it a deadline and, in the end, its answer in
 * writing.
 */
export const examination = table('rights.examination', {
  title: { de: 'Widersprüche in Prüfung', en: 'Objections under examination' },
  about: owner(),
  under: desk,
  until: asLongAs('requestId'),
  columns: {
    requestId: ref(request),
    objection: uuid({ ...ours, ...label('Widerspruch (Kennung)', 'Objection (identifier)') }),
  },
})
export const rightsTables = [request, handled, event, proof, copy, copyPart, erasureLetter, formLink, examination]
