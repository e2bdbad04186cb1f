import type { Manifest } from '../../../kernel/statement/manifest.ts'
import type { Language, Words } from '../../../kernel/declare/terms.ts'
import { html, markup, type Html } from './html.ts'
import { mark } from './mark.ts'
import { style } from './style.ts'

/** What every page of the platform knows. */
export interface PageContext {
  readonly manifest: Manifest
  /** Whether people have accounts here, and whether they open them by themselves. */
  readonly accounts: boolean
  readonly registers: boolean
  /** Where a form takes requests about data, if the statement says so. */
  readonly form: Words | undefined
}
export interface Page {
  readonly context: PageContext
  readonly language: Language
  readonly title: string
  readonly describes?: string
  /** Where the same stands in each language. */
  readonly at?: Readonly<Record<Language, string>>
  readonly body: Html
}

/** Fixed addresses, each in the language of its name. */
export const places = {
  home: { de: '/de', en: '/en' },
  statement: { de: '/datenschutz', en: '/privacy' },
  employees: { de: '/datenschutz/beschaeftigte', en: '/privacy/employees' },
  imprint: { de: '/impressum', en: '/imprint' },
  versions: { de: '/datenschutz/versionen', en: '/privacy/versions' },
  evidence: { de: '/datenschutz/nachweis', en: '/privacy/evidence' },
} as const satisfies Record<string, Record<Language, string>>
export const portalPages = { register: '/app/register', signIn: '/app/sign-in', rights: '/app/my-data' } as const

const words = {
  skip: { de: 'Zum Inhalt springen', en: 'Skip to content' },
  statement: { de: 'Datenschutz', en: 'Privacy' },
  imprint: { de: 'Impressum', en: 'Imprint' },
  versions: { de: 'Frühere Fassungen', en: 'Earlier versions' },
  form: { de: 'Anfrage zum Datenschutz', en: 'Privacy request' },
  signIn: { de: 'Anmelden', en: 'Sign in' },
  register: { de: 'Registrieren', en: 'Register' },
  main: { de: 'Hauptmenü', en: 'Main menu' },
  legal: { de: 'Rechtliches', en: 'Legal' },
  contact: { de: 'Kontakt', en: 'Contact' },
} satisfies Record<string, Words>
const other: Record<Language, Language> = { de: 'en', en: 'de' }
const nameOf = { de: 'Deutsch', en: 'English' }

/** A whole page: no script, no cookie, nothing from elsewhere; statement and imprint one click away. */
export function frame({ context, language, title, describes, at, body }: Page): string {
  const { manifest } = context
  const say = (of: Words): string => of[language]
  const second = at && manifest.languages.includes(other[language]) ? other[language] : undefined
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f6f4ee" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#141a18" media="(prefers-color-scheme: dark)">
<title>${title}${title === manifest.site.name ? '' : ` · ${manifest.site.name}`}</title>
${describes !== undefined && html`<meta name="description" content="${describes}">`}
${second && at && [html`<link rel="alternate" hreflang="${language}" href="${at[language]}">`, html`<link rel="alternate" hreflang="${second}" href="${at[second]}">`]}
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>${markup(style)}</style>
</head>
<body>
<a class="skip" href="#content">${say(words.skip)}</a>
<header class="top"><div class="wide">
<a class="site" href="${places.home[language]}">${mark}<span>${manifest.site.name}</span></a>
<nav aria-label="${say(words.main)}">
<a class="lesser" href="${places.statement[language]}">${say(words.statement)}</a>
${second && at && html`<a href="${at[second]}" hreflang="${second}" lang="${second}">${nameOf[second]}</a>`}
${context.accounts && html`<a class="button" href="${portalPages.signIn}">${say(words.signIn)}</a>`}
</nav>
</div></header>
<main id="content">${body}</main>
${footer(context, language)}
</body>
</html>
`.text
}

function footer({ manifest: { company }, accounts, registers, form }: PageContext, language: Language): Html {
  const say = (of: Words): string => of[language]
  return html`<footer class="bottom"><div class="wide">
<address><strong>${company.name}</strong><br>${company.street}<br>${company.postcode} ${company.city}</address>
<nav aria-label="${say(words.contact)}"><ul>
<li><a href="mailto:${company.mail}">${company.mail}</a></li>
<li><a href="tel:${company.phone.replaceAll(/[^+\d]/g, '')}">${company.phone}</a></li>
</ul></nav>
<nav aria-label="${say(words.legal)}"><ul>
<li><a href="${places.statement[language]}">${{ de: 'Datenschutzerklärung', en: 'Privacy statement' }[language]}</a></li>
<li><a href="${places.imprint[language]}">${say(words.imprint)}</a></li>
<li><a href="${places.versions[language]}">${say(words.versions)}</a></li>
${form && html`<li><a href="${form[language]}">${say(words.form)}</a></li>`}
${accounts && html`<li><a href="${portalPages.signIn}">${say(words.signIn)}</a></li>`}
${registers && html`<li><a href="${portalPages.register}">${say(words.register)}</a></li>`}
</ul></nav>
</div></footer>`
}
