import { day, hash, json, moment, oneOf, text } from '../../kernel/data/columns.ts'
import { owner, unattributed } from '../../kernel/data/subject.ts'
import { since, table, untilErasure } from '../../kernel/data/table.ts'
import { PersonalData } from '../../kernel/statement/terms.ts'
import { accounts, links, registrations, security, sessions, signIn, staffAccounts } from './activities.ts'
import type { FieldName } from './field-names.ts'
import { customer, staffMember } from './subjects.ts'

const form = 'the registration form'
const person = 'the person'
const platform = 'the platform'
const asked = (field: FieldName) => [[accounts.required, accounts.voluntary], field] as const

/** What a manifest may ask for; a column that it does not ask for cannot be filled. */
const profile = {
  firstName: text({ is: PersonalData.Name, from: form }).askedBy(...asked('firstName')),
  lastName: text({ is: PersonalData.Name, from: form }).askedBy(...asked('lastName')),
  gender: text({ is: PersonalData.Gender, from: form }).askedBy(...asked('gender')),
  company: text({ is: PersonalData.Professional, from: form }).askedBy(...asked('company')),
  street: text({ is: PersonalData.Street, from: form }).askedBy(...asked('street')),
  postcode: text({ is: PersonalData.PostalCode, from: form }).askedBy(...asked('postcode')),
  city: text({ is: PersonalData.City, from: form }).askedBy(...asked('city')),
  country: text({ is: PersonalData.Country, from: form }).askedBy(...asked('country')),
  phone: text({ is: PersonalData.TelephoneNumber, from: form }).askedBy(...asked('phone')),
  birthDate: day({ is: PersonalData.BirthDate, from: form }).askedBy(...asked('birthDate')),
}
const mail = text({ is: PersonalData.EmailAddress, from: form })
const language = oneOf(['de', 'en'], { is: PersonalData.Language, from: person })

/** A customer. The id is also that of the login, and the subject of all that is kept about this person. */
export const account = table('identity.account', {
  about: owner(customer), under: accounts, until: untilErasure,
  columns: {
    ...profile, mail, language,
    customerNumber: text({ is: PersonalData.AccountIdentifier, from: platform }),
    /** Where accounts are opened by staff: the contract that this one rests on. */
    contractReference: text({ is: PersonalData.AccountIdentifier, from: 'the contract' }).orNot(),
    requestedAt: moment({ from: 'the registration' }),
    confirmedAt: moment({ from: 'the link in the mail' }).orNot(),
  },
})

export const staff = table('identity.staff', {
  about: owner(staffMember), under: staffAccounts, until: untilErasure,
  columns: {
    firstName: text({ is: PersonalData.Name, from: 'the administration' }), lastName: text({ is: PersonalData.Name, from: 'the administration' }),
    mail: text({ is: PersonalData.EmailAddress, from: 'the administration' }), language,
    createdAt: moment(), confirmedAt: moment({ from: 'the link in the mail' }).orNot(),
  },
})

/** What sign-in needs to know of a customer or a member of staff. Without a password nobody signs in. */
export const login = table('identity.login', {
  about: owner(customer, staffMember), under: signIn, until: untilErasure,
  columns: {
    kind: oneOf(['customer', 'staff'], { is: PersonalData.AccountIdentifier, from: platform }),
    mail: text({ is: PersonalData.Username, from: person }),
    password: hash({ is: PersonalData.Password, from: person }).orNot(), passwordSetAt: moment({ from: person }).orNot(),
    roles: json({ is: PersonalData.AccountIdentifier, from: 'the administration' }),
  },
})

/** Somebody who wants an account and has not confirmed the address yet; the id becomes that of the account. */
export const registration = table('identity.registration', {
  about: owner(customer), under: registrations, until: since('expiresAt', 'immediately'),
  columns: {
    ...profile, mail, language, password: hash({ is: PersonalData.Password, from: form }),
    /** Answers to what other modules ask at registration, by the name of the field. */
    further: json({ is: PersonalData.AccountIdentifier, from: form }),
    requestedAt: moment({ from: form }), expiresAt: moment({ from: platform }),
  },
})

/** Somebody forgot a password. Whether the address has an account is looked up later, so that the answer cannot tell. */
export const reset = table('identity.reset', {
  about: owner(customer, staffMember), under: signIn, until: since('requestedAt', signIn.resetLink),
  columns: { mail: text({ is: PersonalData.EmailAddress, from: person }), language, requestedAt: moment({ from: person }) },
})

/** A new address that counts once both have confirmed it, the old one and the new one. */
export const mailChange = table('identity.mail_change', {
  about: owner(customer, staffMember), under: signIn, until: since('expiresAt', 'immediately'),
  columns: {
    mail: text({ is: PersonalData.EmailAddress, from: person }), language, requestedAt: moment({ from: person }), expiresAt: moment({ from: platform }),
    oldConfirmedAt: moment({ from: 'the link in the mail' }).orNot(), newConfirmedAt: moment({ from: 'the link in the mail' }).orNot(),
  },
})

export const purposesOfLinks = ['registration', 'activation', 'reset', 'old mail', 'new mail'] as const

/** A link that was sent; what it opens is found by its subject. */
export const link = table('identity.link', {
  about: owner(customer, staffMember), under: links, until: since('expiresAt', 'immediately'),
  columns: {
    token: hash({ is: PersonalData.UID, from: platform }), opens: oneOf(purposesOfLinks, { is: PersonalData.UID, from: platform }),
    createdAt: moment(), expiresAt: moment({ from: platform }), usedAt: moment({ from: person }).orNot(),
  },
})

export const session = table('identity.session', {
  about: owner(customer, staffMember), under: sessions, until: since('endsAt', 'immediately'),
  columns: {
    token: hash({ is: PersonalData.UID, from: platform }), agent: text({ is: PersonalData.UserAgent, from: 'the browser' }).orNot(),
    stay: oneOf(['yes', 'no'], { is: PersonalData.Preference, from: person }),
    startedAt: moment({ from: 'the sign-in' }), lastSeenAt: moment({ from: 'the last request' }), endsAt: moment({ from: platform }),
  },
})

/** How full a counter is. It stands in a schema of its own and names nobody (Art. 11 GDPR). */
export const attempt = table('security.attempt', {
  about: unattributed, under: security, until: since('at', security.keep), key: ['counter'],
  columns: { counter: hash({ is: PersonalData.GeneratedPersonalData, from: 'a keyed hash' }), emptyAt: moment(), at: moment() },
})
/** The key of a day. When it is gone, the counters of that day cannot be tied to anybody, not even by guessing. */
export const dailyKey = table('security.daily_key', {
  about: unattributed, under: security, until: since('at', security.keep), key: ['day'],
  columns: { day: day({ from: 'the clock' }), key: hash({ is: PersonalData.GeneratedPersonalData, from: 'chance' }), at: moment() },
})
