import { isDeepStrictEqual } from 'node:util'
import { change, type Change, type Reason } from './change.ts'
import { codeChanged } from './code-changes.ts'
import { countryName } from './countries.ts'
import { labels, type Term } from './labels.ts'
import type { ActivityOutline, Outline, SettingOutline } from './outline.ts'
import type { Address } from './manifest.ts'
import { dayInWords, listed, mayLastLonger, periodInWords } from '../declare/periods.ts'
import { factsChanged, type FactChanged } from './facts.ts'
import { questionsChanged, wordingChanged } from './told.ts'
import { incidental } from './data-section.ts'
import { evaluations, operationInWords } from '../declare/operations.ts'
import { valueInWords } from './rendering.ts'
import type { Period } from '../declare/settings.ts'
import type { Language, LegalBasisTerm, PersonalData, Words } from '../declare/terms.ts'

/**
 * In what one version of the statement differs from another: what people have to be told before it holds, and what they
 * need not be. What only becomes less (a purpose, a recipient, a shorter period) or is a mere detail is not material;
 * all else is.
 */
export function changesBetween(before: Outline, after: Outline): Change[] {
  return [
    ...activitiesChanged(before, after),
    ...recipientsChanged(before, after),
    ...placesChanged(before, after),
    ...questionsChanged(before, after),
    ...particularsChanged(before, after),
  ]
}

/**
 * The same, and where nothing else is different how it reads. A change of what is promised changes its sentences, too,
 * and is told once.
 */
export function changesInFull(before: Outline, after: Outline): Change[] {
  const changes = changesBetween(before, after)
  return changes.every(({ where }) => where === 'statement/effective')
    ? [...changes, ...wordingChanged(before, after)]
    : changes
}

const inBoth = (of: (language: Language) => string): Words => ({ de: of('de'), en: of('en') })
const said = (term: string): Words => (labels as Readonly<Record<string, Words>>)[term] ?? { de: term, en: term }
const list = (words: readonly Words[]): Words =>
  inBoth(language =>
    listed(
      words.map(one => one[language]),
      language,
    ),
  )
const terms = (of: readonly Term[]): Words => list(of.map(said))
const under = (title: Words, fact: Words): Words => inBoth(language => `${title[language]}: ${fact[language]}`)
const countries = (codes: readonly string[]): Words =>
  list([...new Set(codes)].map(code => inBoth(language => countryName(code, language))))
const without = <T>(all: readonly T[], those: readonly T[]): T[] => all.filter(one => !those.includes(one))

/** More of something, less of it, or another choice: told once, material where anything came in addition. */
function set<T>(
  where: string,
  what: Words,
  before: readonly T[],
  after: readonly T[],
  tell: (of: readonly T[]) => Words,
  more: Reason,
): Change[] {
  const added = without(after, before)
  const gone = without(before, after)
  const or = (of: readonly T[]): Words | null => (of.length ? tell(of) : null)
  if (!added.length && !gone.length) return []
  return [change(where, what, or(before), or(after), added.length ? more : 'less')]
}

function activitiesChanged(before: Outline, after: Outline): Change[] {
  const names = [...new Set([...Object.keys(before.activities), ...Object.keys(after.activities)])]
  const changed = factsChanged(before.facts ?? {}, after.facts)
  return names.flatMap(name => {
    const [was, is] = [before.activities[name], after.activities[name]]
    if (!was) return is ? [change(`${name}/purpose`, is.title, null, terms(is.purposes), 'new activity')] : []
    if (!is) return [change(`${name}/purpose`, was.title, terms(was.purposes), null, 'less')]
    return activityChanged(name, was, is, before, after, changed)
  })
}

const facts = {
  purpose: { de: 'Zweck', en: 'purpose' },
  basis: { de: 'Rechtsgrundlage', en: 'legal basis' },
  operations: { de: 'was mit den Daten geschieht', en: 'what is done with the data' },
  evaluates: { de: 'automatisierte Auswertung', en: 'evaluation by machine' },
  recipients: { de: 'Empfänger', en: 'recipients' },
  data: { de: 'Daten', en: 'data' },
  reads: { de: 'dafür gelesene Daten', en: 'data read for it' },
} satisfies Record<string, Words>

function activityChanged(
  name: string,
  was: ActivityOutline,
  is: ActivityOutline,
  before: Outline,
  after: Outline,
  changed: readonly FactChanged[],
): Change[] {
  const at = (fact: keyof typeof facts): [string, Words] => [`${name}/${fact}`, under(is.title, facts[fact])]
  // A recipient that is new to the whole statement, or gone from it, is told once and not again for each activity.
  const known = ({ recipients }: ActivityOutline): string[] =>
    recipients.filter(id => before.recipients[id] && after.recipients[id])
  const nameOf = (id: string): Words => inBoth(() => after.recipients[id]?.name ?? before.recipients[id]?.name ?? id)
  // What is asked for by a setting is compared with that setting.
  const categories = (of: ActivityOutline): Term[] =>
    tellingOf(Object.values(of.data).flatMap(({ is: category, asked }) => (asked ? [] : category)))
  return [
    ...set(...at('purpose'), was.purposes, is.purposes, terms, 'new purpose'),
    ...(was.basis === is.basis
      ? []
      : [
          change(
            ...at('basis'),
            said(was.basis),
            said(is.basis),
            strength(is.basis) < strength(was.basis) ? 'weaker basis' : 'other basis',
          ),
        ]),
    ...set(
      ...at('operations'),
      was.operations,
      is.operations,
      of =>
        inBoth(language =>
          listed(
            of.map(one => operationInWords(one, language)),
            language,
          ),
        ),
      'new operation',
    ),
    ...(was.evaluates === is.evaluates
      ? []
      : [change(...at('evaluates'), evaluated(was), evaluated(is), is.evaluates ? 'new operation' : 'less')]),
    ...set(...at('recipients'), known(was), known(is), of => list(of.map(nameOf)), 'new recipient'),
    ...set(...at('data'), categories(was), categories(is), terms, 'new data'),
    ...readsChanged(
      ...at('reads'),
      was,
      is,
      columns => readInWords(columns, before, after),
      column => categoryOf(column, before, after),
    ),
    ...Object.entries(is.settings).flatMap(([key, setting]) =>
      settingChanged(`${name}/${key}`, is.title, was.settings[key], setting),
    ),
    ...codeChanged(name, is.title, before.facts, changed),
  ]
}

/** As the statement tells of them: what only keeps rows together is told of where there is nothing else. */
function tellingOf(all: readonly PersonalData[]): PersonalData[] {
  const telling = all.filter(is => !incidental.has(is))
  return [...new Set(telling.length ? telling : all)]
}

/**
 * Data of another table, or of a further category of one that is read already; a further column of a category that was
 * told of is no news.
 */
function readsChanged(
  where: string,
  what: Words,
  was: ActivityOutline,
  is: ActivityOutline,
  tell: (columns: readonly string[]) => Words,
  category: (column: string) => PersonalData | undefined,
): Change[] {
  const columns = ({ reads }: ActivityOutline): string[] =>
    Object.entries(reads).flatMap(([table, names]) => names.map(name => `${table}.${name}`))
  const tableOf = (column: string): string => column.slice(0, column.lastIndexOf('.'))
  const keyOf = (column: string): string => {
    const found = category(column)
    return found === undefined || incidental.has(found) ? tableOf(column) : `${tableOf(column)} ${found}`
  }
  const keys = (of: ActivityOutline): string[] => [
    ...new Set(columns(of).flatMap(column => [tableOf(column), keyOf(column)])),
  ]
  const [added, gone] = [without(keys(is), keys(was)), without(keys(was), keys(is))]
  if (!added.length && !gone.length) return []
  const or = (of: readonly string[]): Words | null => (of.length ? tell(of) : null)
  return [change(where, what, or(columns(was)), or(columns(is)), added.length ? 'new source' : 'less')]
}
const categoryOf = (column: string, before: Outline, after: Outline): PersonalData | undefined =>
  [...Object.values(after.activities), ...Object.values(before.activities)].flatMap(
    ({ data }) => data[column]?.is ?? [],
  )[0]

const evaluated = ({ evaluates }: ActivityOutline): Words | null => (evaluates ? evaluations[evaluates] : null)

/** Columns of other activities' tables, as their owners call them: "Konto (E-Mail-Adresse)". */
function readInWords(columns: readonly string[], before: Outline, after: Outline): Words {
  const owners = [...Object.values(after.activities), ...Object.values(before.activities)]
  const found = columns.map(column => ({ column, owner: owners.find(({ data }) => Object.hasOwn(data, column)) }))
  const parts = [
    ...Map.groupBy(
      found.filter(({ owner }) => owner),
      ({ owner }) => owner!,
    ),
  ].map(
    (
      [{ title, data }, its], // those without one are left out just before
    ) =>
      inBoth(
        language =>
          `${title[language]} (${listed(
            [...new Set(its.flatMap(({ column }) => data[column]?.is ?? []))].map(is => said(is)[language]),
            language,
          )})`,
      ),
  )
  const bare = found.flatMap(({ column, owner }) => (owner ? [] : { de: column, en: column }))
  return list([...parts, ...bare])
}

/** How much a basis leaves to the person: consent most of all. */
const strengths: readonly LegalBasisTerm[] = [
  'eu-gdpr:A6-1-f-third-party',
  'eu-gdpr:A6-1-f-controller',
  'eu-gdpr:A6-1-c',
  'eu-gdpr:A6-1-b-enter-into-contract',
  'eu-gdpr:A6-1-b-contract-performance',
  'eu-gdpr:A6-1-a-non-explicit-consent',
  'eu-gdpr:A6-1-a-explicit-consent',
]
const strength = (basis: LegalBasisTerm): number => strengths.indexOf(basis)

function settingChanged(where: string, title: Words, was: SettingOutline | undefined, is: SettingOutline): Change[] {
  if (isDeepStrictEqual(was?.value, is.value)) return []
  const what = under(title, is.means)
  const tell = (value: unknown): Words | null => (value === undefined ? null : inWords(is, value))
  if (is.kind === 'fields')
    return set(
      where,
      what,
      (was?.value ?? []) as readonly string[],
      is.value as readonly string[],
      of => inWords(is, of),
      'new data',
    )
  if (is.kind === 'duration')
    return [
      change(
        where,
        what,
        tell(was?.value),
        tell(is.value),
        periodChanged(was?.value as Period | undefined, is.value as Period),
      ),
    ]
  return [change(where, what, tell(was?.value), tell(is.value), 'other way')]
}

const periodChanged = (was: Period | undefined, is: Period): Reason =>
  was === undefined || mayLastLonger(is, was) ? 'longer' : 'shorter'

const inWords = (setting: SettingOutline, value: unknown): Words =>
  inBoth(language => valueInWords(setting, value, language))

function recipientsChanged(before: Outline, after: Outline): Change[] {
  const ids = [...new Set([...Object.keys(before.recipients), ...Object.keys(after.recipients)])]
  return ids.flatMap(id => {
    const [was, is] = [before.recipients[id], after.recipients[id]]
    const where = `statement/recipient/${id}`
    const who = (of: NonNullable<typeof is>): Words =>
      inBoth(
        language =>
          `${of.name} (${[said(of.role)[language], countryName(of.country, language), ...(of.organisation ? [{ de: 'internationale Organisation', en: 'international organisation' }[language]] : [])].join(', ')})`,
      )
    const what = { de: 'Empfänger', en: 'Recipient' }
    if (!was) return is ? [change(where, what, null, who(is), 'new recipient')] : []
    if (!is) return [change(where, what, who(was), null, 'less')]
    const named = under(what, { de: is.name, en: is.name })
    const safeguard = (of: typeof is): Words | null => (of.safeguard ? said(of.safeguard.basis) : null)
    const keeps = (of: typeof is): Words | null =>
      of.keeps === undefined ? null : inBoth(language => periodInWords(of.keeps as Period, language))
    return [
      ...(was.name === is.name && was.role === is.role && was.organisation === is.organisation
        ? []
        : [change(where, what, who(was), who(is), 'other recipient')]),
      ...(was.country === is.country
        ? []
        : [
            change(
              where,
              under(named, { de: 'Land', en: 'country' }),
              countries([was.country]),
              countries([is.country]),
              'new country',
            ),
          ]),
      ...(was.safeguard?.basis === is.safeguard?.basis
        ? []
        : [
            change(
              where,
              under(named, { de: 'Garantie', en: 'safeguard' }),
              safeguard(was),
              safeguard(is),
              was.safeguard ? 'weaker safeguard' : 'better',
            ),
          ]),
      ...set(
        where,
        under(named, { de: 'Aufgaben', en: 'tasks' }),
        was.serves,
        is.serves,
        of => list(of.map(taskInWords)),
        'new task',
      ),
      ...dataFor(where, under(named, { de: 'Daten', en: 'data' }), was.gets, is.gets),
      ...(was.keeps === is.keeps
        ? []
        : [
            change(
              where,
              under(named, { de: 'eigene Protokolle', en: 'logs of its own' }),
              keeps(was),
              keeps(is),
              is.keeps === undefined ? 'shorter' : periodChanged(was.keeps as Period | undefined, is.keeps as Period),
            ),
          ]),
      ...detail(
        where,
        named,
        { ...was, ...toldAlready, safeguard: was.safeguard && { ...was.safeguard, basis: '' } },
        { ...is, ...toldAlready, safeguard: is.safeguard && was.safeguard && { ...is.safeguard, basis: '' } },
      ),
    ]
  })
}

const toldAlready = { name: '', role: '', country: '', organisation: '', keeps: '', serves: '', gets: '' }

const tasks: Readonly<Record<string, Words>> = { mail: { de: 'Zustellung von E-Mails', en: 'delivering e-mail' } }
const taskInWords = (kind: string): Words => tasks[kind] ?? plain(kind)

/** Which categories a recipient may get at most; where none are named, whatever the activities hand over. */
function dataFor(
  where: string,
  what: Words,
  was: readonly Term[] | undefined,
  is: readonly Term[] | undefined,
): Change[] {
  if (was && is) return set(where, what, was, is, terms, 'new data')
  if (!was && !is) return []
  const all = { de: 'alles, was die Verarbeitungen weitergeben', en: 'whatever the activities hand over' }
  return [change(where, what, was ? terms(was) : all, is ? terms(is) : all, is ? 'less' : 'new data')]
}

function placesChanged(before: Outline, after: Outline): Change[] {
  const where = ({ stores }: Outline): string[] => [...new Set(Object.values(stores).map(({ country }) => country))]
  const certified = ({ stores }: Outline): string[] =>
    Object.values(stores)
      .filter(({ certificate }) => certificate)
      .map(({ id }) => id)
  const nameOf = (id: string): Words => after.stores[id]?.name ?? before.stores[id]?.name ?? { de: id, en: id }
  const bare = ({ stores }: Outline) =>
    Object.fromEntries(
      Object.entries(stores).map(([id, { certificate, ...rest }]) => [
        id,
        { ...rest, country: '', certificate: certificate && { ...certificate } },
      ]),
    )
  const lostCertificate = without(certified(before), certified(after)).filter(id => after.stores[id])
  return [
    ...set(
      'statement/countries',
      { de: 'Länder, in die Daten gehen dürfen', en: 'Countries that data may go to' },
      before.countries,
      after.countries,
      countries,
      'new country',
    ),
    ...set(
      'statement/countries',
      { de: 'Länder, in denen die Daten liegen', en: 'Countries where the data is' },
      where(before),
      where(after),
      countries,
      'new country',
    ),
    ...lostCertificate.map(id =>
      change(
        `statement/store/${id}`,
        under(nameOf(id), { de: 'Zertifikat', en: 'certificate' }),
        { de: before.stores[id]?.certificate?.scheme ?? '', en: before.stores[id]?.certificate?.scheme ?? '' },
        null,
        'weaker measure',
      ),
    ),
    ...(lostCertificate.length
      ? []
      : detail('statement/store', { de: 'Speicherorte', en: 'Stores' }, bare(before), bare(after))),
  ]
}

function particularsChanged(before: Outline, after: Outline): Change[] {
  const day = (of: string): Words => inBoth(language => dayInWords(of, language))
  const dropped = without(before.measures, after.measures)
  const added = without(after.measures, before.measures)
  const company = { de: 'Verantwortlicher', en: 'Controller' }
  return [
    ...(before.controller.name === after.controller.name
      ? []
      : [
          change(
            'statement/company',
            company,
            plain(before.controller.name),
            plain(after.controller.name),
            'other controller',
          ),
        ]),
    ...(dropped.length || added.length
      ? [
          change(
            'statement/measures',
            { de: 'Schutzmaßnahmen', en: 'Protective measures' },
            before.measures.length ? terms(before.measures) : null,
            after.measures.length ? terms(after.measures) : null,
            dropped.length ? 'weaker measure' : 'better',
          ),
        ]
      : []),
    ...(before.profiling === after.profiling
      ? []
      : [
          change(
            'statement/decisions',
            { de: 'Auswertung persönlicher Aspekte', en: 'Evaluation of personal aspects' },
            before.profiling ? nobodyIs : null,
            after.profiling ? nobodyIs : null,
            after.profiling ? 'better' : 'weaker measure',
          ),
        ]),
    ...detail('statement/company', company, { ...before.controller, name: '' }, { ...after.controller, name: '' }),
    ...(before.officer && !after.officer
      ? [change('statement/officer', officer, plain(before.officer.mail), null, 'weaker measure')]
      : detail(
          'statement/officer',
          officer,
          before.officer && reached(before.officer, before),
          after.officer && reached(after.officer, after),
        )),
    ...detail(
      'statement/contact',
      { de: 'Kontakt zum Datenschutz', en: 'Privacy contact' },
      reached(before.contact, before),
      reached(after.contact, after),
    ),
    ...detail(
      'statement/authority',
      { de: 'Aufsichtsbehörde', en: 'Supervisory authority' },
      before.authority,
      after.authority,
    ),
    ...(before.lead === after.lead
      ? []
      : [
          change(
            'statement/changes',
            { de: 'Vorlauf vor wesentlichen Änderungen', en: 'Notice before material changes' },
            span(before.lead),
            span(after.lead),
            mayLastLonger(before.lead, after.lead) ? 'less notice' : 'better',
          ),
        ]),
    ...detail('statement/languages', { de: 'Sprachen', en: 'Languages' }, before.languages, after.languages),
    ...detail('statement/zone', { de: 'Zeitzone', en: 'Time zone' }, before.timeZone, after.timeZone),
    ...(before.effective === after.effective
      ? []
      : [
          change(
            'statement/effective',
            { de: 'Stand', en: 'Date' },
            day(before.effective),
            day(after.effective),
            'particulars',
          ),
        ]),
  ]
}
/** Who is reached at the company's own address is not told of again when that changes. */
const reached = <P extends { readonly post: Address }>(who: P, { controller }: Outline): unknown => ({
  ...who,
  post: who.post.street === controller.street && who.post.city === controller.city ? 'company' : who.post,
})
const officer: Words = { de: 'Datenschutzbeauftragte Person', en: 'Data protection officer' }
const nobodyIs: Words = { de: 'keine', en: 'none' }
const span = (period: Period): Words => inBoth(language => periodInWords(period, language))
const plain = (text: string): Words => ({ de: text, en: text })

/** What changed in a place of the manifest that is a detail: named by the values that differ. */
function detail(where: string, what: Words, before: unknown, after: unknown): Change[] {
  if (isDeepStrictEqual(before, after)) return []
  const [was, is] = [leaves(before), leaves(after)]
  const differing = [...new Set([...was.keys(), ...is.keys()])].filter(path => was.get(path) !== is.get(path))
  const tell = (of: ReadonlyMap<string, string>): Words | null => {
    const values = differing.flatMap(path => of.get(path) ?? [])
    return values.length ? plain(values.join(', ')) : null
  }
  return [change(where, what, tell(was), tell(is), 'particulars')]
}
function leaves(value: unknown, path = ''): Map<string, string> {
  if (value === null || value === undefined) return new Map()
  if (typeof value !== 'object') return new Map([[path, String(value)]])
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, `${path}/${key}`)]))
}
