import { int, moment, ref, text } from '../declare/columns.ts'
import { owner, subject, unattributed } from '../declare/subject.ts'
import { asLongAs, since, sinceEndOfYear, table, untilErasure } from '../declare/table.ts'
import { activity } from '../declare/activity.ts'
import { choice, duration, fields } from '../declare/settings.ts'
import { consent, contract, legalDuty, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'

/** A small platform to test the statement with: a site with an access log, an account, a newsletter, invoices. */
const visitor = subject('visitor', { provenBy: ['mail'] })

export const accessLog = activity('website.access-log', {
  chapter: 'visit',
  purposes: [Purpose.ServiceMonitoring, Purpose.EnforceSecurity],
  basis: legitimateInterest({
    de: 'die Seiten sicher und ohne Störungen zu betreiben',
    en: 'running the pages securely and without faults',
  }),
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung', en: 'Storage period' },
      runs: { de: 'ab dem Aufruf', en: 'from the request' },
      otherwise: 'P7D',
    }),
    fields: fields(
      {
        at: { de: 'Zeitpunkt', en: 'time' },
        host: { de: 'IP-Adresse', en: 'IP address' },
        path: { de: 'aufgerufene Seite', en: 'page' },
        status: { de: 'Statuscode', en: 'status code' },
      },
      { means: { de: 'Protokolliert werden', en: 'Logged are' } },
    ),
  },
  operations: ['collection', 'storage', 'erasure'],
  title: { de: 'Zugriffsprotokoll', en: 'Access log' },
  words: {
    de: 'Bei jedem Aufruf einer Seite entsteht ein Eintrag in unserem Zugriffsprotokoll.',
    en: 'Each request for a page leaves an entry in our access log.',
  },
})

export const account = activity('identity.account', {
  chapter: 'account',
  purposes: [Purpose.AccountManagement],
  basis: contract,
  recipients: ['mail'],
  settings: {
    opening: choice(
      { self: { de: 'Sie selbst', en: 'you yourself' }, staff: { de: 'unser Personal', en: 'our staff' } },
      { means: { de: 'Das Konto eröffnen', en: 'The account is opened by' }, otherwise: 'self' },
    ),
  },
  title: { de: 'Konto', en: 'Account' },
  words: {
    de: 'Mit einem Konto nutzen Sie den persönlichen Bereich.',
    en: 'With an account you use the personal area.',
  },
  without: {
    de: 'Ohne diese Angaben können wir kein Konto führen.',
    en: 'Without these details we cannot run an account.',
  },
})

export const newsletter = activity('newsletter', {
  chapter: 'advertising',
  purposes: [Purpose.DirectMarketing],
  basis: consent,
  asks: { says: { de: 'Ich möchte Neuigkeiten per E-Mail bekommen.', en: 'I want to get news by e-mail.' } },
  reads: { 'identity.person': ['mail'] },
  title: { de: 'Newsletter', en: 'Newsletter' },
  words: { de: 'Wir senden Ihnen Neuigkeiten, wenn Sie das möchten.', en: 'We send you news if you want us to.' },
})

export const invoices = activity('shop.invoices', {
  chapter: 'purchase',
  purposes: [Purpose.LegalCompliance],
  basis: legalDuty({ de: '§ 147 AO, § 257 HGB', en: 'section 147 AO, section 257 HGB' }),
  settings: { keep: duration({ means: { de: 'Aufbewahrung', en: 'Storage period' }, otherwise: 'P8Y' }) },
  title: { de: 'Rechnungen', en: 'Invoices' },
  words: { de: 'Rechnungen bewahren wir auf, wie das Gesetz es verlangt.', en: 'We keep invoices as the law demands.' },
})

export const request = table('website.request', {
  about: unattributed,
  under: accessLog,
  until: since('at', accessLog.keep),
  columns: {
    at: moment(),
    host: text({ is: PersonalData.IPAddress, from: 'the connection' }).askedBy(accessLog.fields, 'host'),
    path: text({ from: 'the route' }),
    status: int({ from: 'the answer' }),
  },
})
export const person = table('identity.person', {
  about: owner(visitor),
  under: account,
  until: untilErasure,
  columns: {
    name: text({ is: PersonalData.Name, from: 'the sign-up form' }),
    mail: text({ is: PersonalData.EmailAddress, from: 'the sign-up form' }),
  },
})
export const session = table('identity.session', {
  about: owner(visitor),
  under: account,
  until: asLongAs('personId'),
  columns: { personId: ref(person), startedAt: moment() },
})
export const subscription = table('newsletter.subscription', {
  about: owner(visitor),
  under: newsletter,
  until: since('endedAt', 'immediately'),
  columns: {
    mail: text({ is: PersonalData.EmailAddress, from: 'the sign-up form' }),
    endedAt: moment({ from: 'the reader' }).orNot(),
  },
})
export const invoice = table('shop.invoice', {
  about: owner(visitor),
  under: invoices,
  until: sinceEndOfYear('issuedAt', invoices.keep),
  columns: { amount: int({ is: PersonalData.Purchase, from: 'the order' }), issuedAt: moment() },
})

export const activities = [accessLog, account, newsletter, invoices]
export const tables = [request, person, session, subscription, invoice]

export const source = `# yaml-language-server: $schema=manifest.schema.json
effective: 2026-12-01
languages: [de, en]
timeZone: Europe/Berlin
site:
  name: Beispielhaus
  baseUrl: https://beispielhaus.example
  account: /app/my-data
company:
  name: Beispielhaus GmbH
  street: Musterufer 5
  postcode: "14467"
  city: Potsdam
  country: DE
  mail: kontakt@beispielhaus.example
  phone: "+49 331 5550100"
  representedBy: [Ada Beispiel]
  register: { court: Amtsgericht Potsdam, number: HRB 00001 P }
  vatId: DE123456789
privacyOfficer:
  mail: dsb@beispielhaus.example
  post: company
privacyContact:
  mail: datenschutz@beispielhaus.example
  post: company
  keyword: Datenschutz
authority:
  name: Aufsicht Musterland
  street: Amtsstraße 1
  postcode: "14471"
  city: Potsdam
  country: DE
  link: https://aufsicht.example
allowedCountries: [DE, US]
stores:
  main: { name: { de: Datenbank, en: Database }, country: DE, recipient: rechenhof }
recipients:
  rechenhof:
    name: Rechenhof GmbH
    role: dpv:DataProcessor
    street: Serverallee 1
    postcode: "60314"
    city: Frankfurt am Main
    country: DE
    link: https://rechenhof.example/datenschutz
    contract: { since: 2026-01-15 }
    task: { de: betreibt unsere Server, en: runs our servers }
  postbote:
    name: Postbote Inc.
    role: dpv:DataProcessor
    serves: [mail]
    street: 1 Main Street
    postcode: "94105"
    city: San Francisco
    country: US
    link: https://postbote.example/privacy
    contract: { since: 2026-02-01 }
    safeguard: { basis: eu-gdpr:A45-3, name: EU-US Data Privacy Framework, link: https://rahmen.example }
    keeps: PT4H
    task: { de: versendet unsere E-Mails, en: sends our e-mails }
automatedDecisions: none
activities:
  website.access-log:
    keep: P6M
    fields: [at, host, path]
  identity.account:
  newsletter:
  shop.invoices:
clauses:
  home/2.1.1-b: [website.access-log/fields]
  home/2.1.1-c: [website.access-log/keep, website.access-log/purpose]
  home/0-a: [statement/company]
`
