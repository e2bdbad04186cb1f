import { z } from 'zod'
import type { AnyActivity } from '../declare/activity.ts'
import { domainName } from './domain-name.ts'
import { countries, eea, international } from './countries.ts'
import { zodOf } from '../declare/schema.ts'
import { period, type Setting, type Settings } from '../declare/settings.ts'
import { Measure, PersonalData, Role, Safeguard, type Purpose } from '../declare/terms.ts'

/** What a place in the manifest is (`description`), how one writes it (`eg`), and the law that wants it there. */
interface Said {
  readonly description: string
  readonly eg?: string
  readonly law?: string
}
const said = <S extends z.ZodType>(schema: S, description: string, eg?: string, law?: string): S =>
  schema.meta({ description, ...(eg !== undefined && { eg }), ...(law !== undefined && { law }) } satisfies Said) as S

const line = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^\P{Cc}*$/u, 'text on one line')
const terms = <T extends Readonly<Record<string, string>>>(of: T) =>
  z.enum(Object.values(of) as [T[keyof T], ...T[keyof T][]])

const words = said(
  z.strictObject({
    de: said(line, 'In German.', 'betreibt die Server'),
    en: said(line, 'In English.', 'runs the servers'),
  }),
  'The same in German and English.',
  '{ de: …, en: … }',
)

/**
 * Written as people write it, also with a name of the web in their own letters; where it is compared or written to,
 * DNS's name counts.
 */
export const companyMail = z
  .string()
  .max(254)
  .refine(written => {
    const at = written.lastIndexOf('@')
    const domain = domainName(written.slice(at + 1))
    return domain !== undefined && z.email().safeParse(`${written.slice(0, at)}@${domain}`).success
  }, 'that is no e-mail address')
  .meta({ format: 'idn-email' })
const mail = said(companyMail, 'An e-mail address.', 'datenschutz@firma.example')
const phone = z.string().regex(/^\+?[0-9][0-9 ()/-]{4,}$/, 'a telephone number')
const link = said(
  z.url({ protocol: /^https$/ }),
  'An address on the web, with https.',
  'https://firma.example/datenschutz',
)
const day = z.iso.date()
const iso = z.enum(countries).meta({ id: 'Country' })
const country = said(iso, 'Two letters of ISO 3166.', 'DE')

const place = {
  street: said(line, 'Street and number, or post box.', 'Uferweg 12'),
  postcode: said(z.string().trim().min(1).max(20), 'Postcode, in quotes, so that it is text.', '"14467"'),
  city: said(line, 'Town.', 'Potsdam'),
  country,
}
const address = z.strictObject({ name: said(line, 'Who the letter is for.', 'Datenschutz, Firma GmbH'), ...place })
const post = said(
  z.union([z.literal('company'), address]),
  'Where letters go: a postal address, or the word company for that of the company.',
  'company',
)

const transparency = 'Art. 13(1)(a) GDPR, section 5 DDG'
const entry = z.strictObject({
  court: said(line, 'The court or office that keeps the register.', 'Amtsgericht Potsdam'),
  number: said(line, 'The number there.', 'HRB 12345 P'),
})
const company = said(
  z.strictObject({
    name: said(line, 'The company with its legal form.', 'Firma GmbH', transparency),
    street: said(place.street, 'Street and number.', 'Uferweg 12', transparency),
    postcode: said(place.postcode, 'Postcode, in quotes, so that it is text.', '"14467"', transparency),
    city: said(line, 'Town.', 'Potsdam', transparency),
    country: said(iso, 'Two letters of ISO 3166.', 'DE', transparency),
    mail: said(companyMail, 'The address that answers.', 'kontakt@firma.example', transparency),
    phone: said(phone, 'A telephone number, in quotes.', '"+49 331 5550100"', transparency),
    representedBy: said(
      z.array(line).min(1),
      'Who represents the company, by first and last name.',
      '[Ada Beispiel]',
      'section 5(1) no. 1 DDG',
    ),
    generalPartner: said(
      z
        .strictObject({
          name: said(line, 'The general partner with its legal form.', 'Firma Verwaltungs-GmbH'),
          city: said(line, 'Where it has its seat.', 'Potsdam'),
          register: said(
            entry,
            'The register that it stands in.',
            '{ court: Amtsgericht Potsdam, number: HRB 12346 P }',
          ),
        })
        .optional(),
      'Of a limited partnership whose general partner is a company (GmbH & Co. KG): that company; representedBy then names who represents it.',
      undefined,
      'section 5(1) no. 1 DDG',
    ),
    register: said(
      z.union([z.literal('none'), entry]),
      'The commercial register, or the word none.',
      '{ court: Amtsgericht Potsdam, number: HRB 12345 P }',
      'section 5(1) no. 4 DDG',
    ),
    vatId: said(
      z.union([z.literal('none'), z.string().regex(/^[A-Z]{2}[0-9A-Za-z+*.]{2,12}$/, 'a VAT number')]),
      'The VAT identification number, or the word none.',
      'DE123456789',
      'section 5(1) no. 6 DDG',
    ),
  }),
  'The company that answers for the data: the controller.',
  undefined,
  'Art. 13(1)(a) GDPR',
)

const officer = said(
  z.union([
    z.literal('none'),
    z.strictObject({
      name: said(line.optional(), 'By name, where the company wants that.', 'Ada Beispiel'),
      mail: said(companyMail, 'The address of the officer.', 'dsb@firma.example', 'Art. 13(1)(b) GDPR'),
      post,
    }),
  ]),
  'The data protection officer, or the word none where the law asks for none.',
  '{ mail: dsb@firma.example, post: company }',
  'Art. 13(1)(b) GDPR',
)

const authority = said(
  z.strictObject({
    name: said(line, 'The supervisory authority.', 'Die Landesbeauftragte für den Datenschutz'),
    ...place,
    link,
    mail: mail.optional(),
    phone: said(phone.optional(), 'A telephone number, in quotes.', '"+49 331 5550100"'),
  }),
  'The supervisory authority that complaints can go to.',
  undefined,
  'Art. 13(2)(d) GDPR',
)

const contact = said(
  z.strictObject({
    mail: said(
      companyMail,
      'One mail address for all questions and requests on data protection.',
      'datenschutz@firma.example',
      'Art. 12(2) GDPR',
    ),
    post,
    keyword: said(line.optional(), 'A word in the subject that brings a mail to the privacy desk.', 'Datenschutz'),
  }),
  'Where questions and requests on data protection go.',
  undefined,
  'Art. 12(2) GDPR',
)

const contracted = said(
  z.strictObject({
    since: said(day, 'When it was concluded.', '2026-01-15'),
    until: said(day.optional(), 'When it ends.', '2028-12-31'),
    review: said(day.optional(), 'When its measures are looked at again.', '2027-06-30'),
  }),
  'The contract on the data, with its dates.',
  '{ since: 2026-01-15 }',
  'Art. 28(3) GDPR',
)

const safeguard = said(
  z.strictObject({
    basis: said(terms(Safeguard), 'What makes a transfer outside the EEA lawful.', 'eu-gdpr:A46-2-c'),
    name: said(line.optional(), 'Which decision, framework or clauses.', 'EU-US Data Privacy Framework'),
    link: link.optional(),
    until: said(day.optional(), 'When it ends.', '2028-12-31'),
  }),
  'What lets data go to this country.',
  '{ basis: eu-gdpr:A46-2-c }',
  'Art. 13(1)(f) GDPR',
)

const host = z.string().transform((written, context) => {
  const [, name = '', port = ''] = /^([^:]*)(:\d{1,5})?$/.exec(written) ?? []
  const host = domainName(name)
  if (host === undefined) context.addIssue({ code: 'custom', message: 'that is no host name, with a port if need be' })
  return `${host}${port}`
})
const recipientTerms = 'Art. 13(1)(e) GDPR'
export const recipientShape = said(
  z.strictObject({
    name: said(line, 'The company.', 'Rechenhof GmbH', recipientTerms),
    role: said(terms(Role), 'What it is to the controller.', 'dpv:DataProcessor'),
    street: said(place.street, 'Street and number.', 'Serverallee 1', recipientTerms),
    postcode: said(place.postcode, 'Postcode, in quotes.', '"60314"', recipientTerms),
    city: said(line, 'Town.', 'Frankfurt am Main', recipientTerms),
    country: said(iso, 'Two letters of ISO 3166.', 'DE', recipientTerms),
    organisation: said(
      z.literal(international).optional(),
      'Said of an organisation under public international law; the country is then that of its seat.',
      'international',
      'Art. 4(26) GDPR',
    ),
    link: said(link, 'Its own terms or privacy information.', 'https://rechenhof.example/datenschutz', recipientTerms),
    task: said(
      words,
      'What it does for the company.',
      '{ de: betreibt die Server, en: runs the servers }',
      recipientTerms,
    ),
    serves: said(
      z
        .array(z.string().regex(/^[a-z][a-z-]*$/))
        .min(1)
        .optional(),
      'The kinds of recipients that activities ask for; without it, the id here is the kind.',
      '[mail]',
    ),
    gets: said(
      z.array(terms(PersonalData)).min(1).optional(),
      'The categories of personal data that its task calls for; nothing else is handed over to it. Without it, whatever the activities hand over.',
      '[pd:EmailAddress, pd:EmailContent]',
      'Art. 5(1)(c) GDPR',
    ),
    contract: contracted.optional(),
    safeguard: safeguard.optional(),
    keeps: said(period.optional(), 'How long it keeps logs of its own.', 'PT4H'),
    hosts: said(
      z.array(host).min(1).optional(),
      'The hosts at which the platform may reach it.',
      '[smtp.post.example:465]',
    ),
    notices: said(
      companyMail.optional(),
      'The mail address that hears when data it received was corrected, erased or restricted; without it, the privacy desk passes that on by post.',
      'datenschutz@rechenhof.example',
      'Art. 19 GDPR',
    ),
  }),
  'Somebody outside the company whom data goes to.',
)

const store = said(
  z.strictObject({
    name: said(
      z.union([line, words]),
      'What it is called; one name, or one in each language.',
      '{ de: Datenbank, en: Database }',
    ),
    country: said(iso, 'Two letters of ISO 3166: where it stands.', 'DE'),
    recipient: said(
      z.string().optional(),
      'The recipient who runs it; without it, the company itself does.',
      'rechenhof',
    ),
    hosts: said(z.array(host).min(1).optional(), 'The hosts at which the platform may reach it.', '[db.internal:5432]'),
    certificate: said(
      z
        .strictObject({
          scheme: said(line, 'By which standard.', 'ISO/IEC 27001'),
          number: said(line, 'Its number.', 'IS-2026-118'),
          until: said(day, 'When it ends.', '2028-12-31'),
        })
        .optional(),
      'The certificate of the data centre.',
    ),
  }),
  'Where data lies.',
)

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'small letters, digits and hyphens')
const byId = <S extends z.ZodType>(schema: S) => z.record(id, schema)

/** Everything in a manifest but its activities. */
export const particulars = {
  effective: said(day, 'The date as of which the statement holds.', '2026-12-01', 'transparency, Art. 12(1) GDPR'),
  languages: said(
    z.array(z.enum(['de', 'en'])).min(1),
    'The languages of pages, mails and statement; the first is the usual one.',
    '[de, en]',
  ),
  timeZone: said(z.string(), 'The zone in which days and periods are counted.', 'Europe/Berlin'),
  site: said(
    z.strictObject({
      name: said(line, 'What the site is called.', 'Havelheim'),
      baseUrl: said(z.url().optional(), 'Where it stands on the web.', 'https://havelheim.example'),
      account: said(
        z
          .string()
          .regex(/^\/[\w/.-]*$/)
          .optional(),
        'The path of "My data", where people exercise their rights by themselves.',
        '/app/my-data',
      ),
    }),
    'The site that the statement is about.',
  ),
  company,
  privacyOfficer: officer,
  privacyContact: contact,
  authority,
  allowedCountries: said(
    z.array(z.enum(['EEA', international, ...countries])).min(1),
    'The countries that data may lie in or go to; EEA means the whole European Economic Area, international the organisations under public international law.',
    '[DE]',
  ),
  stores: said(byId(store), 'Where data lies, by id.'),
  recipients: said(byId(recipientShape), 'Whom data goes to, by id; {} for nobody.'),
  changes: said(
    z
      .strictObject({
        lead: said(period, 'How long before a material change the people concerned are told.', 'P14D'),
      })
      .optional(),
    'How changes of the statement are announced; without it, 14 days ahead.',
    '{ lead: P14D }',
  ),
  automatedDecisions: said(
    z.literal('none'),
    'Whether anything is decided about people by machine alone. Obhut does not.',
    'none',
    'Art. 13(2)(f) GDPR',
  ),
  profiling: said(
    z.literal('none').optional(),
    'Says that nothing evaluates a person by machine: neither recommendations nor scores. An activity that does is then refused. May be left out.',
    'none',
    'Art. 4(4) GDPR',
  ),
  measures: said(
    z.array(terms(Measure)).optional(),
    'How data is guarded, as the statement says it.',
    '[dpv:EncryptionInTransfer]',
  ),
}

const promiseId = said(
  z.string().regex(/^[a-z][\w.-]*\/[\w./-]+$/i, 'a promise is written as activity/fact'),
  'A promise, as activity/fact.',
  'website.access-log/keep',
)
const clauses = said(
  z.record(z.string().regex(/^[a-z]+\/[0-9a-z.-]+$/, 'a clause is written as system/number'), z.array(promiseId)),
  'Which promises carry a clause of the catalogue.',
  '{ home/2.1.1-c: [website.access-log/keep] }',
)

const narrowings = (activity: AnyActivity) => ({
  purposes: said(
    z
      .array(z.enum(activity.spec.purposes as [Purpose, ...Purpose[]]))
      .min(1)
      .optional(),
    'Only these of the purposes.',
    `[${activity.spec.purposes[0]}]`,
  ),
  recipients: said(z.array(id).optional(), 'Only these of the recipients, by id.', '[]'),
})
/** Keys of an activity in the manifest that are no settings of its own. */
export const reserved: readonly string[] = ['purposes', 'recipients']

function settingShape(setting: Setting): z.ZodType {
  const eg = {
    duration: 'P6M',
    fields: `[${Object.keys(setting.names ?? {})
      .slice(0, 2)
      .join(', ')}]`,
    choice: Object.keys(setting.names ?? {})[0] ?? '',
    proof: 'keep P3Y',
  }[setting.kind]
  const given = zodOf(setting.schema)
  const schema = setting.otherwise === undefined ? given : given.optional()
  return schema.meta({
    description: `${setting.means.en}.`,
    eg,
    ...(setting.otherwise !== undefined && { otherwise: setting.otherwise }),
  })
}

function activityShape(activity: AnyActivity): z.ZodType {
  const settings: [string, Setting][] = Object.entries((activity.spec.settings ?? {}) as Settings)
  const taken = settings.find(([name]) => reserved.includes(name))
  if (taken)
    throw new Error(
      `${activity.name} calls a setting '${taken[0]}', which a manifest uses to narrow an activity; give it another name`,
    )
  const shape = z.strictObject({
    ...Object.fromEntries(settings.map(([name, setting]) => [name, settingShape(setting)])),
    ...narrowings(activity),
  })
  const described = `${activity.spec.title.en}.`
  return said(settings.some(([, setting]) => setting.otherwise === undefined) ? shape : shape.nullable(), described)
}

/** The whole manifest, for the activities that the code knows. */
export function shapeOf(activities: readonly AnyActivity[]) {
  const known = Object.fromEntries(activities.map(activity => [activity.name, activityShape(activity).optional()]))
  return z.strictObject({
    ...particulars,
    activities: said(
      z.strictObject(known) as z.ZodType<Record<string, Record<string, unknown> | null>>,
      'What is done with data. What is not named here is not run.',
      'website.access-log: { keep: P6M }',
    ),
    clauses: clauses.optional(),
  })
}
export type ManifestShape = z.infer<ReturnType<typeof shapeOf>>

export const countriesAllowed = (allowed: ManifestShape['allowedCountries']): readonly string[] => [
  ...new Set(allowed.flatMap(place => (place === 'EEA' ? [...eea] : [place]))),
]

/** What is said about a place of the manifest, if there is such a place. */
export function descriptionOf(schema: z.ZodType | undefined): Said | undefined {
  for (let inner = schema; inner; inner = inside(inner)) {
    const meta = inner.meta() as Said | undefined
    if (meta?.description !== undefined) return meta
  }
  return undefined
}

/** The schema of the place that `path` leads to. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema
  for (const key of path) at = at && step(at, key)
  return at
}
const inside = (schema: z.ZodType): z.ZodType | undefined =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? (schema.unwrap() as z.ZodType) : undefined

function step(schema: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject)
    return Object.hasOwn(schema.shape, key) ? (schema.shape[key as string] as z.ZodType) : undefined
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType
  if (schema instanceof z.ZodUnion)
    return (schema.options as z.ZodType[]).map(option => step(option, key)).find(found => found !== undefined)
  const inner = inside(schema)
  return inner && step(inner, key)
}

/** The names that may stand at a place. */
export function namesAt(schema: z.ZodType | undefined): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).flatMap(option => namesAt(option))
  const inner = schema && inside(schema)
  return inner ? namesAt(inner) : []
}
