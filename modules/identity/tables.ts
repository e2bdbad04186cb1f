import { day, hash, int, json, moment, oneOf, encrypted, text, uuid } from '../../kernel/declare/columns.ts'
import { mentions } from '../../kernel/declare/persons.ts'
import { owner, unattributed } from '../../kernel/declare/subject.ts'
import { since, table, until, untilErasure } from '../../kernel/declare/table.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import {
  accounts,
  administration,
  links,
  registrations,
  secondFactor,
  security,
  sessions,
  signIn,
  staffAccounts,
} from './activities.ts'
import { fieldLabels, genders, type FieldName } from './field-names.ts'
import { rolesInWords } from './role-names.ts'
import { customer, staffMember } from './subjects.ts'
import { accountKinds, languageTerms, yesOrNo } from '../../kernel/declare/value-terms.ts'

const form = 'the registration form'
const person = 'the person'
const platform = 'the platform'
const asked = (field: FieldName) => [[accounts.required, accounts.voluntary], field] as const

/** What a manifest may ask for; a column that it does not ask for cannot be filled. */
const profile = {
  firstName: text({ is: PersonalData.Name, from: form, label: fieldLabels.firstName }).askedBy(...asked('firstName')),
  lastName: text({ is: PersonalData.Name, from: form, label: fieldLabels.lastName }).askedBy(...asked('lastName')),
  gender: text({ is: PersonalData.Gender, from: form, label: fieldLabels.gender, terms: genders }).askedBy(
    ...asked('gender'),
  ),
  company: text({ is: PersonalData.Professional, from: form, label: fieldLabels.company }).askedBy(...asked('company')),
  street: text({ is: PersonalData.Street, from: form, label: fieldLabels.street }).askedBy(...asked('street')),
  postcode: text({ is: PersonalData.PostalCode, from: form, label: fieldLabels.postcode }).askedBy(
    ...asked('postcode'),
  ),
  city: text({ is: PersonalData.City, from: form, label: fieldLabels.city }).askedBy(...asked('city')),
  country: text({ is: PersonalData.Country, from: form, label: fieldLabels.country }).askedBy(...asked('country')),
  phone: text({ is: PersonalData.TelephoneNumber, from: form, label: fieldLabels.phone }).askedBy(...asked('phone')),
  birthDate: day({ is: PersonalData.BirthDate, from: form, label: fieldLabels.birthDate }).askedBy(
    ...asked('birthDate'),
  ),
}
const mailOf = {
  is: PersonalData.EmailAddress,
  from: form,
  label: { de: 'E-Mail-Adresse', en: 'E-mail address' },
} as const
const mail = text({ ...mailOf, unproven: { until: 'confirmedAt' } })
const language = oneOf(['de', 'en'], { is: PersonalData.Language, from: person, terms: languageTerms })

/** A customer. The id is also that of the login, and the subject of all that is kept about this person. */
export const account = table('identity.account', {
  title: { de: 'Ihr Konto', en: 'Your account' },
  about: owner(customer),
  under: accounts,
  until: untilErasure,
  columns: {
    ...profile,
    mail,
    language,
    customerNumber: text({
      is: PersonalData.AccountIdentifier,
      from: platform,
      label: { de: 'Kundennummer', en: 'Customer number' },
    }),
    /** Where accounts are opened by staff: the contract that this one rests on. */
    contractReference: text({
      is: PersonalData.AccountIdentifier,
      from: 'the contract',
      label: { de: 'Vertrag', en: 'Contract' },
    }).orNot(),
    requestedAt: moment({ from: 'the registration', label: { de: 'Beantragt', en: 'Asked for' } }),
    confirmedAt: moment({
      from: 'the link in the mail',
      label: { de: 'Adresse bestätigt', en: 'Address confirmed' },
    }).orNot(),
  },
})

export const staff = table('identity.staff', {
  title: { de: 'Ihr Konto', en: 'Your account' },
  about: owner(staffMember),
  under: staffAccounts,
  until: untilErasure,
  columns: {
    firstName: text({ is: PersonalData.Name, from: 'staff', label: fieldLabels.firstName }),
    lastName: text({ is: PersonalData.Name, from: 'staff', label: fieldLabels.lastName }),
    mail: text({ is: PersonalData.EmailAddress, from: 'staff', unproven: { until: 'confirmedAt' } }),
    language,
    createdAt: moment({ from: 'the clock', label: { de: 'Angelegt', en: 'Opened' } }),
    confirmedAt: moment({ from: 'the link in the mail', label: { de: 'Freigeschaltet', en: 'Activated' } }).orNot(),
    /** The administrator who opened the account; none where it was opened from the command line. */
    openedBy: uuid({
      is: PersonalData.UID,
      from: platform,
      label: { de: 'Angelegt von (Kennung)', en: 'Opened by (identifier)' },
    }).orNot(),
  },
})

export const statesOfRoleRequest = ['open', 'approved', 'granted', 'cancelled'] as const

/**
 * Permissions that give one person power over others' data: asked for by one administrator, approved by a second one
 * who is independent of the first, and given after a wait.
 */
export const roleRequest = table('identity.role_request', {
  title: { de: 'Beantragte Berechtigungen', en: 'Requested permissions' },
  about: owner(staffMember),
  under: administration,
  until: since('endedAt', administration.keep, { state: ['granted', 'cancelled'] }),
  persons: [mentions(staffMember, 'askedBy'), mentions(staffMember, 'approvedBy'), mentions(staffMember, 'endedBy')],
  columns: {
    roles: json({
      is: PersonalData.AccountIdentifier,
      from: 'staff',
      label: { de: 'Berechtigungen', en: 'Permissions' },
      terms: rolesInWords,
    }),
    state: oneOf(statesOfRoleRequest, {
      is: PersonalData.AccountIdentifier,
      from: platform,
      label: { de: 'Stand', en: 'State' },
      terms: {
        open: { de: 'offen', en: 'open' },
        approved: { de: 'zugestimmt', en: 'approved' },
        granted: { de: 'vergeben', en: 'given' },
        cancelled: { de: 'beendet', en: 'ended' },
      },
    }),
    askedBy: uuid({
      is: PersonalData.UID,
      from: platform,
      label: { de: 'Beantragt von (Kennung)', en: 'Asked for by (identifier)' },
    }).orNot(),
    askedAt: moment({ from: 'the clock', label: { de: 'Beantragt', en: 'Asked for' } }),
    waitsUntil: moment({ from: platform, label: { de: 'Frühestens wirksam', en: 'Takes effect at the earliest' } }),
    approvedBy: uuid({
      is: PersonalData.UID,
      from: platform,
      label: { de: 'Zugestimmt von (Kennung)', en: 'Approved by (identifier)' },
    }).orNot(),
    approvedAt: moment({ from: 'the clock', label: { de: 'Zugestimmt', en: 'Approved' } }).orNot(),
    endedBy: uuid({
      is: PersonalData.UID,
      from: platform,
      label: { de: 'Beendet von (Kennung)', en: 'Ended by (identifier)' },
    }).orNot(),
    endedAt: moment({ from: 'the clock', label: { de: 'Erledigt', en: 'Ended' } }).orNot(),
  },
})

/** What sign-in needs to know of a customer or a member of staff. Without a password nobody signs in. */
export const login = table('identity.login', {
  title: { de: 'Zugangsdaten', en: 'Sign-in details' },
  about: owner(customer, staffMember),
  under: signIn,
  until: untilErasure,
  columns: {
    kind: oneOf(['customer', 'staff'], {
      is: PersonalData.AccountIdentifier,
      from: platform,
      label: { de: 'Art des Kontos', en: 'Kind of account' },
      terms: accountKinds,
    }),
    mail: text({
      is: PersonalData.Username,
      from: person,
      label: { de: 'E-Mail-Adresse für die Anmeldung', en: 'E-mail address for sign-in' },
    }),
    password: hash({ is: PersonalData.Password, from: person }).orNot(),
    passwordSetAt: moment({ from: person, label: { de: 'Passwort vergeben', en: 'Password set' } }).orNot(),
    roles: json({
      is: PersonalData.AccountIdentifier,
      from: 'staff',
      label: { de: 'Berechtigungen', en: 'Permissions' },
      terms: rolesInWords,
    }),
    /** Since when staff do not sign in any more. */
    deactivatedAt: moment({ from: 'staff', label: { de: 'Gesperrt', en: 'Blocked' } }).orNot(),
  },
})

/** Somebody who wants an account and has not confirmed the address yet; the id becomes that of the account. */
export const registration = table('identity.registration', {
  title: { de: 'Offene Registrierung', en: 'Open registration' },
  about: owner(customer),
  under: registrations,
  until: until('expiresAt', {
    de: 'bis Sie Ihre Adresse bestätigen, längstens bis der Link abläuft',
    en: 'until you confirm your address, at the latest until the link expires',
  }),
  columns: {
    ...profile,
    mail: text({ ...mailOf, unproven: true }),
    language,
    password: hash({ is: PersonalData.Password, from: form }),
    /** Answers to what other modules ask at registration, by the name of the field. */
    further: json({
      is: PersonalData.AccountIdentifier,
      from: form,
      label: { de: 'Weitere Angaben', en: 'Further details' },
    }),
    requestedAt: moment({ from: form, label: { de: 'Beantragt', en: 'Asked for' } }),
    expiresAt: moment({ from: platform, label: { de: 'Gilt bis', en: 'Valid until' } }),
  },
})

/**
 * Somebody forgot a password. Whether the address has an account is looked up later, so that the answer cannot tell.
 */
export const reset = table('identity.reset', {
  title: { de: 'Vergessenes Passwort', en: 'Forgotten password' },
  about: owner(customer, staffMember),
  under: signIn,
  until: since('requestedAt', signIn.resetLink),
  columns: {
    mail: text({ is: PersonalData.EmailAddress, from: person, unproven: true }),
    language,
    requestedAt: moment({ from: person, label: { de: 'Angefordert', en: 'Asked for' } }),
  },
})

/** A new address that counts once both have confirmed it, the old one and the new one. */
export const mailChange = table('identity.mail_change', {
  title: { de: 'Neue E-Mail-Adresse', en: 'New e-mail address' },
  about: owner(customer, staffMember),
  under: signIn,
  until: until('expiresAt', {
    de: 'bis die Adresse bestätigt ist, längstens bis die Links ablaufen',
    en: 'until the address is confirmed, at the latest until the links expire',
  }),
  columns: {
    mail: text({ is: PersonalData.EmailAddress, from: person, unproven: true }),
    language,
    requestedAt: moment({ from: person, label: { de: 'Angefordert', en: 'Asked for' } }),
    expiresAt: moment({ from: platform, label: { de: 'Gilt bis', en: 'Valid until' } }),
    oldConfirmedAt: moment({
      from: 'the link in the mail',
      label: { de: 'Von der bisherigen Adresse bestätigt', en: 'Confirmed from the present address' },
    }).orNot(),
    newConfirmedAt: moment({
      from: 'the link in the mail',
      label: { de: 'Von der neuen Adresse bestätigt', en: 'Confirmed from the new address' },
    }).orNot(),
  },
})

export const purposesOfLinks = ['registration', 'activation', 'reset', 'old mail', 'new mail'] as const

/** A link that was sent; what it opens is found by its subject. */
export const link = table('identity.link', {
  title: { de: 'Links in E-Mails', en: 'Links in e-mails' },
  about: owner(customer, staffMember),
  under: links,
  until: until('expiresAt', { de: 'bis der Link abläuft', en: 'until the link expires' }),
  columns: {
    token: hash({ is: PersonalData.UID, from: platform }),
    /** A keyed hash of the code that went beside the link, with the address that it went to. */
    code: hash({ is: PersonalData.UID, from: platform }).orNot(),
    opens: oneOf(purposesOfLinks, {
      is: PersonalData.UID,
      from: platform,
      label: { de: 'Wofür', en: 'What for' },
      terms: {
        registration: { de: 'Registrierung', en: 'registration' },
        activation: { de: 'Freischaltung', en: 'activation' },
        reset: { de: 'neues Passwort', en: 'new password' },
        'old mail': { de: 'Zustimmung der bisherigen Adresse', en: 'consent of the present address' },
        'new mail': { de: 'Zustimmung der neuen Adresse', en: 'consent of the new address' },
      },
    }),
    createdAt: moment({ from: 'the clock', label: { de: 'Erzeugt', en: 'Made' } }),
    expiresAt: moment({ from: platform, label: { de: 'Gilt bis', en: 'Valid until' } }),
    usedAt: moment({ from: person, label: { de: 'Benutzt', en: 'Used' } }).orNot(),
  },
})

export const session = table('identity.session', {
  title: { de: 'Sitzungen', en: 'Sessions' },
  about: owner(customer, staffMember),
  under: sessions,
  until: until('endsAt', { de: 'bis zum Ende der Sitzung', en: 'until the session ends' }),
  routine: ['lastSeenAt', 'endsAt'],
  latestFirst: 'lastSeenAt',
  columns: {
    token: hash({ is: PersonalData.UID, from: platform }),
    agent: text({ is: PersonalData.UserAgent, from: 'the browser', label: { de: 'Browser', en: 'Browser' } }).orNot(),
    stay: oneOf(['yes', 'no'], {
      is: PersonalData.Preference,
      from: person,
      label: { de: 'Angemeldet bleiben', en: 'Stay signed in' },
      terms: yesOrNo,
    }),
    startedAt: moment({ from: 'the sign-in', label: { de: 'Angemeldet', en: 'Signed in' } }),
    lastSeenAt: moment({ from: 'the request', label: { de: 'Zuletzt benutzt', en: 'Last used' } }),
    endsAt: moment({ from: platform, label: { de: 'Endet', en: 'Ends' } }),
    secondFactorAt: moment({ from: person, label: { de: 'Code zuletzt eingegeben', en: 'Code last entered' } }).orNot(),
  },
})

/**
 * A secret that somebody's app and we share; one that is not confirmed yet opens nothing. Each step of time counts
 * once.
 */
export const factor = table('identity.second_factor', {
  title: { de: 'Zweiter Faktor', en: 'Second factor' },
  about: owner(customer, staffMember),
  under: secondFactor,
  until: untilErasure,
  columns: {
    secret: encrypted(text({ is: PersonalData.Password, from: platform }), { secret: true }),
    createdAt: moment({ from: 'the clock', label: { de: 'Angelegt', en: 'Set up' } }),
    confirmedAt: moment({ from: person, label: { de: 'Bestätigt', en: 'Confirmed' } }).orNot(),
    lastStep: int({
      is: PersonalData.AuthenticationHistory,
      from: person,
      label: { de: 'Letzter Zeitschritt', en: 'Last step of time' },
    }).orNot(),
  },
})

/** For the day on which the app is lost; each works once. */
export const recoveryCode = table('identity.recovery_code', {
  title: { de: 'Ersatzcodes', en: 'Recovery codes' },
  about: owner(customer, staffMember),
  under: secondFactor,
  until: untilErasure,
  columns: {
    code: hash({ is: PersonalData.Password, from: platform }),
    createdAt: moment({ from: 'the clock', label: { de: 'Angelegt', en: 'Made' } }),
    usedAt: moment({ from: person, label: { de: 'Benutzt', en: 'Used' } }).orNot(),
  },
})

/** How full a counter is. It stands in a schema of its own and names nobody (Art. 11 GDPR). */
export const attempt = table('security.attempt', {
  about: unattributed,
  under: security,
  until: since('at', security.keep),
  key: ['counter'],
  columns: {
    counter: hash({ is: PersonalData.GeneratedPersonalData, from: platform }),
    emptyAt: moment(),
    at: moment(),
  },
})
/** The key of a day. When it is gone, the counters of that day cannot be tied to anybody, not even by guessing. */
export const dailyKey = table('security.daily_key', {
  about: unattributed,
  under: security,
  until: since('at', security.keep),
  key: ['day'],
  columns: {
    day: day({ from: 'the clock' }),
    key: hash({ is: PersonalData.GeneratedPersonalData, from: platform }),
    at: moment(),
  },
})
