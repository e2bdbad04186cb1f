import type { Block, Section, Sentence, StatementDocument } from './document.ts'
import { placeOfEvidence } from './evidence.ts'
import { style } from './style.ts'
import type { Language } from '../declare/terms.ts'

/** Where the page's links lead; each has a usual place. */
export interface Links {
  readonly home?: string
  readonly statement?: Readonly<Record<Language, string>>
  readonly imprint?: Readonly<Record<Language, string>>
  /** The same statement as Markdown and as a manifest. */
  readonly markdown?: string
  readonly manifest?: string
}
const usual = {
  home: '/',
  statement: { de: '/datenschutz', en: '/privacy' },
  imprint: { de: '/impressum', en: '/imprint' },
} as const

export const escaped = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign,
  )

/** Mail addresses and web addresses become links; everything else is text. */
const linkable = /(https:\/\/[^\s<>"')]*[^\s<>"').,;:])|((?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g
function linked(text: string): string {
  let html = '',
    from = 0
  for (const match of text.matchAll(linkable)) {
    const target = match[1] ?? `mailto:${match[0]}`
    html += `${escaped(text.slice(from, match.index))}<a href="${escaped(target)}">${escaped(match[0])}</a>`
    from = match.index + match[0].length
  }
  return html + escaped(text.slice(from))
}

/** A citation or a date does not break between its parts. */
const bound = (text: string): string =>
  text.replace(/(\b(?:Art\.|Abs\.|Buchst\.|Nr\.|section|no\.)|§) (?=[\da-z])|(\b\d{1,2}\.) (?=[A-Z])/g, '$1$2\u00A0')

/** Where a long word of a heading may break on a narrow screen. */
const heading = (text: string): string => escaped(text.replace(/Datenschutz(?=[a-zäöü])/g, 'Datenschutz\u00AD'))

/**
 * Leads from a sentence to what shows that it is kept: the address of a page for each part of the statement, and what
 * the mark is called.
 */
export interface Evident {
  readonly at: string
  readonly called: string
}

const sentence = ({ id, text, also = [] }: Sentence): string =>
  `<span data-promise="${escaped([id, ...also].join(' '))}">${linked(bound(text))}</span>`
function marked(one: Sentence, evident: Evident | undefined): string {
  if (!evident) return sentence(one)
  const { about, anchor } = placeOfEvidence(one.id)
  return `${sentence(one)}<a class="proof" href="${escaped(`${evident.at}/${about}#${anchor}`)}" aria-label="${escaped(evident.called)}"></a>`
}
const running = (sentences: readonly Sentence[], evident?: Evident): string =>
  sentences.map(one => marked(one, evident)).join(' ')

function block(it: Block, evident?: Evident): string {
  switch (it.kind) {
    case 'paragraph':
      return `<p>${running(it.sentences, evident)}</p>`
    case 'list':
      return `<ul>\n${it.items.map(item => `<li>${running(item, evident)}</li>`).join('\n')}\n</ul>`
    case 'facts':
      return `<dl>\n${it.rows.map(({ label, sentences }) => `<div><dt>${escaped(label)}</dt><dd>${running(sentences, evident)}</dd></div>`).join('\n')}\n</dl>`
    // The lines of an address are one sentence.
    case 'address':
      return `<address>${it.lines.map((one, place) => (place < it.lines.length - 1 ? sentence(one) : marked(one, evident))).join('<br>')}</address>`
    case 'links':
      return `<ul>\n${it.items.map(({ href, text }) => `<li><a href="${escaped(href)}">${escaped(text)}</a></li>`).join('\n')}\n</ul>`
    case 'notice':
      return `<aside aria-label="${escaped(it.title)}"><strong>${escaped(it.title)}</strong><p>${running(it.sentences, evident)}</p></aside>`
  }
}

function section({ anchor, title, blocks, parts = [] }: Section, evident: Evident | undefined, level = 2): string {
  const tag = level === 2 ? 'section' : 'article'
  return [
    `<${tag} id="${escaped(anchor)}" aria-labelledby="${escaped(anchor)}-title">`,
    `<h${level} id="${escaped(anchor)}-title">${heading(title)}</h${level}>`,
    ...blocks.map(one => block(one, evident)),
    ...parts.map(part => section(part, evident, level + 1)),
    `</${tag}>`,
  ].join('\n')
}

function contents(sections: readonly Section[], nested = false): string {
  const items = sections.map(
    ({ anchor, title, parts = [] }) =>
      `<li><a href="#${escaped(anchor)}">${escaped(title)}</a>${parts.length && !nested ? `\n${contents(parts, true)}` : ''}</li>`,
  )
  return `<ol>\n${items.join('\n')}\n</ol>`
}

const phrases = {
  de: {
    contents: 'Inhalt',
    skip: 'Zum Inhalt springen',
    imprint: 'Impressum',
    other: 'English',
    otherFull: 'This page in English',
    markdown: 'Als Textdatei',
    manifest: 'Maschinenlesbar',
    languages: 'Sprache',
  },
  en: {
    contents: 'Contents',
    skip: 'Skip to content',
    imprint: 'Imprint',
    other: 'Deutsch',
    otherFull: 'Diese Seite auf Deutsch',
    markdown: 'As a text file',
    manifest: 'Machine-readable',
    languages: 'Language',
  },
}

/** What a reader came for: opening, contents and text, to stand in a page. */
export const asContent = (document: StatementDocument, evident?: Evident): string => `<div class="opening">
<h1>${heading(document.title)}</h1>
<p class="stand">${running(document.stand, evident)}</p>
<p class="lead">${running(document.lead, evident)}</p>
</div>
<nav class="contents" aria-labelledby="contents-title">
<h2 id="contents-title">${phrases[document.language].contents}</h2>
${contents(document.sections)}
</nav>
<div class="text">
${document.sections.map(part => section(part, evident)).join('\n')}
</div>`

/** A whole page: one file, no script, no cookie, nothing from elsewhere. */
export function asHtml(
  document: StatementDocument,
  links: Links = {},
  languages: readonly Language[] = ['de', 'en'],
): string {
  const { language } = document
  const other = language === 'de' ? 'en' : 'de'
  const to = { ...usual, ...links }
  const say = phrases[language]
  const files = [
    links.markdown && `<a href="${escaped(links.markdown)}" type="text/markdown">${say.markdown}</a>`,
    links.manifest && `<a href="${escaped(links.manifest)}">${say.manifest}</a>`,
  ].filter(Boolean)
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(document.title)} · ${escaped(document.site)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">${say.skip}</a>
<header>
<a class="site" href="${escaped(to.home)}">${escaped(document.site)}</a>
<nav aria-label="${say.languages}"><a href="${escaped(to.imprint[language])}">${say.imprint}</a>${languages.includes(other) ? `<a href="${escaped(to.statement[other])}" hreflang="${other}" lang="${other}" title="${say.otherFull}">${say.other}</a>` : ''}</nav>
</header>
<main id="content">
${asContent(document)}
</main>
<footer>${[`<a href="${escaped(to.home)}">${escaped(document.site)}</a>`, `<a href="${escaped(to.imprint[language])}">${say.imprint}</a>`, ...files].join('\n')}</footer>
</body>
</html>
`
}
