import { Visits } from '../../platform/access.ts'
import { offer } from '../../platform/contract.ts'
import { TheManifest, TheProof, TheReporter, TheSettings, TheStore, TheVersions } from '../../platform/services.ts'
import { TheMetrics } from '../../platform/metrics.ts'
import { defineModule } from '../../platform/module.ts'
import { ProblemPages, SitePages } from '../../platform/pages.ts'
import { TheLanding } from '../../platform/landing.ts'
import { accessLogIn } from './access-log.ts'
import { accessLog } from './activities.ts'
import { metricsRoute, ownMetrics, requestFigures } from './figures.ts'
import { healthRoutes } from './health.ts'
import { html } from '../../platform/html.ts'
import { frame } from './pages/frame.ts'
import { problemPageOf } from './pages/problem.ts'
import { style } from './pages/style.ts'
import { publicPages } from './public.ts'
import { fileRoutes, pageRoutes } from './routes.ts'
import { request } from './tables.ts'

/**
 * What everybody may see of the platform: landing page, statement and imprint; and the access log that visits leave.
 */
export const website = defineModule('website', {
  activities: [accessLog],
  keeps: [request],
  needs: {
    store: TheStore,
    manifest: TheManifest,
    versions: TheVersions,
    settings: TheSettings,
    reporter: TheReporter,
    proving: TheProof,
    others: TheMetrics,
    landing: TheLanding,
  },
  offers: [Visits, ProblemPages, SitePages],
  migrations: `${import.meta.dirname}/migrations`,
  // The statement is owed under every manifest, also under one without an access log.
  always: true,
  demo: () => import('./demo.ts'),
  starts: ({ store, manifest, versions, settings, reporter, proving, others, landing }) => {
    const pages = publicPages({ store, manifest, versions, proving, landing })
    const log = accessLogIn({
      store,
      manifest,
      reporter,
      ownHosts: hostsOf(settings.baseUrl, manifest.manifest.site.baseUrl),
    })
    const figures = requestFigures()
    const allMetrics = async () => [...(await ownMetrics(store)), ...figures.metrics(), ...(await others.all())]
    return {
      routes: [...pageRoutes(pages), ...fileRoutes, ...healthRoutes(store), metricsRoute(allMetrics)],
      styles: [style],
      jobs: [
        { name: 'website.write-access-log', every: 0, inEachProcess: true, whateverTheClock: true, does: log.flush },
      ],
      offers: [
        offer(Visits, log),
        offer(Visits, figures),
        offer(ProblemPages, (problem, language) =>
          problemPageOf(pages.context(), problem, pages.languageFor(language)),
        ),
        offer(SitePages, {
          page: it => frame({ context: pages.context(), ...it, body: html`<div class="wide">${it.body}</div>` }),
          languageFor: pages.languageFor,
        }),
      ],
      stop: log.stop,
    }
  },
})

const hostsOf = (...urls: readonly (string | undefined)[]): ReadonlySet<string> =>
  new Set(urls.flatMap(url => (url === undefined ? [] : (URL.parse(url)?.host ?? []))))
