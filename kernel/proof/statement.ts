import type { ClientBase } from 'pg'
import { isDeepStrictEqual } from 'node:util'
import { countryName } from '../statement/countries.ts'
import type { Manifest } from '../statement/manifest.ts'
import type { Outline } from '../statement/outline.ts'
import { beginOf } from '../declare/periods.ts'
import { firstDay } from '../versions/publishing.ts'
import { readOtherwise, toldBy, type Told as Worded } from '../statement/told.ts'
import { everySentence } from '../statement/render.ts'
import type { Language } from '../declare/terms.ts'
import type { Findings } from './findings.ts'
import { declaredActivities, declaredTables, type ProofContext } from './context.ts'
import { notOwed } from './owed.ts'

export interface VersionOfStatement {
  readonly version: number
  readonly publishedAt: Date
  readonly manifest: Manifest
}

/** Each promise is told to people, in every language of the statement, unless there is nothing to tell. */
export function proveTold(context: ProofContext, version: number, promises: readonly string[], found: Findings): void {
  const told = context.manifest.languages.map(language => ({
    language,
    sentences: sentencesOf(context, context.manifest, version, language),
  }))
  proveCountriesTold(context, told, found)
  const reasons = notOwed(context)
  for (const promise of promises) {
    const reason = reasons.get(promise)
    if (reason !== undefined && !told.some(({ sentences }) => sentences.has(promise))) {
      found.shows(promise, { from: 'statement', says: `has no sentence of its own: ${reason}` })
      continue
    }
    for (const { language, sentences } of told)
      if (!sentences.has(promise))
        found.fault(`the statement has no sentence for ${promise} in ${nameOf(language)}`, promise)
    found.shows(promise, {
      from: 'statement',
      says: `told in ${
        told
          .filter(({ sentences }) => sentences.has(promise))
          .map(({ language }) => nameOf(language))
          .join(' and ') || 'no language'
      }`,
    })
  }
}
/** The sentences on whoever gets data or keeps it name the country (Art. 13(1)(f) GDPR). */
function proveCountriesTold(
  { manifest: { recipients, stores } }: ProofContext,
  told: readonly { readonly language: Language; readonly sentences: ReadonlyMap<string, string> }[],
  found: Findings,
): void {
  const places = [
    ...recipients.map(({ id, country }) => [`statement/recipient/${id}`, country] as const),
    ...stores.map(({ id, country }) => [`statement/store/${id}`, country] as const),
  ]
  for (const [promise, country] of places)
    for (const { language, sentences } of told)
      if (!sentences.get(promise)?.includes(countryName(country, language)))
        found.fault(`the sentence for ${promise} in ${nameOf(language)} does not name the country`, promise)
}

const nameOf = (language: Language): string => ({ de: 'German', en: 'English' })[language]

function sentencesOf(
  context: ProofContext,
  manifest: Manifest,
  version: number,
  language: Language,
): Map<string, string> {
  const sentences = everySentence({
    manifest,
    activities: declaredActivities(context),
    tables: declaredTables(context),
    language,
    version,
  }).flatMap(({ id, text, also = [] }) => [id, ...also].map(promise => ({ id: promise, text })))
  return new Map(
    [...Map.groupBy(sentences, one => one.id)].map(([id, all]) => [id, all.map(one => one.text).join(' ')]),
  )
}

/** Since when each promise has been told in the words that it has now, in one run of versions. */
export function sinceWhen(
  context: ProofContext,
  versions: readonly VersionOfStatement[],
  inForce: number,
): (promise: string) => Date | undefined {
  const language = context.manifest.languages[0] ?? 'de'
  // The number of the version stands in the text and is no change of it.
  const told = versions
    .filter(one => one.version <= inForce)
    .map(one => ({ at: one.publishedAt, sentences: sentencesOf(context, one.manifest, inForce, language) }))
    .toReversed()
  return promise => {
    const now = told[0]?.sentences.get(promise)
    const run = told.findIndex(one => one.sentences.get(promise) !== now)
    return told.at(run === -1 ? told.length - 1 : Math.max(0, run - 1))?.at
  }
}

interface Stored {
  readonly version: number
  readonly hash: string
  readonly real: string
  readonly in_force: boolean
  readonly effective: string
}

/** The statement in force is the manifest that runs, unchanged since it was published, and so is every earlier one. */
export async function proveInForce(
  client: ClientBase,
  context: ProofContext,
  running: { readonly hash: string; readonly version: number },
  found: Findings,
): Promise<void> {
  const { rows } = await client.query<Stored>(`
    select s.version, s.hash, encode(sha256(convert_to(s.manifest, 'UTF8')), 'hex') as real, f.version is not null as in_force, s.effective
    from obhut.statement s left join obhut.in_force f using (version) order by 1`)
  for (const row of rows)
    if (row.hash !== row.real)
      found.fault(
        `version ${row.version} of the statement is not what was published: its text has changed`,
        'statement/versions',
      )
  const current = rows.find(row => row.in_force)
  if (current?.hash !== running.hash || current.version !== running.version)
    found.fault('what runs is not the statement in force', 'statement/activities')
  if (current && current.effective !== context.manifest.effective)
    found.fault(`the statement in force is stored as of ${current.effective}`, 'statement/effective')
  found.shows('statement/versions', {
    from: 'rows',
    rows: rows.length,
    says: `${rows.length} version${rows.length === 1 ? '' : 's'} stored, each as it was published; version ${current?.version} (${running.hash.slice(0, 12)}…) is in force`,
  })
  found.shows('statement/effective', {
    from: 'rows',
    says: `version ${current?.version} is stored as of ${current?.effective}`,
  })
  await readsAsPublished(client, context, running.version, found)
  await provesStated(client, context, running.version, found)
  await toldInTime(client, found)
}

/** What is shown is what this version was put in force with, sentence by sentence and question by question. */
async function readsAsPublished(
  client: ClientBase,
  context: ProofContext,
  version: number,
  found: Findings,
): Promise<void> {
  const { rows } = await client.query<{ told: Worded | null }>(
    `select outline -> 'told' as told from obhut.statement where version = $1`,
    [version],
  )
  const published = rows[0]?.told
  if (!published) return
  const now = toldBy(context.manifest, declaredActivities(context), declaredTables(context))
  for (const promise of readOtherwise(published, now))
    found.fault(`the sentence for ${promise} is not the one that version ${version} was published with`, promise)
  for (const [key, { purpose, says }] of Object.entries(now.questions))
    if (!isDeepStrictEqual(published.questions[key]?.says, says))
      found.fault(`the question '${key}' is not the one that version ${version} was published with`, `${purpose}/basis`)
  const sentences = Object.values(published.sentences).reduce((sum, its) => sum + Object.keys(its).length, 0)
  found.shows('statement/versions', {
    from: 'statement',
    says: `${sentences} sentences and ${Object.keys(published.questions).length} questions are held against what version ${version} was published with`,
  })
}

interface Told {
  readonly version: number
  readonly effective: string
  readonly since: Date
  readonly told_at: Date | null
  readonly before: Pick<Outline, 'lead' | 'timeZone'> | null
}

/**
 * What changed something material, everybody was told of in time: the last one a lead before its day, as the version
 * before promised, and it did not hold earlier.
 */
async function toldInTime(client: ClientBase, found: Findings): Promise<void> {
  const { rows } = await client.query<Told>(`
    select s.version, s.effective, s.in_force_since as since, s.told_at,
      (select jsonb_build_object('lead', b.outline -> 'lead', 'timeZone', b.outline -> 'timeZone') from obhut.statement b where b.in_force_since < s.in_force_since order by b.in_force_since desc limit 1) as before
    from obhut.statement s where s.material and s.in_force_since is not null order by 1`)
  for (const { version, effective, since, told_at: told, before } of rows) {
    if (!told)
      found.fault(
        `version ${version} of the statement changed something material, and nobody was told of it`,
        'statement/changes',
      )
    else if (before?.lead && firstDay(told, before) > effective)
      found.fault(
        `version ${version} of the statement holds as of ${effective}; the last one concerned was told too late for that`,
        'statement/changes',
      )
    if (before?.timeZone && since < beginOf(effective, before.timeZone))
      found.fault(`version ${version} of the statement came into force before its day`, 'statement/changes')
  }
  found.shows('statement/changes', {
    from: 'rows',
    rows: rows.length,
    says: rows.length
      ? `${rows.length} version${rows.length === 1 ? '' : 's'} changed something material, each told to everybody in time`
      : 'no version so far changed anything material',
  })
}

async function provesStated(
  client: ClientBase,
  { manifest }: ProofContext,
  version: number,
  found: Findings,
): Promise<void> {
  const { rows } = await client.query<{ activity: string }>('select activity from obhut.stated where version = $1', [
    version,
  ])
  const stored = new Set(rows.map(row => row.activity))
  const stated = Object.keys(manifest.activities)
  for (const name of stated)
    if (!stored.has(name))
      found.fault(`'${name}' is stated, and the database does not let it see any row`, `${name}/purpose`)
  for (const name of stored)
    if (!stated.includes(name))
      found.fault(`the database lets '${name}' see rows, which this version does not state`, 'statement/activities')
  found.shows('statement/activities', {
    from: 'rows',
    rows: rows.length,
    says: `${rows.length} activities may see rows of this version: those that it states`,
  })
}

/** What the manifest itself settles. */
export function proveManifest({ manifest }: ProofContext, found: Findings): void {
  const where = [
    ...manifest.stores.map(({ id, name, country }) => ({ promise: `statement/store/${id}`, name: name.en, country })),
    ...manifest.recipients.map(({ id, name, country }) => ({ promise: `statement/recipient/${id}`, name, country })),
  ]
  for (const { promise, name, country } of where) {
    if (!manifest.allowedCountries.includes(country))
      found.fault(`${name} is in ${countryName(country, 'en')}, where no data may go`, 'statement/countries')
    found.shows(promise, { from: 'manifest', says: `${name} is in ${countryName(country, 'en')}, which is allowed` })
  }
  found.shows('statement/countries', {
    from: 'manifest',
    says: `${where.length} stores and recipients, all in ${[...new Set(where.map(one => one.country))].join(', ')}`,
  })
}
