import type { Stating } from '../../platform/services.ts'
import { html, markup, type Html } from '../../platform/html.ts'
import { dayInWords, dayOf } from '../../kernel/declare/periods.ts'
import type { Language } from '../../kernel/declare/terms.ts'

/**
 * What a page needs that leaves the platform on paper: A4, sender, address where an envelope has its window (DIN 5008,
 * form B), page numbers.
 */
export const paper = `@page{size:A4;margin:25mm 20mm 22mm 25mm;@bottom-right{content:counter(page) " / " counter(pages);font:9pt Georgia,serif;color:#444}}
*{box-sizing:border-box}body{font:11.5pt/1.5 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff;overflow-wrap:anywhere}
.sender{font-size:.75em;color:#444;margin:0 0 1rem}address{font-style:normal;min-height:6rem;margin-bottom:1.5rem;white-space:pre-line}.day{text-align:right}
h1{font-size:1.3em;line-height:1.25;margin:2rem 0 1rem}h2{font-size:1.12em;margin:2.2rem 0 .6rem;padding-top:.8rem;border-top:1px solid #999}h3{font-size:1em;margin:1.4rem 0 .4rem}h1,h2,h3,dt{break-after:avoid}
dl{margin:.4rem 0 .8rem}dl div{display:grid;grid-template-columns:11rem 1fr;gap:.2rem 1rem;break-inside:avoid}dt{color:#444}dd{margin:0;white-space:pre-line}
.entry{padding:.35rem 0;border-bottom:1px dotted #bbb;break-inside:avoid}.quiet{color:#444}.as-typed{white-space:pre-line}ul{padding-left:1.2rem}li{margin:.2rem 0}
@media screen and (max-width:34rem){dl div{grid-template-columns:1fr}}@media print{body{margin:0;padding:0;max-width:none;font-size:10.5pt}}`

export const dayOn = ({ manifest }: Stating, at: Date, language: Language): string =>
  dayInWords(dayOf(at, manifest.timeZone), language)

/** The head of a page on letter paper; what follows it is the letter. */
export function letterHead(
  stating: Stating,
  language: Language,
  {
    title,
    to,
    at,
    reference,
  }: { readonly title: string; readonly to: string; readonly at: Date; readonly reference?: string | undefined },
): Html {
  const { company } = stating.manifest
  return html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${markup(paper)}</style></head><body>
<p class="sender">${[company.name, company.street, `${company.postcode} ${company.city}`].join(' · ')}</p>
<address>${to}</address>
<p class="day">${company.city}, ${dayOn(stating, at, language)}</p>
<h1>${title}</h1>
${reference !== undefined && html`<p class="quiet">${{ de: 'Unser Zeichen', en: 'Our reference' }[language]}: ${reference}</p>`}`
}

/** Where one complains, and where one asks: at the end of every answer. */
export function letterFoot({ manifest: { authority, privacyContact, company } }: Stating, language: Language): Html {
  const complain = {
    de: 'Sie können sich bei der Aufsichtsbehörde beschweren (Art. 77 DSGVO) und vor Gericht gehen (Art. 79 DSGVO):',
    en: 'You may complain to the supervisory authority (Art. 77 GDPR) and go to court (Art. 79 GDPR):',
  }[language]
  const ask = {
    de: `Fragen beantworten wir unter ${privacyContact.mail}.`,
    en: `We answer questions at ${privacyContact.mail}.`,
  }[language]
  return html`<p>${complain} ${[authority.name, authority.street, `${authority.postcode} ${authority.city}`].join(', ')}.</p>
<p>${ask}</p>
<p>${company.name}</p></body></html>`
}
