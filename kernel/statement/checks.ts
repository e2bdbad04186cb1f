import type { AnyTable } from '../declare/table.ts'
import { consents } from '../declare/activities.ts'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import { countryName, international, isOutside } from './countries.ts'
import { nearest } from '../text/nearest.ts'
import { isAboutTable, promises } from './promises.ts'
import { countriesAllowed, particulars } from './shape.ts'
import { isRecord, mostTold, valueAt, type YamlProblem, type Source } from './yaml.ts'

/** Guessing what was meant compares a name with all others: done for the first few. */
const mostGuessed = 10

const entries = (value: unknown): [string, Record<string, unknown>][] =>
  isRecord(value)
    ? Object.entries(value).filter((entry): entry is [string, Record<string, unknown>] => isRecord(entry[1]))
    : []
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/**
 * What one place of a manifest says against another. Looks at plain values, so that it runs also where the rest is not
 * right yet.
 */
export function crossChecks(
  value: unknown,
  yaml: Source,
  activities: readonly AnyActivity[],
  tables: readonly AnyTable[] | undefined,
): YamlProblem[] {
  if (!isRecord(value)) return []
  return [
    ...zoneThereIs(value, yaml),
    ...partnerNamed(value, yaml),
    ...languagesOnce(value, yaml),
    ...places(value, yaml),
    ...contracts(value, yaml),
    ...keepers(value, yaml),
    ...machines(value, yaml, activities),
    ...narrowed(value, yaml, activities),
    ...consentsOnRecord(value, yaml, activities),
    ...clauseMap(value, yaml, activities, tables),
  ]
}

function zoneThereIs({ timeZone }: Record<string, unknown>, yaml: Source): YamlProblem[] {
  if (typeof timeZone !== 'string') return []
  const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC']
  if (zones.includes(timeZone)) return []
  return [
    yaml.problem(
      ['timeZone'],
      `there is no time zone '${timeZone}'`,
      `write one of the IANA database: ${nearest(timeZone, zones) ?? 'Europe/Berlin'}`,
    ),
  ]
}

/** A partnership whose general partner is a company acts through that company, and says so (section 5(1) no. 1 DDG). */
function partnerNamed({ company }: Record<string, unknown>, yaml: Source): YamlProblem[] {
  if (!isRecord(company) || typeof company['name'] !== 'string' || company['generalPartner'] !== undefined) return []
  if (!/& *Co\.? *(KG|KGaA|OHG)\b/i.test(company['name'])) return []
  return [
    yaml.problem(
      ['company', 'name'],
      `${company['name']} is represented by its general partner, which is not named (section 5(1) no. 1 DDG)`,
      'add to company: generalPartner: { name: …, city: …, register: { court: …, number: … } }; representedBy names its managing directors',
    ),
  ]
}

function languagesOnce({ languages }: Record<string, unknown>, yaml: Source): YamlProblem[] {
  return listOf(languages)
    .slice(0, mostTold)
    .flatMap((language, place, all) =>
      all.indexOf(language) < place
        ? [yaml.problem(['languages', place], `'${String(language)}' stands here twice`, 'keep one')]
        : [],
    )
}

/** No data outside the allowed countries; none outside the EEA without a safeguard. */
function places(value: Record<string, unknown>, yaml: Source): YamlProblem[] {
  const allowed = particulars.allowedCountries.safeParse(value.allowedCountries)
  const countries = allowed.success ? countriesAllowed(allowed.data) : undefined
  return (['recipients', 'stores'] as const).flatMap(kind =>
    entries(value[kind]).flatMap(([id, { country, safeguard, recipient, name, organisation }]) => {
      if (typeof country !== 'string' || !/^[A-Z]{2}$/.test(country)) return []
      const who = typeof name === 'string' ? name : isRecord(name) && typeof name.en === 'string' ? name.en : id
      const where = countryName(country, 'en')
      const outside = yaml.problem(
        [kind, id, 'country'],
        `${who} is in ${where}, where this manifest lets no data go`,
        `choose somebody in ${countries === undefined || countries.length > 20 ? 'the EEA' : countries.join(', ')}, or add ${country} to allowedCountries; the statement will say so`,
      )
      const unguarded = yaml.problem(
        [kind, id, 'country'],
        `${who} is in ${where}, outside the EEA, and no safeguard is given (Art. 44 GDPR)`,
        `add to ${kind === 'recipients' ? `recipients.${id}` : `the recipient of stores.${id}`}: safeguard: { basis: eu-gdpr:A46-2-c }`,
      )
      const between = yaml.problem(
        [kind, id, 'organisation'],
        `${who} is an international organisation, and this manifest lets no data go to any (Art. 44 GDPR)`,
        `choose somebody else, or add ${international} to allowedCountries; the statement will say so`,
      )
      const betweenNations = organisation === international
      const guarded =
        !isOutside({ country, ...(betweenNations && { organisation }) }) ||
        (kind === 'recipients' ? safeguard : valueAt(value, ['recipients', String(recipient), 'safeguard'])) !==
          undefined
      return [
        countries === undefined || countries.includes(country) ? undefined : outside,
        betweenNations && !countries?.includes(international) ? between : undefined,
        guarded ? undefined : unguarded,
      ].filter(problem => problem !== undefined)
    }),
  )
}

const byContract: ReadonlySet<unknown> = new Set([
  'dpv:DataProcessor',
  'dpv:DataSubProcessor',
  'dpv:JointDataControllers',
])
function contracts({ recipients }: Record<string, unknown>, yaml: Source): YamlProblem[] {
  return entries(recipients).flatMap(([id, { role, contract, name }]) =>
    byContract.has(role) && contract === undefined
      ? [
          yaml.problem(
            ['recipients', id],
            `${typeof name === 'string' ? name : id} works on the company's data without a contract on record (${role === 'dpv:JointDataControllers' ? 'Art. 26' : 'Art. 28(3)'} GDPR)`,
            'add contract: { since: 2026-01-15 }',
          ),
        ]
      : [],
  )
}

function keepers({ stores, recipients }: Record<string, unknown>, yaml: Source): YamlProblem[] {
  const known = isRecord(recipients) ? Object.keys(recipients) : []
  const unknown = entries(stores).flatMap(([id, { recipient }]) =>
    typeof recipient === 'string' && !known.includes(recipient) ? [{ id, recipient }] : [],
  )
  return unknown
    .slice(0, mostTold)
    .map(({ id, recipient }, index) =>
      yaml.problem(
        ['stores', id, 'recipient'],
        `no recipient '${recipient}' is declared`,
        `did you mean '${(index < mostGuessed ? nearest(recipient, known) : undefined) ?? known[0] ?? 'nobody'}'? otherwise add it under recipients, or leave recipient out where the company runs the store itself`,
      ),
    )
}

/** What no machine may do with a person here: decide at all, and evaluate where the manifest says that nothing does. */
function machines(
  { activities: stated, profiling }: Record<string, unknown>,
  yaml: Source,
  activities: readonly AnyActivity[],
): YamlProblem[] {
  if (!isRecord(stated)) return []
  return activities
    .filter(({ name }) => Object.hasOwn(stated, name))
    .flatMap(({ name, spec: { evaluates } }) => {
      if (evaluates === 'decides')
        return [
          yaml.problem(
            ['activities', name],
            `'${name}' decides about people by machine alone, and this manifest says that nothing does (Art. 22 GDPR)`,
            'take it out',
            'the key',
          ),
        ]
      if (evaluates === undefined || profiling !== 'none') return []
      return [
        yaml.problem(
          ['activities', name],
          `'${name}' ${evaluates} by machine, and this manifest says that nobody is profiled (Art. 4(4) GDPR)`,
          'take it out, or take out profiling: none; the statement will say so',
          'the key',
        ),
      ]
    })
}

/** An activity's `recipients:` picks among those that serve it. */
function narrowed(value: Record<string, unknown>, yaml: Source, activities: readonly AnyActivity[]): YamlProblem[] {
  const able = (activity: AnyActivity): string[] =>
    entries(value.recipients)
      .filter(([id, { serves }]) =>
        (Array.isArray(serves) ? serves : [id]).some(kind => activity.spec.recipients?.includes(String(kind))),
      )
      .map(([id]) => id)
  return entries(value.activities).flatMap(([name, { recipients }]) => {
    const activity = activities.find(known => known.name === name)
    if (!activity) return []
    const serving = able(activity)
    const strangers = listOf(recipients).flatMap((id, place) =>
      typeof id === 'string' && !serving.includes(id) ? [{ id, place }] : [],
    )
    const mend = serving.length
      ? `it can send to ${serving.slice(0, mostTold).join(', ')}`
      : 'take it out; this activity has no recipients of its own'
    return strangers
      .slice(0, mostTold)
      .map(({ id, place }) =>
        yaml.problem(['activities', name, 'recipients', place], `'${name}' sends nothing to '${id}'`, mend),
      )
  })
}

/** Who asks for consent has to be able to show it (Art. 7(1) GDPR). */
function consentsOnRecord(
  { activities: stated }: Record<string, unknown>,
  yaml: Source,
  activities: readonly AnyActivity[],
): YamlProblem[] {
  const { name: onRecord } = consents
  if (!isRecord(stated) || Object.hasOwn(stated, onRecord) || !activities.some(({ name }) => name === onRecord))
    return []
  const asking = activities.find(activity => isByConsent(activity) && Object.hasOwn(stated, activity.name))
  return asking
    ? [
        yaml.problem(
          ['activities', asking.name],
          `'${asking.name}' asks for consent, and nothing keeps it on record (Art. 7(1) GDPR)`,
          `add under activities: ${onRecord}: { keep: P1Y }`,
          'the key',
        ),
      ]
    : []
}

const names = (part: unknown): string[] => (isRecord(part) ? Object.keys(part) : [])

function clauseMap(
  value: Record<string, unknown>,
  yaml: Source,
  activities: readonly AnyActivity[],
  tables: readonly AnyTable[] | undefined,
): YamlProblem[] {
  const stated = names(value.activities)
  const known = promises(
    { activities: stated, recipients: names(value.recipients), stores: names(value.stores) },
    activities,
    tables,
  ).map(({ id }) => id)
  const there = new Set(known)
  const trusted = (promise: string): boolean =>
    tables === undefined && isAboutTable(promise) && stated.includes(promise.split('/')[0] ?? '')
  const wrong = Object.entries(isRecord(value.clauses) ? value.clauses : {}).flatMap(([clause, list]) =>
    listOf(list).flatMap((promise, place, all) => {
      if (typeof promise !== 'string' || !promise.includes('/')) return []
      const twice = all.indexOf(promise) < place
      return twice || !(there.has(promise) || trusted(promise)) ? [{ clause, promise, place, twice }] : []
    }),
  )
  return wrong.slice(0, mostTold).map(({ clause, promise, place, twice }, index) => {
    if (twice) return yaml.problem(['clauses', clause, place], `'${promise}' stands here twice`, 'keep one')
    const meant = index < mostGuessed ? nearest(promise, known) : undefined
    return yaml.problem(
      ['clauses', clause, place],
      `this manifest does not promise '${promise}'`,
      meant === undefined
        ? 'state the activity that promises it, or take it out'
        : `did you mean '${meant}'? otherwise state the activity that promises it, or take it out`,
    )
  })
}
