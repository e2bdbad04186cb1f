import { consents } from '../declare/activities.ts'
import { hash, int, label, moment, oneOf, ref, text } from '../declare/columns.ts'
import { nobody, owner, unattributed } from '../declare/subject.ts'
import { asLongAs, since, table, until } from '../declare/table.ts'
import { PersonalData } from '../declare/terms.ts'

const { GeneratedPersonalData, PrivacyPreference } = PersonalData
const own = { from: 'the platform' } as const
const chosen = { is: PrivacyPreference, from: 'you' } as const
const noted = { is: GeneratedPersonalData, from: 'what was done' } as const

/** What can become of a consent; `expired` and `invalidated` come about without the person. */
export const consentStates = ['given', 'refused', 'withdrawn', 'expired', 'invalidated'] as const
const stateTerms = {
  given: { de: 'erteilt', en: 'given' },
  refused: { de: 'abgelehnt', en: 'refused' },
  withdrawn: { de: 'widerrufen', en: 'withdrawn' },
  expired: { de: 'abgelaufen', en: 'expired' },
  invalidated: { de: 'gilt nicht mehr, neu zu erfragen', en: 'no longer valid, to be asked anew' },
} as const
export type ConsentState = (typeof consentStates)[number]

/** A text that was shown, once each, however many agreed to it. It names nobody. */
export const consentText = table('obhut.consent_text', {
  about: nobody,
  under: consents,
  appendOnly: true,
  columns: { hash: text(own), language: oneOf(['de', 'en'], own), wording: text(own), shownSince: moment() },
})

/**
 * How it stands with one consent: of a person to a purpose, towards a recipient and by a channel (each blank where
 * there is none). The policies look here.
 */
export const consent = table('obhut.consent', {
  title: { de: 'Ihre Einwilligungen', en: 'Your consents' },
  about: owner(),
  under: consents,
  until: since('endedAt', consents.keep, { state: ['refused', 'withdrawn', 'expired', 'invalidated'] }),
  columns: {
    purpose: text({ ...chosen, ...label('Wofür', 'What for'), terms: 'activities' }),
    recipient: text({ ...chosen, ...label('An wen', 'To whom') }),
    channel: text({ ...chosen, ...label('Auf welchem Weg', 'By which way') }),
    state: oneOf(consentStates, { ...chosen, ...label('Stand', 'State'), terms: stateTerms }),
    statement: int({ ...noted, ...label('Fassung der Erklärung', 'Version of the statement') }),
    since: moment({ from: 'the clock', ...label('Seit', 'Since') }),
    validUntil: moment({ from: 'the platform', ...label('Gilt bis', 'Valid until') }).orNot(),
    endedAt: moment({ from: 'the clock', ...label('Beendet', 'Ended') }).orNot(),
  },
})

/** What was said or happened to a consent, one row a time. Rows are added and never changed. */
export const consentEvent = table('obhut.consent_event', {
  title: { de: 'Verlauf Ihrer Einwilligungen', en: 'History of your consents' },
  about: owner(),
  under: consents,
  until: asLongAs('consentId'),
  appendOnly: true,
  columns: {
    consentId: ref(consent),
    what: oneOf(consentStates, { ...chosen, ...label('Was geschah', 'What happened'), terms: stateTerms }),
    textId: ref(consentText).orNot(),
    statement: int({ ...noted, ...label('Fassung der Erklärung', 'Version of the statement') }),
    how: text({ ...noted, ...label('Wie', 'How') }),
    place: text({ ...noted, ...label('Wo', 'Where') }).orNot(),
    signal: text({
      is: PrivacyPreference,
      from: 'the browser',
      ...label('Signal des Browsers', 'Signal of the browser'),
    }).orNot(),
    at: moment({ from: 'the clock', ...label('Zeitpunkt', 'Time') }),
  },
})

/**
 * Under which versions of the statement a consent has to have been given to hold under the one in force: a material
 * change asks anew.
 */
export const consentStanding = table('obhut.consent_standing', {
  about: nobody,
  under: consents,
  key: ['activity', 'version'],
  columns: { activity: text(own), version: int(own) },
})

/**
 * That somebody once consented, for a dispute: a keyed hash of what the person can prove to control. Whose it is shows
 * only to whoever names that themselves (Art. 11(2) GDPR).
 */
export const consentProof = table('obhut.consent_proof', {
  title: { de: 'Nachweise beendeter Einwilligungen', en: 'Proofs of consents that ended' },
  about: unattributed,
  under: consents,
  until: until('goesAt', {
    de: 'bis zum Ende der Frist, die bei der Einwilligung genannt ist',
    en: 'until the end of the period that is named with the consent',
  }),
  appendOnly: true,
  addedByDesk: true,
  columns: {
    mark: hash({ is: PersonalData.UID, from: 'a keyed hash' }),
    purpose: text(chosen),
    recipient: text(chosen),
    channel: text(chosen),
    textHash: text(own).orNot(),
    statement: int(own),
    givenAt: moment(),
    endedAt: moment(),
    goesAt: moment({ from: 'the platform' }),
  },
})

export const consentTables = [consentText, consent, consentEvent, consentStanding, consentProof]
