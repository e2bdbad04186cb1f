import { createHash } from 'node:crypto'
import { z } from 'zod'
import { NotFound } from '../../platform/refusal.ts'
import { everybody, pagesIn, route, type AnyRoute } from '../../platform/route.ts'
import { identifier } from '../../platform/text.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { places } from './pages/frame.ts'
import { markSvg } from './pages/mark.ts'
import { fileOf, pageAnswer, type Made, type PublicPages } from './public.ts'

const languages = ['de', 'en'] as const
const about = z.object({ about: identifier(100) })
const numbered = z.object({ version: z.coerce.number().int().min(1).max(1_000_000) })

/** The public pages: open to everybody, the same for everybody, without a cookie. */
export const pageRoutes = (pages: PublicPages): AnyRoute[] => [
  route({
    at: 'GET /',
    who: everybody,
    unlisted: true,
    says: 'The landing page, in the language of the browser.',
    does: async (_, { language: asked }) => {
      const language = pages.languageFor(asked)
      return pageAnswer(pages.landing(language), language, { vary: 'accept-language' })
    },
  }),
  ...languages.flatMap(language => pagesIn(language, [...landingIn(pages, language), ...statementIn(pages, language)])),
]

/**
 * A language that the manifest does not speak has no start page; statement and imprint are then shown in the one that
 * it does.
 */
const landingIn = (pages: PublicPages, language: Language): AnyRoute[] => [
  route({
    at: `GET ${places.home[language]}`,
    who: everybody,
    unlisted: true,
    says: 'The landing page in one language.',
    does: async () => {
      if (pages.languageFor(language) !== language) throw new NotFound()
      return pageAnswer(pages.landing(language), language)
    },
  }),
  route({
    at: `GET ${places.imprint[language]}`,
    who: everybody,
    unlisted: true,
    says: 'The imprint.',
    does: async () => pageAnswer(pages.imprint(pages.languageFor(language)), pages.languageFor(language)),
  }),
]

function statementIn(pages: PublicPages, asked: Language): AnyRoute[] {
  const language = (): Language => pages.languageFor(asked)
  const [statement, employees, versions, evidence] = [
    places.statement[asked],
    places.employees[asked],
    places.versions[asked],
    places.evidence[asked],
  ]
  const employeesAt = employees.slice(employees.lastIndexOf('/'))
  return [
    route({
      at: `GET ${statement}`,
      who: everybody,
      unlisted: true,
      says: 'The statement in force.',
      does: async () => pageAnswer((await pages.statement(language())).page(), language()),
    }),
    route({
      at: `GET ${statement}.md`,
      who: everybody,
      unlisted: true,
      says: 'The statement in force, as a text file.',
      does: async () => fileOf((await pages.statement(language())).markdown(), text),
    }),
    route({
      at: `GET ${employees}`,
      who: everybody,
      unlisted: true,
      says: 'The notice for employees in force.',
      does: async () => pageAnswer((await pages.statement(language(), undefined, 'employees')).page(), language()),
    }),
    route({
      at: `GET ${employees}.md`,
      who: everybody,
      unlisted: true,
      says: 'The notice for employees in force, as a text file.',
      does: async () => fileOf((await pages.statement(language(), undefined, 'employees')).markdown(), text),
    }),
    route({
      at: `GET ${statement}.yaml`,
      who: everybody,
      unlisted: true,
      says: 'The manifest in force.',
      does: async () => fileOf((await pages.statement(language())).manifest(), yaml),
    }),
    route({
      at: `GET ${statement}.jsonld`,
      who: everybody,
      unlisted: true,
      says: 'The statement in force in the Data Privacy Vocabulary.',
      does: async () => fileOf(await pages.exported('dpv', language()), 'application/ld+json'),
    }),
    route({
      at: `GET ${statement}.tilt.json`,
      who: everybody,
      unlisted: true,
      says: 'The statement in force in the Transparency Information Language.',
      does: async () => fileOf(await pages.exported('tilt', language()), 'application/json; charset=utf-8'),
    }),
    route({
      at: `GET ${evidence}`,
      who: everybody,
      unlisted: true,
      says: 'What shows that the statement is kept.',
      does: async () => pageAnswer(await pages.evidence(language()), language()),
    }),
    route({
      at: `GET ${evidence}/:about`,
      who: everybody,
      unlisted: true,
      says: 'What shows that one part of the statement is kept.',
      takes: about,
      does: async input => pageAnswer(await pages.evidence(language(), input.about), language()),
    }),
    route({
      at: `GET ${versions}`,
      who: everybody,
      unlisted: true,
      says: 'All versions of the statement.',
      does: async () => pageAnswer(await pages.versions(language()), language()),
    }),
    route({
      at: `GET ${versions}/:version`,
      who: everybody,
      unlisted: true,
      says: 'One version of the statement.',
      takes: numbered,
      does: async ({ version }) => pageAnswer((await pages.statement(language(), version)).page(), language()),
    }),
    route({
      at: `GET ${versions}/:version/text.md`,
      who: everybody,
      unlisted: true,
      says: 'One version as a text file.',
      takes: numbered,
      does: async ({ version }) => fileOf((await pages.statement(language(), version)).markdown(), text),
    }),
    route({
      at: `GET ${versions}/:version${employeesAt}`,
      who: everybody,
      unlisted: true,
      says: 'One version of the notice for employees.',
      takes: numbered,
      does: async ({ version }) =>
        pageAnswer((await pages.statement(language(), version, 'employees')).page(), language()),
    }),
    route({
      at: `GET ${versions}/:version${employeesAt}/text.md`,
      who: everybody,
      unlisted: true,
      says: 'One version of the notice for employees as a text file.',
      takes: numbered,
      does: async ({ version }) => fileOf((await pages.statement(language(), version, 'employees')).markdown(), text),
    }),
    route({
      at: `GET ${versions}/:version/manifest.yaml`,
      who: everybody,
      unlisted: true,
      says: 'One version as a manifest.',
      takes: numbered,
      does: async ({ version }) => fileOf((await pages.statement(language(), version)).manifest(), yaml),
    }),
  ]
}
const text = 'text/markdown; charset=utf-8'
const yaml = 'application/yaml; charset=utf-8'

// Who searches the web finds the public pages; personal ones and interfaces are nobody's business.
const robots =
  'User-agent: *\nDisallow: /app/\nDisallow: /api/\nDisallow: /dev/\nDisallow: /health/\nDisallow: /metrics\n'

const fixed = (at: `/${string}`, content: string, type: string): AnyRoute => {
  const made: Made = {
    text: content,
    etag: `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
  }
  return route({
    at: `GET ${at}`,
    who: everybody,
    unlisted: true,
    says: 'A file of the site.',
    does: async () => ({ ...fileOf(made, type), file: at }),
  })
}
export const fileRoutes: readonly AnyRoute[] = [
  fixed('/robots.txt', robots, 'text/plain; charset=utf-8'),
  fixed('/favicon.svg', markSvg, 'image/svg+xml'),
  fixed('/favicon.ico', markSvg, 'image/svg+xml'),
]
