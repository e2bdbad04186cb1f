import type { AnyActivity } from '../../../kernel/declare/activity.ts'
import type { Chapter } from '../../../kernel/declare/chapters.ts'
import { countryName } from '../../../kernel/statement/countries.ts'
import { dayInWords, listed } from '../../../kernel/declare/periods.ts'
import type { Language, Words } from '../../../kernel/declare/terms.ts'
import { portalPages, frame, places, type PageContext } from './frame.ts'
import { html, type Html } from './html.ts'
import { icons, picture } from './picture.ts'

export interface LandingNeeds {
  readonly context: PageContext
  readonly language: Language
  /**
   * The activities that the manifest states: what is offered follows from the parts of the statement that they stand
   * in.
   */
  readonly stated: readonly AnyActivity[]
}

export function landingPage({ context, language, stated }: LandingNeeds): string {
  const { site } = context.manifest
  const chapters = new Set(stated.map(({ spec }) => spec.chapter))
  const lead = leadOf(context, chapters)[language]
  return frame({
    context,
    language,
    title: site.name,
    describes: lead,
    at: places.home,
    body: html`<div class="wide"><div class="hero">
<div><h1>${headline[language]}</h1><p>${lead}</p>${ways(context, language)}</div>
${picture(chapters.has('devices'))}
</div></div>
${offers(chapters, language)}
${promise(context, language)}`,
  })
}

const headline: Words = { de: 'Alles im Blick, alles in Ihrer Hand.', en: 'Everything in view, and in your hands.' }

function leadOf({ manifest: { site, company } }: PageContext, chapters: ReadonlySet<Chapter | undefined>): Words {
  if (chapters.has('devices'))
    return {
      de: `${site.name} zeigt Ihnen, was Ihre Geräte messen, live und im Rückblick. Und ebenso genau, was über Sie gespeichert ist, wozu und wie lange.`,
      en: `${site.name} shows you what your devices measure, live and looking back. And just as precisely what is stored about you, what for and for how long.`,
    }
  return {
    de: `${site.name} ist ein Angebot der ${company.name}. Was wir über Sie speichern, wozu und wie lange, sehen Sie hier so genau wie alles andere.`,
    en: `${site.name} is a service of ${company.name}. What we store about you, what for and for how long, you see here as precisely as everything else.`,
  }
}

function ways({ accounts, registers }: PageContext, language: Language): Html {
  return html`<div class="calls">
${registers && html`<a class="button first" href="${portalPages.register}">${{ de: 'Konto anlegen', en: 'Create an account' }[language]}</a>`}
${accounts && html`<a class="button${registers ? '' : ' first'}" href="${portalPages.signIn}">${{ de: 'Anmelden', en: 'Sign in' }[language]}</a>`}
</div>`
}

interface Offered {
  readonly chapter: Chapter
  readonly icon: Html
  readonly title: Words
  readonly says: Words
  readonly more?: { readonly href: string; readonly text: Words }
}
const offered: readonly Offered[] = [
  {
    chapter: 'devices',
    icon: icons.readings,
    title: { de: 'Geräte und Messwerte', en: 'Devices and readings' },
    says: {
      de: 'Live, sobald gemessen wird, und im Rückblick nach Stunden, Tagen, Monaten und Jahren.',
      en: 'Live as soon as something is measured, and looking back by hours, days, months and years.',
    },
  },
  {
    chapter: 'purchase',
    icon: icons.purchase,
    title: { de: 'Bestellen', en: 'Ordering' },
    says: {
      de: 'Bestellungen, Verträge und Rechnungen an einem Ort.',
      en: 'Orders, contracts and invoices in one place.',
    },
  },
  {
    chapter: 'participation',
    icon: icons.taking,
    title: { de: 'Mitmachen', en: 'Taking part' },
    says: {
      de: 'Umfragen und Aktionen, bei denen vorher gesagt wird, was gefragt wird und wozu.',
      en: 'Surveys and campaigns that say beforehand what is asked and what for.',
    },
  },
  {
    chapter: 'account',
    icon: icons.account,
    title: { de: 'Ihr Konto', en: 'Your account' },
    says: {
      de: 'Angaben ändern, Sitzungen beenden, das Konto schließen: alles selbst und jederzeit.',
      en: 'Change your details, end sessions, close the account: all by yourself and at any time.',
    },
  },
  {
    chapter: 'account',
    icon: icons.rights,
    title: { de: 'Ihre Daten', en: 'Your data' },
    says: {
      de: 'Sehen, was gespeichert ist, warum und bis wann. Mitnehmen oder löschen, ohne nachzufragen.',
      en: 'See what is stored, why and until when. Take it along or delete it without asking anybody.',
    },
  },
]

function offers(chapters: ReadonlySet<Chapter | undefined>, language: Language): Html | undefined {
  const here = offered.filter(({ chapter }) => chapters.has(chapter))
  if (here.length === 0) return undefined
  return html`<section class="band" aria-labelledby="offers"><div class="wide">
<h2 id="offers">${{ de: 'Was Sie hier tun können', en: 'What you can do here' }[language]}</h2>
<ul class="cards">${here.map(({ icon, title, says }) => html`<li>${icon}<h3>${title[language]}</h3><p>${says[language]}</p></li>`)}</ul>
</div></section>`
}

/** What the manifest says, in large letters. */
function promise({ manifest }: PageContext, language: Language): Html {
  const say = (words: Words): string => words[language]
  const countries = [...new Set([...manifest.stores, ...manifest.recipients].map(({ country }) => country))]
    .map(country => countryName(country, language))
    .sort()
  const known = manifest.recipients.length
  return html`<section class="band word" aria-labelledby="promise"><div class="wide">
<h2 id="promise">${say({ de: 'Diese Seiten tun, was ihre Erklärung sagt', en: 'These pages do what their statement says' })}</h2>
<p class="under">${say({
    de: 'Unsere Datenschutzerklärung ist zugleich die Konfiguration der Plattform. Was nicht darin steht, kann sie nicht.',
    en: 'Our privacy statement is also the configuration of the platform. What is not in it, it cannot do.',
  })}</p>
<dl class="facts">
<div><dt>${say({ de: 'dort werden Ihre Daten verarbeitet', en: 'where your data is processed' })}</dt><dd>${listed(countries, language)}</dd></div>
<div><dt>${say({ de: known === 1 ? 'bekommt Daten von uns, mit Namen und Anschrift genannt' : 'bekommen Daten von uns, mit Namen und Anschrift genannt', en: known === 1 ? 'receives data from us, named with its address' : 'receive data from us, named with their addresses' })}</dt><dd>${recipientsInWords(known, language)}</dd></div>
<div><dt>${say({ de: 'setzen diese Seiten, und sie laden nichts von anderswo', en: 'are set by these pages, and nothing is loaded from elsewhere' })}</dt><dd>${say({ de: 'Keine Cookies', en: 'No cookies' })}</dd></div>
<div><dt>${say({ de: 'ist der Stand der Erklärung; frühere Fassungen bleiben lesbar', en: 'is the date of the statement; earlier versions stay readable' })}</dt><dd>${dayInWords(manifest.effective, language)}</dd></div>
</dl>
<div class="calls"><a class="button first" href="${places.statement[language]}">${say({ de: 'Erklärung lesen', en: 'Read the statement' })}</a></div>
</div></section>`
}

const recipientsInWords = (count: number, language: Language): string =>
  count === 0
    ? { de: 'Niemand sonst', en: 'Nobody else' }[language]
    : { de: `${count} Empfänger`, en: count === 1 ? '1 recipient' : `${count} recipients` }[language]
