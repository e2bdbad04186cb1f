import { activity } from '../../kernel/declare/activity.ts'
import { choice, duration, fields } from '../../kernel/declare/settings.ts'
import {
  beforeContract,
  contract,
  legalDuty,
  legitimateInterest,
  Purpose,
  type Words,
} from '../../kernel/declare/terms.ts'
import { fieldNames, withArticle, type FieldName } from './field-names.ts'

/** German needs the article where a single field is named. */
function voluntary(chosen: readonly FieldName[], { de, en }: Words): Words {
  const [only] = chosen
  if (only === undefined)
    return { de: 'Freiwillige Angaben erheben wir nicht.', en: 'We ask for no voluntary details.' }
  if (chosen.length > 1) return { de: `Freiwillig sind: ${de}.`, en: `Voluntary: ${en}.` }
  return {
    de: `Freiwillig ist ${withArticle(only)}.`,
    en: `The ${en} ${en.includes(' and ') ? 'are' : 'is'} voluntary.`,
  }
}

/** What an account consists of, and who opens one. */
export const accounts = activity('identity.account', {
  chapter: 'account',
  purposes: [Purpose.AccountManagement, Purpose.RequestedServiceProvision],
  basis: contract,
  recipients: ['mail'],
  settings: {
    required: fields(fieldNames, {
      means: {
        de: 'Pflichtangaben außer E-Mail-Adresse und Passwort',
        en: 'Required besides e-mail address and password',
      },
      otherwise: ['firstName', 'lastName'],
      says: (chosen, { de, en }) =>
        chosen.length
          ? {
              de: `Außer E-Mail-Adresse und Passwort brauchen wir: ${de}.`,
              en: `Besides e-mail address and password we need: ${en}.`,
            }
          : {
              de: 'Wir brauchen nur E-Mail-Adresse und Passwort.',
              en: 'We need nothing but e-mail address and password.',
            },
    }),
    voluntary: fields(fieldNames, {
      means: { de: 'Freiwillige Angaben', en: 'Voluntary details' },
      otherwise: [],
      says: voluntary,
    }),
    opening: choice(
      {
        self: { de: 'durch Sie selbst', en: 'by you yourself' },
        'by staff': {
          de: 'durch unser Personal, sobald ein Vertrag besteht',
          en: 'by our staff, once there is a contract',
        },
      },
      {
        means: { de: 'Eröffnung des Kontos', en: 'Opening of the account' },
        otherwise: 'self',
        says: chosen =>
          ({
            self: { de: 'Das Konto eröffnen Sie selbst.', en: 'You open the account yourself.' },
            'by staff': {
              de: 'Das Konto eröffnet unser Personal, sobald ein Vertrag besteht.',
              en: 'Our staff open the account once there is a contract.',
            },
          })[chosen],
      },
    ),
  },
  operations: ['collection', 'recording', 'storage', 'alteration', 'consultation', 'use', 'erasure'],
  title: { de: 'Konto', en: 'Account' },
  words: {
    de: 'Mit einem Konto nutzen Sie den persönlichen Bereich. Wir führen dafür die Angaben, mit denen es eröffnet wurde, und eine Kundennummer. Sie sehen, ändern und löschen sie im Konto selbst.',
    en: 'With an account you use the personal area. For it we keep the details that it was opened with, and a customer number. You see, change and delete them in the account yourself.',
  },
  despiteRestriction: 'the account is where a person exercises the own rights; whoever else reads it finds nothing',
  without: {
    de: 'Ohne die Pflichtangaben können wir kein Konto führen; ohne die freiwilligen fehlt Ihnen nichts.',
    en: 'Without the required details we cannot run an account; leaving out the voluntary ones has no disadvantage.',
  },
})

/** What somebody typed who wants an account, until the address is confirmed. */
export const registrations = activity('identity.registration', {
  chapter: 'account',
  purposes: [Purpose.EstablishContractualAgreement, Purpose.IdentityVerification],
  basis: beforeContract,
  recipients: ['mail'],
  settings: {
    linkValid: duration({
      means: { de: 'Gültigkeit des Links', en: 'Validity of the link' },
      says: ({ accusative, english }) => ({
        de: `Der Link gilt ${accusative}.`,
        en: `The link is valid for ${english}.`,
      }),
      runs: { de: 'ab der Registrierung', en: 'from the registration' },
      otherwise: 'PT24H',
    }),
  },
  reads: { 'identity.login': ['mail'] },
  despiteRestriction: 'an address that has an account does not get a second one',
  reach: {
    all: 'whoever registers has no account yet and is found by the link in the mail; an address that has an account already is found by the address',
  },
  operations: ['collection', 'recording', 'storage', 'use', 'erasure'],
  title: { de: 'Registrierung', en: 'Registration' },
  words: {
    de: 'Nach der Registrierung senden wir Ihnen eine E-Mail mit einem Link. Erst wenn Sie ihn öffnen und Ihr Passwort eingeben, entsteht das Konto; so eröffnet niemand ein Konto mit einer fremden Adresse. Registriert sich jemand mit derselben Adresse noch einmal, gilt nur die neueste Registrierung. Öffnen Sie den Link nicht, löschen wir Ihre Angaben, sobald der Link abläuft.',
    en: 'After you register we send you an e-mail with a link. The account is created only when you open it and enter your password, so that nobody can open an account with somebody else’s address. If somebody registers with the same address again, only the newest registration counts. If you do not open the link, we delete what you entered as soon as the link expires.',
  },
})

/** Address and password, and nothing else of the account. */
export const signIn = activity('identity.sign-in', {
  chapter: 'account',
  audience: ['public', 'employees'],
  purposes: [Purpose.IdentityAuthentication],
  basis: contract,
  recipients: ['mail'],
  settings: {
    resetLink: duration({
      means: { de: 'Gültigkeit eines Links für ein neues Passwort', en: 'Validity of a link for a new password' },
      runs: { de: 'ab der Anforderung', en: 'from the request' },
      otherwise: 'PT1H',
    }),
    activationLink: duration({
      means: { de: 'Gültigkeit eines Links zur Freischaltung', en: 'Validity of an activation link' },
      says: ({ accusative, english }) => ({
        de: `Ein Link zur Freischaltung gilt ${accusative}.`,
        en: `An activation link is valid for ${english}.`,
      }),
      runs: { de: 'ab dem Versand', en: 'from when it is sent' },
      otherwise: 'P7D',
    }),
  },
  despiteRestriction: 'who cannot sign in can exercise no right in the account',
  reach: { all: 'at sign-in the account is found by the address that is typed' },
  operations: ['recording', 'storage', 'alteration', 'use', 'erasure'],
  title: { de: 'Anmeldung', en: 'Sign-in' },
  words: {
    de: 'Sie melden sich mit E-Mail-Adresse und Passwort an. Das Passwort speichern wir nur als Prüfwert (Argon2id), aus dem es sich nicht zurückgewinnen lässt.',
    en: 'You sign in with e-mail address and password. We store the password only as a check value (Argon2id), from which it cannot be recovered.',
  },
})

/** Links in mails that prove who opens them. */
export const links = activity('identity.link', {
  chapter: 'account',
  audience: ['public', 'employees'],
  purposes: [Purpose.IdentityVerification],
  basis: contract,
  despiteRestriction: 'links prove who it is that asks',
  reach: { all: 'whoever opens a link is not signed in and is found by the link' },
  operations: ['storage', 'use', 'erasure'],
  title: { de: 'Links in unseren E-Mails', en: 'Links in our e-mails' },
  words: {
    de: 'Links, mit denen Sie etwas bestätigen, gelten ein einziges Mal und nur für begrenzte Zeit; ebenso die Codes, die für gekürzte Links daneben stehen. Wir speichern beide als Prüfwert und löschen diesen mit dem Ablauf.',
    en: 'Links with which you confirm something work only once and for a limited time; so do the codes beside them, which help where a link was cut short. We store both as check values, which we delete when they expire.',
  },
})

export const sessions = activity('identity.session', {
  chapter: 'account',
  audience: ['public', 'employees'],
  purposes: [Purpose.IdentityAuthentication, Purpose.EnforceSecurity],
  basis: contract,
  settings: {
    idle: duration({
      means: { de: 'Abmeldung ohne Aktivität', en: 'Sign-out without activity' },
      says: ({ dative, english }) => ({
        de: `Ohne Aktivität melden wir Sie nach ${dative} ab.`,
        en: `Without activity we sign you out after ${english}.`,
      }),
      runs: { de: 'nach dem letzten Aufruf', en: 'after the last request' },
      otherwise: 'PT12H',
    }),
    stay: duration({
      means: {
        de: 'Abmeldung ohne Aktivität, wenn Sie angemeldet bleiben wollten',
        en: 'Sign-out without activity, if you chose to stay signed in',
      },
      says: ({ dative, english }) => ({
        de: `Wollten Sie angemeldet bleiben, melden wir Sie ohne Aktivität nach ${dative} ab.`,
        en: `If you chose to stay signed in, we sign you out after ${english} without activity.`,
      }),
      runs: { de: 'nach dem letzten Aufruf', en: 'after the last request' },
      otherwise: 'P30D',
    }),
    longest: duration({
      means: { de: 'Abmeldung spätestens', en: 'Sign-out at the latest' },
      says: ({ accusative, english }) => ({
        de: `Spätestens ${accusative} nach der Anmeldung endet jede Sitzung.`,
        en: `Every session ends ${english} after sign-in at the latest.`,
      }),
      runs: { de: 'nach der Anmeldung', en: 'after sign-in' },
      otherwise: 'P90D',
    }),
  },
  reads: { 'identity.login': ['kind', 'roles', 'mail'], 'identity.second_factor': ['subject', 'confirmedAt'] },
  despiteRestriction: 'who cannot sign in can exercise no right in the account',
  reach: { all: 'a request brings nothing but its cookie, by which the session is found' },
  operations: ['recording', 'storage', 'use', 'erasure'],
  title: { de: 'Sitzungen', en: 'Sessions' },
  words: {
    de: 'Ein Cookie erkennt Ihren Browser, solange Sie angemeldet sind. Es ist für die Anmeldung unbedingt erforderlich und braucht deshalb keine Einwilligung (§ 25 Abs. 2 Nr. 2 TDDDG). Es endet mit dem Browser, außer wenn Sie angemeldet bleiben wollen. Zu jeder Sitzung speichern wir Beginn, letzten Aufruf und die Art des Browsers, damit Sie fremde Sitzungen erkennen und beenden können; eine IP-Adresse speichern wir dort nicht.',
    en: 'A cookie recognises your browser while you are signed in. It is strictly necessary for signing in and therefore needs no consent (section 25(2) no. 2 TDDDG). It ends with the browser unless you want to stay signed in. For each session we store when it began, the last request and the kind of browser, so that you can recognise and end sessions that are not yours; no IP address is stored there.',
  },
})

/** Counts attempts, so that nobody can guess passwords or flood a mailbox. */
export const security = activity('identity.security', {
  chapter: 'account',
  audience: ['public', 'employees'],
  purposes: [Purpose.EnforceSecurity, Purpose.MisusePreventionAndDetection],
  basis: legitimateInterest({
    de: 'Konten vor Ausprobieren von Passwörtern und Postfächer vor massenhaften E-Mails zu schützen',
    en: 'protecting accounts from the guessing of passwords and mailboxes from floods of e-mail',
  }),
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung der Zähler', en: 'The counters are kept for' },
      runs: { de: 'ab dem letzten Versuch', en: 'from the last attempt' },
      otherwise: 'PT24H',
    }),
    known: duration({
      means: {
        de: 'Wiedererkennen eines Browsers, in dem Sie sich angemeldet haben',
        en: 'Recognising a browser in which you signed in',
      },
      says: ({ accusative, english }) => ({
        de: `Das Cookie des Browsers gilt bis zu einem neuen Passwort, längstens ${accusative} ab der Anmeldung.`,
        en: `The cookie in your browser is valid until a new password is set, for ${english} from sign-in at the longest.`,
      }),
      runs: { de: 'ab der Anmeldung', en: 'from sign-in' },
      otherwise: 'P90D',
    }),
  },
  operations: ['recording', 'storage', 'use', 'erasure'],
  title: { de: 'Schutz vor Angriffen', en: 'Protection from attacks' },
  words: {
    de: 'Wir zählen, wie oft jemand sich anmelden oder registrieren will oder uns über ein Formular schreibt. Die Zähler stehen unter einem Prüfwert von IP-Adresse oder E-Mail-Adresse, dessen Schlüssel täglich wechselt und dann vernichtet wird; danach lässt sich daraus niemand mehr ermitteln. Damit niemand Ihr Konto sperren kann, indem er falsche Passwörter ausprobiert, setzen wir nach einer vollständigen Anmeldung ein Cookie, an dem wir Ihren Browser bei der nächsten Anmeldung wiedererkennen. Es enthält eine Zufallszahl, den Tag und einen Prüfwert, dient nichts anderem und ist dafür unbedingt erforderlich (§ 25 Abs. 2 Nr. 2 TDDDG).',
    en: 'We count how often somebody tries to sign in or register, or writes to us through a form. The counters are stored under a check value of the IP address or e-mail address. Its key changes every day and is then destroyed; after that nobody can be identified from it. So that nobody can lock your account by trying wrong passwords, we set a cookie after a complete sign-in by which we recognise your browser at the next one. It contains a random number, the day and a check value, serves no other purpose and is strictly necessary for this (section 25(2) no. 2 TDDDG).',
  },
})

export const staffAccounts = activity('identity.staff', {
  chapter: 'account',
  audience: ['employees'],
  purposes: [Purpose.AccountManagement, Purpose.EnforceSecurity],
  despiteRestriction: 'employees sign in to work, and to exercise the own rights',
  basis: contract,
  recipients: ['mail'],
  operations: ['collection', 'storage', 'alteration', 'use', 'erasure'],
  title: { de: 'Ihr Konto als Beschäftigte oder Beschäftigter', en: 'Your account as an employee' },
  words: {
    de: 'Wer für uns mit der Plattform arbeitet, hat dort ein eigenes Konto mit Name, E-Mail-Adresse und Berechtigungen. Es ist für diese Arbeit nötig und wird gelöscht, wenn sie endet.',
    en: 'Everybody who works with the platform on our behalf has an account there with a name, an e-mail address and permissions. It is needed for that work and is erased when the work ends.',
  },
})

/** What is given beside the password: by staff always, by customers who have set one up. */
export const secondFactor = activity('identity.second-factor', {
  chapter: 'account',
  audience: ['public', 'employees'],
  purposes: [Purpose.IdentityAuthentication, Purpose.EnforceSecurity],
  basis: contract,
  recipients: ['mail'],
  settings: {
    again: duration({
      audience: 'employees',
      means: { de: 'Erneute Abfrage des Codes von Beschäftigten', en: 'Employees are asked for the code again' },
      says: ({ dative, english }) => ({
        de: `Spätestens nach ${dative} verlangen wir den Code erneut.`,
        en: `We ask for the code again after ${english} at the latest.`,
      }),
      runs: { de: 'nach der letzten Eingabe', en: 'after it was last entered' },
      otherwise: 'PT12H',
    }),
  },
  despiteRestriction: 'who cannot sign in can exercise no right in the account',
  operations: ['recording', 'storage', 'use', 'erasure'],
  title: { de: 'Zweiter Faktor bei der Anmeldung', en: 'Second factor at sign-in' },
  words: {
    de: 'Wenn Sie möchten, schützen Sie Ihr Konto mit einem zweiten Faktor: Bei der Anmeldung geben Sie dann neben dem Passwort einen Code ein, den eine App auf Ihrem Gerät aus einem Schlüssel und der Uhrzeit bildet, oder einen Ersatzcode. Den Schlüssel speichern wir verschlüsselt, Ersatzcodes nur als Prüfwert, und dazu, wann Sie sie angelegt und benutzt haben. Wird der zweite Faktor eingerichtet oder entfernt, sagen wir es Ihnen per E-Mail. Schalten Sie ihn im Konto ab, löschen wir all das sofort. Haben Sie Gerät und Ersatzcodes verloren, entfernt ihn unsere Administration, nachdem sie sich vergewissert hat, dass Sie es sind.',
    en: 'If you wish, you protect your account with a second factor: when you sign in you then enter, in addition to the password, a code that an app on your device generates from a key and the time, or a recovery code. We store the key encrypted, recovery codes only as check values, and when you created and used them. When the second factor is set up or removed, we tell you by e-mail. If you switch it off in the account, we erase all of this at once. If you have lost both device and recovery codes, one of our administrators removes it once they have made sure that it is you.',
  },
  without: {
    de: 'Der zweite Faktor ist freiwillig; ohne ihn melden Sie sich allein mit dem Passwort an.',
    en: 'The second factor is voluntary; without it you sign in by the password alone.',
  },
  employees: {
    words: {
      de: 'Daten von Kunden sehen Sie erst, wenn Sie neben dem Passwort einen Code eingegeben haben, den eine App auf Ihrem Gerät aus einem Schlüssel und der Uhrzeit bildet, oder einen Ersatzcode. Den Schlüssel speichern wir verschlüsselt, Ersatzcodes nur als Prüfwert, und dazu, wann Sie sie angelegt und benutzt haben.',
      en: 'You see customers’ data only once you have entered, in addition to the password, a code that an app on your device generates from a key and the time, or a recovery code. We store the key encrypted, recovery codes only as check values, and when you created and used them.',
    },
    without: {
      de: 'Ohne zweiten Faktor können Sie mit der Plattform nicht arbeiten.',
      en: 'Without a second factor you cannot work with the platform.',
    },
  },
})

/** Who works here with which permissions. */
export const administration = activity('identity.administration', {
  chapter: 'account',
  audience: ['employees'],
  purposes: [Purpose.AccountManagement, Purpose.EnforceSecurity],
  basis: legalDuty({
    de: 'Sicherheit der Verarbeitung und geregelter Zugang nach Art. 32 DSGVO',
    en: 'security of processing and controlled access under Art. 32 GDPR',
  }),
  reads: {
    'identity.staff': ['subject', 'firstName', 'lastName', 'mail', 'language', 'createdAt', 'confirmedAt', 'openedBy'],
    'identity.login': ['kind', 'roles', 'deactivatedAt'],
    'identity.second_factor': ['subject', 'confirmedAt'],
  },
  settings: {
    wait: duration({
      means: { de: 'Wartezeit für weitreichende Berechtigungen', en: 'Wait for far-reaching permissions' },
      says: ({ accusative, english }) => ({
        de: `Weitreichende Berechtigungen (Administration, Datenschutz, Datenschutzbeauftragte) beantragt eine Person, eine zweite stimmt zu; wirksam werden sie frühestens ${accusative} nach dem Antrag.`,
        en: `Far-reaching permissions (administration, privacy, privacy officer) are asked for by one person and approved by a second one; they take effect ${english} after they were asked for at the earliest.`,
      }),
      runs: { de: 'ab dem Antrag', en: 'from when they are asked for' },
      otherwise: 'PT24H',
    }),
    keep: duration({
      means: { de: 'Aufbewahrung der Anträge auf Berechtigungen', en: 'Requests for permissions are kept for' },
      runs: { de: 'ab der Erledigung', en: 'from when they ended' },
      otherwise: 'P1Y',
    }),
  },
  reach: { all: 'the administration sees all accounts of staff at once', of: ['staff'] },
  operations: ['recording', 'storage', 'consultation', 'use', 'erasure'],
  title: { de: 'Verwaltung der Konten von Beschäftigten', en: 'Administration of employees’ accounts' },
  words: {
    de: 'Unsere Administration sieht, welche Beschäftigten ein Konto mit welchen Berechtigungen haben, wer es angelegt hat und ob ein zweiter Faktor eingerichtet ist; sie ändert Berechtigungen und sperrt Konten. Wer welche weitreichende Berechtigung beantragt und wer zugestimmt hat, halten wir fest.',
    en: 'Our administration sees which employees have an account with which permissions, who opened it, and whether a second factor is set up; it changes permissions and blocks accounts. We record who asked for which far-reaching permission, and who approved it.',
  },
})

/** Staff find a customer who turned to us. */
export const lookUp = activity('identity.look-up', {
  chapter: 'account',
  purposes: [Purpose.CustomerCare],
  basis: contract,
  reads: {
    'identity.account': [
      'subject',
      'firstName',
      'lastName',
      'company',
      'mail',
      'language',
      'customerNumber',
      'street',
      'postcode',
      'city',
      'country',
      'phone',
      'confirmedAt',
    ],
  },
  reach: { all: 'a customer is found by the whole customer number or address that is typed' },
  operations: ['consultation', 'use'],
  title: { de: 'Nachschlagen durch unser Personal', en: 'Looking up by our staff' },
  words: {
    de: 'Wenn Sie sich an uns wenden, ruft unser Personal Ihre Kontaktdaten über die vollständige Kundennummer oder E-Mail-Adresse auf und gibt dafür einen Anlass an. Wer wann aus welchem Anlass nachgesehen hat, halten wir fest; wann und warum es geschah, sehen Sie unter „Meine Daten“.',
    en: 'When you contact us, our staff look up your contact details by your full customer number or e-mail address and state the reason. We record who looked them up, when and why; under “My data” you can see when and why it happened.',
  },
})
