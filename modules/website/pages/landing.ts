import type { LandingOpening, LandingPart } from '../../../platform/landing.ts'
import { countryName } from '../../../kernel/statement/countries.ts'
import { dayInWords, listed } from '../../../kernel/declare/periods.ts'
import type { Language, Words } from '../../../kernel/declare/terms.ts'
import { portalPages, frame, places, type PageContext } from './frame.ts'
import { html, type Html } from './html.ts'
import { icon, picture } from './picture.ts'

export interface LandingNeeds {
  readonly context: PageContext
  readonly language: Language
  /** What the modules that run have to say. */
  readonly parts: readonly LandingPart[]
  /** Whether the statement in force is dated with a day that is still to come. */
  readonly ahead: boolean
}

export function landingPage({ context, language, parts, ahead }: LandingNeeds): string {
  const { site } = context.manifest
  const { headline, lead, scene } = parts.find(({ opening }) => opening)?.opening ?? usualOpening(context)
  const card = parts.find(one => one.card !== undefined)?.card
  return frame({
    context,
    language,
    title: site.name,
    describes: lead(site.name)[language],
    at: places.home,
    body: html`<div class="wide"><div class="hero">
<div><h1>${headline[language]}</h1><p>${lead(site.name)[language]}</p>${ways(context, language)}</div>
${picture(scene, card)}
</div></div>
${offers(parts, language)}
${yourData(parts, language)}
${promise(context, language, ahead)}`,
  })
}

type Opening = Omit<LandingOpening, 'scene'> & Partial<Pick<LandingOpening, 'scene'>>
const usualOpening = ({ manifest: { company } }: PageContext): Opening => ({
  headline: { de: 'Alles im Blick, alles in Ihrer Hand.', en: 'Everything in view, and in your hands.' },
  lead: site => ({
    de: `${site} ist ein Angebot der ${company.name}. Was wir über Sie speichern, wozu und wie lange, sehen Sie hier so genau wie alles andere.`,
    en: `${site} is a service of ${company.name}. What we store about you, what for and for how long, you see here as precisely as everything else.`,
  }),
})

function ways({ accounts, registers }: PageContext, language: Language): Html {
  return html`<div class="calls">
${registers && html`<a class="button first" href="${portalPages.register}">${{ de: 'Konto anlegen', en: 'Create an account' }[language]}</a>`}
${accounts && html`<a class="button${registers ? '' : ' first'}" href="${portalPages.signIn}">${{ de: 'Anmelden', en: 'Sign in' }[language]}</a>`}
</div>`
}

/** What one can do, each part with its way there: first what the operator is there for, then the account. */
function offers(parts: readonly LandingPart[], language: Language): Html | undefined {
  const of = (about: LandingPart['about']): readonly LandingPart[] => parts.filter(one => one.about === about)
  const shown = [...of('service'), ...of('account')]
  if (shown.length === 0) return undefined
  return html`<section class="band" aria-labelledby="offers"><div class="wide">
<h2 id="offers">${{ de: 'Was Sie hier tun können', en: 'What you can do here' }[language]}</h2>
<ul class="cards">${shown.map(one => html`<li>${icon(one.icon, one.about === 'service')}${worded(one, language)}</li>`)}</ul>
</div></section>`
}

/** What one can do about the own data. */
function yourData(parts: readonly LandingPart[], language: Language): Html | undefined {
  const shown = parts.filter(({ about }) => about === 'data')
  if (shown.length === 0) return undefined
  return html`<section class="band" aria-labelledby="your-data"><div class="wide">
<h2 id="your-data">${{ de: 'Ihre Daten, Ihre Entscheidung', en: 'Your data, your decision' }[language]}</h2>
<ul class="points">${shown.map(one => html`<li>${icon(one.icon, false)}<div>${worded(one, language)}</div></li>`)}</ul>
</div></section>`
}

const worded = ({ title, says, link }: LandingPart, language: Language): Html =>
  html`<h3>${title[language]}</h3><p>${says[language]}</p>${link && html`<a href="${link.to[language]}">${link.says[language]}</a>`}`

/** What the manifest says, in large letters. */
function promise({ manifest }: PageContext, language: Language, ahead: boolean): Html {
  const say = (words: Words): string => words[language]
  const countries = [...new Set([...manifest.stores, ...manifest.recipients].map(({ country }) => country))]
    .map(country => countryName(country, language))
    .sort()
  const known = manifest.recipients.length
  return html`<section class="band word" aria-labelledby="promise"><div class="wide">
<h2 id="promise">${say({ de: 'Diese Seiten tun, was ihre Erklärung sagt', en: 'These pages do what their statement says' })}</h2>
<p class="under">${say({
    de: 'Unsere Datenschutzerklärung ist zugleich die Konfiguration der Plattform. Was nicht darin steht, kann sie nicht.',
    en: 'Our privacy statement is also the configuration of the platform. What is not stated there, the platform cannot do.',
  })}</p>
<dl class="facts">
<div><dt>${say({ de: 'dort werden Ihre Daten verarbeitet', en: 'where your data is processed' })}</dt><dd>${listed(countries, language)}</dd></div>
<div><dt>${say({ de: known === 1 ? 'bekommt Daten von uns, mit Namen und Anschrift genannt' : 'bekommen Daten von uns, mit Namen und Anschrift genannt', en: known === 1 ? 'receives data from us, named with its address' : 'receive data from us, named with their addresses' })}</dt><dd>${recipientsInWords(known, language)}</dd></div>
<div><dt>${say({ de: 'setzen diese Seiten, und sie laden nichts von anderswo', en: 'are set by these pages, and nothing is loaded from elsewhere' })}</dt><dd>${say({ de: 'Keine Cookies', en: 'No cookies' })}</dd></div>
<div><dt>${say(ahead ? dated.ahead : dated.usually)}</dt><dd>${dayInWords(manifest.effective, language)}</dd></div>
</dl>
<div class="calls"><a class="button first" href="${places.statement[language]}">${say({ de: 'Erklärung lesen', en: 'Read the statement' })}</a></div>
</div></section>`
}

/** Said after the day. A new platform runs what it is given, also before the day that the manifest is dated with. */
const dated = {
  usually: {
    de: 'ist der Stand der Erklärung; frühere Fassungen bleiben lesbar',
    en: 'is the date of the statement; earlier versions stay readable',
  },
  ahead: {
    de: 'ist das Datum der Erklärung; sie gilt hier schon heute',
    en: 'is the date of the statement, which already applies here',
  },
} satisfies Record<string, Words>

const recipientsInWords = (count: number, language: Language): string =>
  count === 0
    ? { de: 'Niemand sonst', en: 'Nobody else' }[language]
    : { de: `${count} Empfänger`, en: count === 1 ? '1 recipient' : `${count} recipients` }[language]
