import type { AnyActivity } from '../declare/activity.ts'
import { countryName, eea, international, isOutside } from './countries.ts'
import { paragraph, type Block, type Section, type Sentence } from './document.ts'
import { label } from './labels.ts'
import type { Address, Company, Recipient, StatedStore } from './manifest.ts'
import { dayInWords, listed, periodInWords } from '../declare/periods.ts'
import { anchorOf, capital, quoted, say, sayer, stopped, type Rendering } from './rendering.ts'
import { rightsUnder } from './rights.ts'
import type { Period } from '../declare/settings.ts'
import { Right, type Language, type Words } from '../declare/terms.ts'

const part = (
  language: Language,
  anchor: string,
  title: Words,
  blocks: (Block | undefined)[],
  parts?: Section[],
): Section => ({
  anchor,
  title: title[language],
  blocks: blocks.filter(block => block !== undefined),
  ...(parts && { parts }),
})

const postal = (id: string, { name, street, postcode, city, country }: Address, language: Language): Block => ({
  kind: 'address',
  lines: [say(id, name), say(id, street), say(id, `${postcode} ${city}`), say(id, countryName(country, language))],
})

const same = (one: Address, other: Address): boolean =>
  one.name === other.name && one.street === other.street && one.postcode === other.postcode && one.city === other.city

export function controllerSection({ manifest: { company, privacyContact }, language }: Rendering): Section {
  const says = sayer(language)
  const { register, vatId } = company
  return part(language, 'controller', { de: 'Wer verantwortlich ist', en: 'Who is responsible' }, [
    paragraph(
      says('statement/company', {
        de: 'Verantwortlich für die Verarbeitung Ihrer Daten ist:',
        en: 'Responsible for the processing of your data (the controller) is:',
      }),
    ),
    postal('statement/company', company, language),
    paragraph(
      says('statement/company', {
        de: `Sie erreichen uns unter ${company.phone} und ${company.mail}.`,
        en: `You can reach us at ${company.phone} and ${company.mail}.`,
      }),
      says('statement/company', representation(company)),
      register &&
        says('statement/company', {
          de: `Eingetragen ist es unter ${register.number} (${register.court}).`,
          en: `It is registered as ${register.number} (${register.court}).`,
        }),
      vatId === undefined
        ? undefined
        : says('statement/company', {
            de: `Die Umsatzsteuer-Identifikationsnummer lautet ${vatId}.`,
            en: `Its VAT identification number is ${vatId}.`,
          }),
    ),
    paragraph(
      says('statement/contact', {
        de: `Fragen und Anträge zum Datenschutz richten Sie an ${privacyContact.mail}.`,
        en: `Questions and requests on data protection go to ${privacyContact.mail}.`,
      }),
      privacyContact.keyword === undefined
        ? undefined
        : says('statement/contact', {
            de: `Das Stichwort ${quoted(privacyContact.keyword, 'de')} im Betreff bringt Ihre Nachricht gleich an die richtige Stelle.`,
            en: `The keyword ${quoted(privacyContact.keyword, 'en')} in the subject takes your message to the right place at once.`,
          }),
      says('statement/contact', {
        de: 'Eine E-Mail kann unterwegs mitgelesen werden; Vertrauliches schicken Sie uns besser über eine verschlüsselte Verbindung oder mit der Post.',
        en: 'An e-mail can be read on its way; anything confidential is better sent over an encrypted connection or by post.',
      }),
      says(
        'statement/contact',
        same(privacyContact.post, company)
          ? { de: 'Briefe gehen an die genannte Anschrift.', en: 'Letters go to the address above.' }
          : { de: 'Briefe gehen an:', en: 'Letters go to:' },
      ),
    ),
    same(privacyContact.post, company) ? undefined : postal('statement/contact', privacyContact.post, language),
  ])
}

/** By whom the company acts; a partnership through its general partner, and that one through people. */
export function representatives({ representedBy, generalPartner }: Company): Words {
  const [german, english] = [listed(representedBy, 'de'), listed(representedBy, 'en')]
  if (!generalPartner) return { de: german, en: english }
  const { name, city, register } = generalPartner
  return {
    de: `seine persönlich haftende Gesellschafterin ${name} mit Sitz in ${city} (${register.court}, ${register.number}), diese durch ${german}`,
    en: `its general partner ${name}, with its seat in ${city} (${register.court}, ${register.number}), which is represented by ${english}`,
  }
}
export function representation(company: Company): Words {
  const { de, en } = representatives(company)
  return { de: `Das Unternehmen wird vertreten durch ${de}.`, en: `The company is represented by ${en}.` }
}

export function officerSection({ manifest: { privacyOfficer, company }, language }: Rendering): Section {
  const says = sayer(language)
  const title = { de: 'Datenschutzbeauftragte Person', en: 'Data protection officer' }
  if (!privacyOfficer) {
    return part(language, 'officer', title, [
      paragraph(
        says('statement/officer', {
          de: 'Wir haben niemanden als Datenschutzbeauftragte oder Datenschutzbeauftragten benannt, weil das Gesetz es von uns nicht verlangt.',
          en: 'We have not designated a data protection officer, because the law does not ask us to.',
        }),
      ),
    ])
  }
  const who =
    privacyOfficer.name === undefined
      ? { de: 'die bei uns mit dem Datenschutz beauftragte Person', en: 'our data protection officer' }
      : { de: privacyOfficer.name, en: privacyOfficer.name }
  return part(language, 'officer', title, [
    paragraph(
      says('statement/officer', {
        de: `Fragen zum Datenschutz und zu dieser Erklärung beantwortet auch ${who.de}: ${privacyOfficer.mail}.`,
        en: `Questions on data protection and on this statement are also answered by ${who.en}: ${privacyOfficer.mail}.`,
      }),
      says(
        'statement/officer',
        same(privacyOfficer.post, company)
          ? {
              de: 'Briefe gehen an die Anschrift des Unternehmens, mit dem Zusatz „Datenschutz“.',
              en: 'Letters go to the address of the company, marked “Datenschutz”.',
            }
          : { de: 'Mit der Post:', en: 'By post:' },
      ),
    ),
    same(privacyOfficer.post, company) ? undefined : postal('statement/officer', privacyOfficer.post, language),
  ])
}

export function recipientsSection(rendering: Rendering): Section {
  const { manifest, activities, language } = rendering
  const says = sayer(language)
  const byConsent = activities.some(({ spec }) => spec.basis.letter === 'a')
  return part(
    language,
    'recipients',
    { de: 'Wer Daten bekommt', en: 'Who receives data' },
    [
      paragraph(
        says(
          'statement/recipients',
          manifest.recipients.length
            ? {
                de: 'Innerhalb unseres Unternehmens sehen Daten nur diejenigen, die sie für den jeweiligen Zweck brauchen. Außerhalb bekommen sie nur die folgenden Stellen, und nur so weit, wie ihre Aufgabe es erfordert.',
                en: 'Within our company, data is seen only by those who need it for the purpose concerned. Outside the company it goes only to the following recipients, and only as far as their task requires.',
              }
            : {
                de: 'Daten sehen nur diejenigen in unserem Unternehmen, die sie für den jeweiligen Zweck brauchen. Außerhalb des Unternehmens bekommt sie niemand.',
                en: 'Data is seen only by those in our company who need it for the purpose concerned. Nobody outside the company receives any.',
              },
        ),
      ),
      paragraph(
        says(
          'statement/disclosure',
          byConsent
            ? {
                de: 'Andere erhalten Daten nur, wenn Sie eingewilligt haben oder ein Gesetz uns dazu verpflichtet.',
                en: 'Anybody else receives data only if you have consented or a law obliges us.',
              }
            : {
                de: 'Andere erhalten Daten nur, wenn ein Gesetz uns dazu verpflichtet.',
                en: 'Anybody else receives data only if a law obliges us.',
              },
        ),
      ),
    ],
    manifest.recipients.map(recipient => recipientPart(rendering, recipient)),
  )
}

const byRole: Readonly<Record<Recipient['role'], Words>> = {
  'dpv:DataProcessor': {
    de: 'arbeitet in unserem Auftrag und nach unserer Weisung (Art. 28 DSGVO)',
    en: 'works on our behalf and on our instructions (Art. 28 GDPR)',
  },
  'dpv:DataSubProcessor': {
    de: 'arbeitet für einen unserer Auftragsverarbeiter (Art. 28 Abs. 4 DSGVO)',
    en: 'works for one of our processors (Art. 28(4) GDPR)',
  },
  'dpv:JointDataControllers': {
    de: 'ist gemeinsam mit uns verantwortlich (Art. 26 DSGVO)',
    en: 'is a joint controller with us (Art. 26 GDPR)',
  },
  'dpv:DataController': { de: 'entscheidet selbst über die Verarbeitung', en: 'decides on the processing itself' },
  'dpv:ThirdParty': { de: 'ist ein Dritter', en: 'is a third party' },
  'dpv:Authority': { de: 'ist eine Behörde', en: 'is an authority' },
}

function recipientPart({ language }: Rendering, recipient: Recipient): Section {
  const says = sayer(language)
  const id = `statement/recipient/${recipient.id}`
  const { name, task, role, gets, contract, keeps, link } = recipient
  return part(language, anchorOf(`recipient-${recipient.id}`), { de: name, en: name }, [
    paragraph(
      says(id, {
        de: `${name} ${byRole[role].de} und ${task.de.replace(/\.$/, '')}.`,
        en: `${name} ${byRole[role].en} and ${task.en.replace(/\.$/, '')}.`,
      }),
      gets &&
        says(id, {
          de: `Diese Stelle bekommt nichts außer: ${listed(
            gets.map(one => label(one).de),
            'de',
          )}.`,
          en: `It receives only: ${listed(
            gets.map(one => label(one).en),
            'en',
          )}.`,
        }),
      contract &&
        says(id, {
          de: `Der Vertrag darüber besteht seit dem ${dayInWords(contract.since, 'de')}.`,
          en: `The contract on this has been in place since ${dayInWords(contract.since, 'en')}.`,
        }),
      keeps === undefined
        ? undefined
        : says(id, {
            de: `Eigene Protokolle bewahrt diese Stelle ${periodInWords(keeps as Period, 'de', 'accusative')} auf.`,
            en: `It keeps logs of its own for ${periodInWords(keeps as Period, 'en')}.`,
          }),
      ...safeguarded(id, recipient, language),
      says(id, {
        de: `Was ${name} selbst zum Datenschutz sagt: ${link}.`,
        en: `What ${name} itself says about data protection: ${link}.`,
      }),
    ),
    postal(id, recipient, language),
  ])
}

function safeguarded(id: string, { country, organisation, safeguard }: Recipient, language: Language): Sentence[] {
  if (!isOutside({ country, organisation }) && !safeguard) return []
  const says = sayer(language)
  const between =
    organisation === undefined
      ? []
      : [
          says(id, {
            de: 'Sie ist eine internationale Organisation (Art. 4 Nr. 26 DSGVO).',
            en: 'It is an international organisation (Art. 4(26) GDPR).',
          }),
        ]
  const outside = eea.has(country)
    ? between
    : [
        ...between,
        says(id, {
          de: `Der Sitz liegt außerhalb des Europäischen Wirtschaftsraums: ${countryName(country, 'de')}.`,
          en: `It is outside the European Economic Area: ${countryName(country, 'en')}.`,
        }),
      ]
  if (!safeguard) return outside
  const what = (of: Language): string => [safeguard.name, label(safeguard.basis)[of]].filter(Boolean).join(', ')
  const text = { de: `Grundlage der Übermittlung: ${what('de')}`, en: `Ground for the transfer: ${what('en')}` }
  const copy =
    safeguard.link === undefined
      ? { de: 'Eine Kopie erhalten Sie auf Anfrage.', en: 'We send you a copy on request.' }
      : { de: `Nachzulesen unter ${safeguard.link}.`, en: `See ${safeguard.link}.` }
  return [...outside, says(id, { de: stopped(text.de), en: stopped(text.en) }), says(id, copy)]
}

export function placesSection({ manifest, language }: Rendering): Section {
  const says = sayer(language)
  const { stores, recipients } = manifest
  const abroad = recipients.filter(isOutside)
  const named = (of: Language): string =>
    listed(
      [
        ...new Set(
          abroad.flatMap(({ country, organisation }) => [
            ...(eea.has(country) ? [] : [country]),
            ...(organisation ? [international] : []),
          ]),
        ),
      ].map(place => countryName(place, of)),
      of,
    )
  return part(language, 'places', { de: 'Wo die Daten liegen', en: 'Where the data is' }, [
    { kind: 'list', items: stores.map(store => storeItem(store, recipients, language)) },
    paragraph(says('statement/countries', allowed(manifest.allowedCountries))),
    paragraph(
      abroad.length
        ? says('statement/countries', {
            de: `Außerhalb des Europäischen Wirtschaftsraums gehen Daten nur hierhin, an die oben genannten Stellen und mit den dort genannten Garantien: ${named('de')}.`,
            en: `Outside the European Economic Area, data goes only here, to the recipients named above and under the safeguards named there: ${named('en')}.`,
          })
        : says('statement/countries', {
            de: 'In Länder außerhalb des Europäischen Wirtschaftsraums und an internationale Organisationen übermitteln wir keine Daten.',
            en: 'We transfer no data to countries outside the European Economic Area or to international organisations.',
          }),
    ),
  ])
}

function storeItem(
  { id, name, country, recipient, certificate }: StatedStore,
  recipients: readonly Recipient[],
  language: Language,
): Sentence[] {
  const says = sayer(language)
  const runs = recipients.find(one => one.id === recipient)?.name
  return [
    says(`statement/store/${id}`, {
      de: `${name.de}: ${countryName(country, 'de')}, betrieben von ${runs ?? 'uns selbst'}.`,
      en: `${name.en}: ${countryName(country, 'en')}, run by ${runs ?? 'ourselves'}.`,
    }),
    ...(certificate
      ? [
          says(`statement/store/${id}`, {
            de: `Zertifiziert nach ${certificate.scheme} (Nr. ${certificate.number}, gültig bis ${dayInWords(certificate.until, 'de')}).`,
            en: `Certified under ${certificate.scheme} (no. ${certificate.number}, valid until ${dayInWords(certificate.until, 'en')}).`,
          }),
        ]
      : []),
  ]
}

function allowed(countries: readonly string[]): Words {
  const wholeArea = [...eea].every(country => countries.includes(country))
  const others = wholeArea ? countries.filter(country => !eea.has(country)) : countries
  if (!others.length)
    return {
      de: 'Gespeichert und verarbeitet wird nur im Europäischen Wirtschaftsraum.',
      en: 'Data is stored and processed in the European Economic Area only.',
    }
  const area = { de: 'Europäischer Wirtschaftsraum', en: 'European Economic Area' }
  const named = (of: Language): string =>
    [...(wholeArea ? [area[of]] : []), ...others.map(country => countryName(country, of))].join(', ')
  return {
    de: `Nur hier dürfen Daten gespeichert und verarbeitet werden: ${named('de')}.`,
    en: `Data may be stored and processed here only: ${named('en')}.`,
  }
}

export function decisionsSection({ manifest: { profiling }, language }: Rendering): Section {
  const says = sayer(language)
  return part(language, 'decisions', { de: 'Keine automatisierten Entscheidungen', en: 'No automated decisions' }, [
    paragraph(
      says('statement/decisions', {
        de: 'Wir treffen keine Entscheidungen über Sie, die allein auf automatisierter Verarbeitung beruhen, und erstellen dafür keine Profile (Art. 22 DSGVO).',
        en: 'We make no decisions about you that are based solely on automated processing, and build no profiles for that purpose (Art. 22 GDPR).',
      }),
      profiling &&
        says('statement/decisions', {
          de: 'Auch sonst wertet bei uns kein Programm persönliche Aspekte aus: Es gibt weder Empfehlungen noch Bewertungen einzelner Personen (Art. 4 Nr. 4 DSGVO).',
          en: 'Nor does any program of ours evaluate personal aspects otherwise: there are neither recommendations to, nor scores of, single persons (Art. 4(4) GDPR).',
        }),
    ),
  ])
}

export function measuresSection({ manifest: { measures }, language }: Rendering): Section | undefined {
  if (!measures.length) return undefined
  return part(language, 'measures', { de: 'Wie wir Daten schützen', en: 'How we guard data' }, [
    paragraph(
      say(
        'statement/measures',
        stopped(
          capital(
            listed(
              measures.map(measure => label(measure)[language]),
              language,
            ),
          ),
        ),
      ),
    ),
  ])
}

/** The titles of the activities under which a right applies, where it does not apply to all. */
const where = (activities: readonly AnyActivity[], right: Right, language: Language): string =>
  listed(
    activities
      .filter(({ spec }) => rightsUnder(spec.basis).includes(right))
      .map(({ spec }) => quoted(spec.title[language], language)),
    language,
  )

export function rightsSection(rendering: Rendering): Section {
  const { manifest, activities, language } = rendering
  const { privacyContact, site } = manifest
  const says = sayer(language)
  const applies = (right: Right): boolean => activities.some(({ spec }) => rightsUnder(spec.basis).includes(right))
  const [form] = activities.flatMap(({ spec }) => spec.form ?? [])
  return part(language, 'rights', { de: 'Ihre Rechte', en: 'Your rights' }, [
    paragraph(
      says('statement/rights', {
        de: 'Alle folgenden Rechte üben Sie kostenfrei und ohne besondere Form aus.',
        en: 'You can exercise all of the following rights free of charge and without any particular form.',
      }),
      says('statement/rights', {
        de: `Eine Nachricht an ${privacyContact.mail} oder ein Brief genügt.`,
        en: `A message to ${privacyContact.mail} or a letter is enough.`,
      }),
      form &&
        says('statement/rights', {
          de: `Ein Formular dafür steht auf dieser Website unter ${form.de}; Ihre Anfrage ist auf dem Weg zu uns verschlüsselt.`,
          en: `There is a form for this on our site at ${form.en}; your request is encrypted on its way to us.`,
        }),
      site.account === undefined
        ? undefined
        : says('statement/rights', {
            de: 'Wenn Sie ein Konto haben, erledigen Sie das meiste dort selbst, unter „Meine Daten“.',
            en: 'If you have an account, you can do most of it there yourself, under “My data”.',
          }),
      says('statement/rights', {
        de: 'Wir antworten innerhalb eines Monats nach Eingang und dürfen uns vorher vergewissern, dass wirklich Sie fragen.',
        en: 'We answer within one month of receipt, and may first make sure that it is really you who asks.',
      }),
      says('statement/rights', {
        de: 'Ist ein Antrag schwierig oder sind es viele, dürfen wir diese Frist um bis zu zwei Monate verlängern; das teilen wir Ihnen dann innerhalb des ersten Monats mit den Gründen mit (Art. 12 Abs. 3 DSGVO).',
        en: 'Where requests are complex or numerous, we may extend this by up to two further months; we then tell you so within the first month, with the reasons (Art. 12(3) GDPR).',
      }),
      manifest.recipients.length === 0
        ? undefined
        : says('statement/rights', {
            de: 'Berichtigen, löschen oder schränken wir etwas ein, teilen wir das allen mit, die es von uns bekommen haben, und sagen Ihnen auf Wunsch, wer das ist (Art. 19 DSGVO).',
            en: 'When we correct, erase or restrict something, we tell everybody who received it from us, and tell you who that is if you wish (Art. 19 GDPR).',
          }),
    ),
    applies(Right.A21) ? objection(rendering) : undefined,
    {
      kind: 'list',
      items: listedRights
        .filter(([right]) => applies(right))
        .map(([right, words]) => rightItem(rendering, right, words)),
    },
    form && {
      kind: 'links',
      items: [
        {
          href: form[language],
          text: { de: 'Anfrage zum Datenschutz stellen', en: 'Make a privacy request' }[language],
        },
      ],
    },
    site.account === undefined
      ? undefined
      : {
          kind: 'links',
          items: inTheAccount
            .filter(({ rights }) => rights.some(applies))
            .map(({ at, text }) => ({ href: `${site.account}${at}`, text: text[language] })),
        },
  ])
}

/** What a person does at once in the account, and where on that page. */
const inTheAccount: readonly { readonly rights: readonly Right[]; readonly at: string; readonly text: Words }[] = [
  {
    rights: [Right.A15],
    at: '',
    text: { de: 'Auskunft: ansehen, was über mich gespeichert ist', en: 'Access: see what is held about me' },
  },
  {
    rights: [Right.A15, Right.A20],
    at: '#take',
    text: { de: 'Kopie und Datenübertragbarkeit: alles mitnehmen', en: 'Copy and portability: take everything along' },
  },
  {
    rights: [Right.A16],
    at: '#correct',
    text: { de: 'Berichtigung: meine Angaben ändern', en: 'Rectification: change my details' },
  },
  {
    rights: [Right.A17],
    at: '#delete',
    text: { de: 'Löschung: mein Konto löschen', en: 'Erasure: delete my account' },
  },
  {
    rights: [Right.A18],
    at: '#restrict',
    text: { de: 'Einschränkung: meine Daten nur noch aufbewahren lassen', en: 'Restriction: have my data only stored' },
  },
  {
    rights: [Right.A21],
    at: '#object',
    text: { de: 'Widerspruch: was ich nicht möchte, abschalten', en: 'Objection: switch off what I do not want' },
  },
  {
    rights: [Right['A7-3']],
    at: '#withdraw',
    text: {
      de: 'Widerruf: meine Einwilligungen ansehen und zurücknehmen',
      en: 'Withdrawal: see my consents and take them back',
    },
  },
]

/** Art. 21(4) GDPR wants this set apart from all other information. */
function objection({ activities, language }: Rendering): Block {
  const says = sayer(language)
  const id = 'statement/right/A21'
  const advertising = activities.some(
    ({ spec }) => spec.purposes.includes('dpv:DirectMarketing') && spec.basis.letter === 'f',
  )
  return {
    kind: 'notice',
    title: { de: 'Ihr Recht auf Widerspruch', en: 'Your right to object' }[language],
    sentences: [
      says(id, {
        de: `Wo wir uns auf ein berechtigtes Interesse stützen, können Sie jederzeit aus Gründen widersprechen, die sich aus Ihrer besonderen Situation ergeben (Art. 21 DSGVO): ${where(activities, Right.A21, 'de')}.`,
        en: `Where we rely on a legitimate interest, you may object at any time on grounds relating to your particular situation (Art. 21 GDPR): ${where(activities, Right.A21, 'en')}.`,
      }),
      says(id, {
        de: 'Wir prüfen Ihre Gründe und verarbeiten die Daten dann nicht weiter, es sei denn, wir weisen zwingende Gründe nach oder brauchen sie für Rechtsansprüche.',
        en: 'We examine your grounds and then stop, unless we show compelling reasons or need the data for legal claims.',
      }),
      ...(advertising
        ? [
            says(id, {
              de: 'Gegen Werbung können Sie jederzeit und ohne Gründe widersprechen; dann endet sie.',
              en: 'You may object to advertising at any time and without giving reasons; it then ends.',
            }),
          ]
        : []),
    ],
  }
}

const listedRights: readonly (readonly [Right, Words])[] = [
  [
    Right.A15,
    {
      de: 'Auskunft (Art. 15 DSGVO): Sie erfahren, welche Daten wir über Sie haben, woher sie stammen, wozu sie dienen, wer sie bekommen hat und wie lange sie bleiben, und Sie erhalten eine Kopie.',
      en: 'Access (Art. 15 GDPR): you learn which data we hold about you, where it came from, what it serves, who has received it and how long it stays, and you receive a copy.',
    },
  ],
  [
    Right.A16,
    {
      de: 'Berichtigung (Art. 16 DSGVO): Falsches berichtigen und Unvollständiges ergänzen wir.',
      en: 'Rectification (Art. 16 GDPR): we correct what is wrong and complete what is incomplete.',
    },
  ],
  [
    Right.A17,
    {
      de: 'Löschung (Art. 17 DSGVO): Wir löschen Ihre Daten. Was ein Gesetz uns aufzubewahren zwingt, sperren wir bis zum Ende der Frist für alles andere und sagen Ihnen, was das ist und wie lange es dauert.',
      en: 'Erasure (Art. 17 GDPR): we erase your data. What a law requires us to keep, we block for everything else until that period ends, and we tell you what that is and how long it takes.',
    },
  ],
  [
    Right.A18,
    {
      de: 'Einschränkung (Art. 18 DSGVO): Unter den Voraussetzungen des Gesetzes bewahren wir Ihre Daten nur noch auf, etwa solange wir prüfen, ob sie richtig sind.',
      en: 'Restriction (Art. 18 GDPR): under the conditions of the law we only store your data, for example while we check whether it is accurate.',
    },
  ],
  [
    Right.A20,
    {
      de: 'Datenübertragbarkeit (Art. 20 DSGVO): Was Sie uns gegeben haben, erhalten Sie in einem gängigen, maschinenlesbaren Format.',
      en: 'Portability (Art. 20 GDPR): you receive what you gave us in a common, machine-readable format.',
    },
  ],
  [
    Right['A7-3'],
    {
      de: 'Widerruf (Art. 7 Abs. 3 DSGVO): Eine Einwilligung widerrufen Sie jederzeit und so einfach, wie Sie sie gegeben haben, mit Wirkung für die Zukunft.',
      en: 'Withdrawal (Art. 7(3) GDPR): you withdraw consent at any time, as easily as you gave it, with effect for the future.',
    },
  ],
]

function rightItem({ activities, language }: Rendering, right: Right, words: Words): Sentence[] {
  const id = `statement/right/${right.replace('eu-gdpr:', '')}`
  const partly = activities.some(({ spec }) => !rightsUnder(spec.basis).includes(right))
  const limit = {
    de: `Das gilt für: ${where(activities, right, 'de')}.`,
    en: `This applies to: ${where(activities, right, 'en')}.`,
  }
  return [say(id, words[language]), ...(partly ? [say(id, limit[language])] : [])]
}

export function authoritySection({ manifest: { authority }, language }: Rendering): Section {
  const says = sayer(language)
  const also = [authority.phone, authority.mail, authority.link].filter(way => way !== undefined)
  return part(
    language,
    'complaint',
    { de: 'Beschwerde bei der Aufsichtsbehörde', en: 'Complaint to the supervisory authority' },
    [
      paragraph(
        says('statement/right/A77', {
          de: 'Sie können sich bei jeder Datenschutz-Aufsichtsbehörde beschweren, besonders dort, wo Sie wohnen, arbeiten oder den Verstoß vermuten (Art. 77 DSGVO).',
          en: 'You may complain to any data protection authority, in particular where you live, work or suspect the infringement (Art. 77 GDPR).',
        }),
        says('statement/authority', { de: 'Für uns zuständig ist:', en: 'The authority responsible for us is:' }),
      ),
      postal('statement/authority', authority, language),
      paragraph(
        says('statement/authority', {
          de: `Erreichbar auch unter ${also.join(', ')}.`,
          en: `It can also be reached at ${also.join(', ')}.`,
        }),
      ),
    ],
  )
}

/** A version that was in force before, and where it can be read. */
export interface Earlier {
  readonly version: number
  readonly effective: string
  readonly href: string
}

export function changesSection(
  { manifest, language }: Rendering,
  version: number,
  earlier: readonly Earlier[],
  withdrawn?: true,
): Section {
  const says = sayer(language)
  return part(language, 'changes', { de: 'Änderungen und frühere Fassungen', en: 'Changes and earlier versions' }, [
    paragraph(
      says(
        'statement/effective',
        withdrawn
          ? {
              de: `Diese Fassung (Nr. ${version}) war für den ${dayInWords(manifest.effective, 'de')} angekündigt. Sie wurde vorher zurückgenommen und hat nie gegolten.`,
              en: `This version (no. ${version}) was announced for ${dayInWords(manifest.effective, 'en')}. It was withdrawn before and never applied.`,
            }
          : {
              de: `Diese Fassung (Nr. ${version}) gilt ab dem ${dayInWords(manifest.effective, 'de')}.`,
              en: `This version (no. ${version}) applies from ${dayInWords(manifest.effective, 'en')}.`,
            },
      ),
      says('statement/changes', {
        de: `Vor einer wesentlichen Änderung (einem neuen Zweck, Empfänger oder Land, anderen Daten, einer längeren Frist, einer schwächeren Rechtsgrundlage) benachrichtigen wir die Betroffenen ${periodInWords(manifest.lead, 'de', 'accusative')} im Voraus, außerdem zeigen wir sie bei der nächsten Anmeldung.`,
        en: `We tell the people concerned about a material change (a new purpose, recipient or country, other data, a longer period, a weaker legal basis) ${periodInWords(manifest.lead, 'en')} in advance, and show it at the next sign-in.`,
      }),
      says('statement/changes', {
        de: 'Keine Änderung wirkt zurück: Daten aus der Zeit einer früheren Fassung verwenden wir für einen neuen Zweck nur, wenn Sie einwilligen oder ein Gesetz es vorschreibt.',
        en: 'No change applies retroactively: data from the time of an earlier version is used for a new purpose only if you consent or a law requires it.',
      }),
      says('statement/versions', {
        de: 'Frühere Fassungen bleiben hier nachlesbar.',
        en: 'Earlier versions can still be read here.',
      }),
    ),
    earlier.length
      ? {
          kind: 'links',
          items: earlier.map(before => ({
            href: before.href,
            text: {
              de: `Fassung ${before.version}, ab dem ${dayInWords(before.effective, 'de')}`,
              en: `Version ${before.version}, from ${dayInWords(before.effective, 'en')}`,
            }[language],
          })),
        }
      : undefined,
  ])
}
