import type { StatementVersion } from '../../../platform/services.ts'
import type { AnyTable } from '../../../kernel/declare/table.ts'
import type { AnyActivity } from '../../../kernel/declare/activity.ts'
import { changesInWords } from '../../../kernel/statement/change-in-words.ts'
import { changesFor } from '../../../kernel/statement/concerned.ts'
import { dayInWords } from '../../../kernel/declare/periods.ts'
import { informsEmployees, renderStatement } from '../../../kernel/statement/render.ts'
import type { Audience, Language, Words } from '../../../kernel/declare/terms.ts'
import { frame, places, type PageContext } from './frame.ts'
import { html, markup, type Html } from './html.ts'

export interface StatementNeeds {
  readonly context: PageContext
  readonly language: Language
  readonly activities: readonly AnyActivity[]
  readonly tables: readonly AnyTable[]
  /** The one to show. */
  readonly shown: StatementVersion
  readonly versions: readonly StatementVersion[]
  /** The public statement, or the notice for the operator's employees. */
  readonly audience?: Audience
}

const employees = { de: 'beschaeftigte', en: 'employees' } as const
export const versionAt = (version: number, language: Language, audience: Audience = 'public'): string =>
  `${places.versions[language]}/${version}${audience === 'public' ? '' : `/${employees[language]}`}`

/** One version of the statement as a page and as a text file. */
export function statementPage({
  context,
  language,
  activities,
  tables,
  shown,
  versions,
  audience = 'public',
}: StatementNeeds): { readonly page: string; readonly markdown: string } {
  const say = (words: Words): string => words[language]
  const current = shown.standing === 'in force'
  const here = audience === 'public' ? places.statement : places.employees
  const at = current
    ? here
    : { de: versionAt(shown.version, 'de', audience), en: versionAt(shown.version, 'en', audience) }
  const stated = activities.filter(({ name }) => Object.hasOwn(shown.manifest.activities, name))
  const { content, markdown } = renderStatement({
    manifest: shown.manifest,
    activities,
    tables,
    language,
    version: shown.version,
    audience,
    ...(shown.standing === 'withdrawn' && { withdrawn: true as const }),
    ...(current && { evident: { at: places.evidence[language], called: say({ de: 'Nachweis', en: 'Evidence' }) } }),
    earlier: versions
      .filter(({ version, inForceSince }) => version < shown.version && inForceSince)
      .toReversed()
      .map(({ version, appliesFrom }) => ({
        version,
        effective: appliesFrom,
        href: versionAt(version, language, audience),
      })),
  })
  const page = frame({
    context,
    language,
    title: say(titles[audience]),
    at,
    body: html`<div class="wide">
${
  !current &&
  html`<p class="note">${
    shown.standing === 'withdrawn'
      ? say({
          de: `Diese Fassung (Nr. ${shown.version}) wurde vor ihrem Stichtag zurückgenommen und hat nie gegolten. `,
          en: `This version (no. ${shown.version}) was withdrawn before its day and never applied. `,
        })
      : shown.standing === 'earlier'
        ? say({
            de: `Das ist eine frühere Fassung (Nr. ${shown.version}). `,
            en: `This is an earlier version (no. ${shown.version}). `,
          })
        : say({
            de: `Diese Fassung (Nr. ${shown.version}) gilt erst ab dem ${dayInWords(shown.effective, 'de')}. `,
            en: `This version (no. ${shown.version}) will apply from ${dayInWords(shown.effective, 'en')}. `,
          })
  }<a href="${here[language]}">${say({ de: 'Zur geltenden Fassung', en: 'To the one in force' })}</a></p>`
}
${changesFrom(before(versions, shown), shown, { language, audience, activities })}
${current && announced(versions, language, audience)}
<div class="statement">${markup(content)}
<p class="ways">${audience === 'employees' && html`<a href="${current ? places.statement[language] : versionAt(shown.version, language)}">${say({ de: 'Zur Datenschutzerklärung', en: 'To the privacy statement' })}</a>`}
${audience === 'public' && informsEmployees(stated) && html`<a href="${current ? places.employees[language] : versionAt(shown.version, language, 'employees')}">${say(titles.employees)}</a>`}
<a href="${current ? `${here[language]}.md` : `${versionAt(shown.version, language, audience)}/text.md`}">${say({ de: 'Als Textdatei', en: 'As a text file' })}</a>
<a href="${current ? `${places.statement[language]}.yaml` : `${versionAt(shown.version, language)}/manifest.yaml`}">${say({ de: 'Maschinenlesbar (YAML)', en: 'Machine-readable (YAML)' })}</a>
${current && [html`<a href="${places.statement[language]}.jsonld">${say({ de: 'DPV (JSON-LD)', en: 'DPV (JSON-LD)' })}</a>`, html`<a href="${places.statement[language]}.tilt.json">TILT (JSON)</a>`]}
<a href="${places.versions[language]}">${say({ de: 'Alle Fassungen', en: 'All versions' })}</a>
${current && html`<a href="${places.evidence[language]}">${say({ de: 'Alle Nachweise', en: 'All evidence' })}</a>`}</p>
</div></div>`,
  })
  return { page, markdown }
}

const titles: Record<Audience, Words> = {
  public: { de: 'Datenschutzerklärung', en: 'Privacy statement' },
  employees: { de: 'Hinweise für Beschäftigte', en: 'Notice for employees' },
}

interface VersionsNeeds {
  readonly context: PageContext
  readonly language: Language
  readonly versions: readonly StatementVersion[]
  /** The day that it is, in the statement's time zone. */
  readonly today: string
}

/** Every version so far, each to be read. */
export function versionsPage({ context, language, versions, today }: VersionsNeeds): string {
  const say = (words: Words): string => words[language]
  const title = say({ de: 'Fassungen der Datenschutzerklärung', en: 'Versions of the privacy statement' })
  const shown = (one: StatementVersion): Html => {
    const name = say({ de: `Fassung ${one.version}`, en: `Version ${one.version}` })
    const href = one.standing === 'in force' ? places.statement[language] : versionAt(one.version, language)
    return html`<li><a href="${href}"><strong>${name}</strong></a>
<p>${say(standingOf(one, today))}</p></li>`
  }
  return frame({
    context,
    language,
    title,
    at: places.versions,
    body: html`<div class="wide"><div class="plain">
<h1>${title}</h1>
<ul class="rows">${versions.toReversed().map(shown)}</ul>
</div></div>`,
  })
}

/** A day that is still to come is no "as of": what waits applies from it, what runs already is dated with it. */
function standingOf({ appliesFrom, standing }: StatementVersion, today: string): Words {
  const [de, en] = [dayInWords(appliesFrom, 'de'), dayInWords(appliesFrom, 'en')]
  if (standing === 'waiting') return { de: `Gilt ab ${de}`, en: `Applies from ${en}` }
  if (standing === 'in force' && appliesFrom > today)
    return { de: `Datum: ${de}, gilt hier schon heute`, en: `Dated ${en}, already in force here` }
  return { de: `Stand: ${de}, ${standings[standing].de}`, en: `As of ${en}, ${standings[standing].en}` }
}

const standings: Record<Exclude<StatementVersion['standing'], 'waiting'>, Words> = {
  'in force': { de: 'gilt heute', en: 'in force today' },
  earlier: { de: 'nicht mehr in Kraft', en: 'no longer in force' },
  withdrawn: { de: 'zurückgenommen, hat nie gegolten', en: 'withdrawn, never applied' },
}

/** The version that was in force when this one came, or comes. */
const before = (versions: readonly StatementVersion[], { version }: StatementVersion): StatementVersion | undefined =>
  versions.findLast(one => one.version < version && one.inForceSince)

/** What a version changes, each change a line; the first one changes nothing. */
function changesFrom(
  was: StatementVersion | undefined,
  is: StatementVersion,
  { language, audience, activities }: Required<Pick<StatementNeeds, 'language' | 'audience' | 'activities'>>,
): Html | undefined {
  const changes = was
    ? changesFor(audience, was.outline, is.outline, new Map(activities.map(one => [one.name, one]))).filter(
        ({ where }) => where !== 'statement/effective',
      )
    : []
  if (!was || !changes.length) return undefined
  const says: Words =
    is.standing === 'withdrawn'
      ? {
          de: `Was sich gegenüber Fassung ${was.version} geändert hätte`,
          en: `What would have changed since version ${was.version}`,
        }
      : {
          de: `Was sich gegenüber Fassung ${was.version} ändert`,
          en: `What changes since version ${was.version}`,
        }
  return html`<details class="note"><summary>${says[language]} (${String(changes.length)})</summary>
<ul>${changesInWords(changes, language).map(line => html`<li>${line}</li>`)}</ul></details>`
}

/** The version that comes next, with its day. */
function announced(versions: readonly StatementVersion[], language: Language, audience: Audience): Html | undefined {
  const next = versions.find(({ standing }) => standing === 'waiting')
  return (
    next &&
    html`<p class="note">${{ de: `Ab dem ${dayInWords(next.effective, 'de')} gilt eine neue Fassung. `, en: `A new version will apply from ${dayInWords(next.effective, 'en')}. ` }[language]}<a href="${versionAt(next.version, language, audience)}">${{ de: 'Schon jetzt lesen, was sich ändert', en: 'Read now what changes' }[language]}</a></p>`
  )
}
