import { createHash } from 'node:crypto'
import { NotFound } from '../../platform/refusal.ts'
import type { LandingPart } from '../../platform/landing.ts'
import type { Proving, StatementVersion, Stating } from '../../platform/services.ts'
import type { Answer } from '../../platform/route.ts'
import { page } from '../../platform/route.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { AnyActivity } from '../../kernel/declare/activity.ts'
import { dayOf } from '../../kernel/declare/periods.ts'
import { Purpose, type Audience, type Language } from '../../kernel/declare/terms.ts'
import type { PageContext } from './pages/frame.ts'
import { statementAsDpv } from '../../kernel/statement/dpv.ts'
import { informsEmployees } from '../../kernel/statement/render.ts'
import { statementAsTilt } from '../../kernel/statement/tilt.ts'
import { pageCache } from './page-cache.ts'
import { places } from './pages/frame.ts'
import { evidenceOverview, evidencePage } from './pages/evidence.ts'
import { imprintPage } from './pages/imprint.ts'
import { landingPage } from './pages/landing.ts'
import { statementPage, versionsPage } from './pages/statement.ts'

export interface PublicNeeds {
  readonly store: Units
  readonly manifest: Stating
  readonly versions: { all(): Promise<readonly StatementVersion[]> }
  readonly proving: Pick<Proving, 'latest'>
  readonly landing: { parts(): readonly LandingPart[] }
}

/** The public pages as they stand under the manifest in force; each is made once a version and then kept. */
export interface PublicPages {
  readonly context: () => PageContext
  /** The language asked for if the manifest speaks it, else the manifest's own. */
  languageFor(asked: Language): Language
  landing(language: Language): Made
  imprint(language: Language): Made
  statement(
    language: Language,
    version?: number,
    audience?: Audience,
  ): Promise<{ page(): Made; markdown(): Made; manifest(): Made }>
  versions(language: Language): Promise<Made>
  /** What shows that the statement in force is kept: of one part of it, or an overview of all. */
  evidence(language: Language, about?: string): Promise<Made>
  /** The statement in force in the words of others: DPV as JSON-LD, TILT as JSON. */
  exported(as: 'dpv' | 'tilt', language: Language): Promise<Made>
}
/** Something public with a mark by which a browser knows that it has it already. */
export interface Made {
  readonly text: string
  readonly etag: string
  /** It may be another one at any moment, as what waits may be taken back. */
  readonly passing?: true
}

export function publicPages({ store, manifest, versions, proving, landing }: PublicNeeds): PublicPages {
  const [pages, ofVersions, archive, evidence] = [
    pageCache<Made>(),
    pageCache<Made>(),
    pageCache<Made>(),
    pageCache<Made>(),
  ]
  const once = (name: string, make: () => string): Made => pages([store.inForce.version], name, () => made(make()))
  // The list is another one as soon as any version stands otherwise, whichever process brought that about.
  const onceOf = (all: readonly StatementVersion[], name: string, make: () => string): Made =>
    ofVersions([all, store.inForce.version], name, () => made(make()))
  const stated = (): AnyActivity[] =>
    [...store.declarations.activities.values()].filter(({ name }) => manifest.states(name))
  const context = (): PageContext => {
    const ofAccounts = stated().filter(({ spec }) => spec.chapter === 'account')
    // Who opens accounts by mail link concludes a contract there; where staff open them, nothing stated serves that
    // purpose.
    const registers = ofAccounts.some(({ name }) =>
      manifest.manifest.activities[name]?.purposes.includes(Purpose.EstablishContractualAgreement),
    )
    return {
      manifest: manifest.manifest,
      accounts: ofAccounts.length > 0,
      registers,
      form: stated().flatMap(({ spec }) => spec.form ?? [])[0],
    }
  }
  const today = (): string => dayOf(store.clock.now(), manifest.manifest.timeZone)
  return {
    context,
    languageFor: asked =>
      manifest.manifest.languages.includes(asked) ? asked : (manifest.manifest.languages[0] ?? 'de'),
    landing(language) {
      const ahead = manifest.manifest.effective > today()
      return once(`landing ${language} ${ahead}`, () =>
        landingPage({ context: context(), language, parts: landing.parts(), ahead }),
      )
    },
    imprint: language => once(`imprint ${language}`, () => imprintPage(context(), language)),
    async statement(language, version, audience = 'public') {
      const all = await versions.all()
      const shown = all.find(one => (version === undefined ? one.standing === 'in force' : one.version === version))
      if (!shown) throw new NotFound()
      const { activities, tables } = store.declarations
      if (
        audience === 'employees' &&
        !informsEmployees([...activities.values()].filter(({ name }) => Object.hasOwn(shown.manifest.activities, name)))
      )
        throw new NotFound()
      const render = () =>
        statementPage({
          context: context(),
          language,
          activities: [...activities.values()],
          tables: [...tables.values()],
          shown,
          versions: all,
          audience,
        })
      const kept = (name: string, make: () => string): Made => {
        const it = onceOf(all, `${audience} ${shown.version} ${language} ${name}`, make)
        return shown.standing === 'waiting' ? { ...it, passing: true } : it
      }
      return {
        page: () => kept('as a page', () => render().page),
        markdown: () => kept('as text', () => render().markdown),
        manifest: () => kept('as a manifest', () => shown.source),
      }
    },
    async evidence(language, about) {
      const latest = await proving.latest()
      const input = {
        context: context(),
        language,
        declarations: store.declarations,
        version: store.inForce.version,
        latest,
      }
      return evidence([input.version, latest?.at.getTime()], `${about ?? ''} ${language}`, () => {
        const text = about === undefined ? evidenceOverview(input) : evidencePage(input, about)
        if (text === undefined) throw new NotFound()
        return made(text)
      })
    },
    async exported(as, language) {
      const all = await versions.all()
      const shown = all.find(one => one.standing === 'in force')
      if (!shown) throw new NotFound()
      const [activities, tables] = [
        [...store.declarations.activities.values()],
        [...store.declarations.tables.values()],
      ]
      const url = `${shown.manifest.site.baseUrl ?? ''}${places.statement[language]}`
      return onceOf(all, `${as} ${language}`, () =>
        JSON.stringify(
          as === 'dpv'
            ? statementAsDpv(shown.manifest, activities, tables, shown.version)
            : statementAsTilt(shown.manifest, activities, tables, { ...shown, language, url }),
          null,
          1,
        ),
      )
    },
    async versions(language) {
      const all = await versions.all()
      const day = today()
      const it = archive([all, store.inForce.version, day], language, () =>
        made(versionsPage({ context: context(), language, versions: all, today: day })),
      )
      return all.some(({ standing }) => standing === 'waiting') ? { ...it, passing: true } : it
    },
  }
}

const made = (text: string): Made => ({
  text,
  etag: `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
})

// Short, because a new version of the statement is to be seen on its day; a cache in front may answer with the old one
// while it asks for the new.
const fresh = 'public, max-age=300, stale-while-revalidate=60'
// It is asked for each time, and answered by its mark where it is the same.
const asked = 'public, no-cache'
export const headersOf = (
  { etag, passing }: Made,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({ etag, 'cache-control': passing ? asked : fresh, ...more })
export const pageAnswer = (it: Made, language: Language, more: Readonly<Record<string, string>> = {}): Answer<never> =>
  page(it.text, { headers: headersOf(it, { 'content-language': language, ...more }) })
export const fileOf = (it: Made, type: string): Answer<never> => ({
  status: 200,
  bytes: Buffer.from(it.text),
  headers: headersOf(it, { 'content-type': type }),
})
