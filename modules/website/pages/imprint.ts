import { countryName } from '../../../kernel/statement/countries.ts'
import { listed } from '../../../kernel/declare/periods.ts'
import type { Language, Words } from '../../../kernel/declare/terms.ts'
import { frame, places, type PageContext } from './frame.ts'
import { html } from './html.ts'

/** Who stands behind the site (section 5 DDG), from the manifest. */
export function imprintPage(context: PageContext, language: Language): string {
  const { company } = context.manifest
  const say = (words: Words): string => words[language]
  const title = say({ de: 'Impressum', en: 'Imprint' })
  return frame({
    context,
    language,
    title,
    at: places.imprint,
    body: html`<div class="wide"><div class="plain">
<h1>${title}</h1>
<p>${say({ de: 'Angaben nach § 5 DDG', en: 'Particulars under section 5 DDG' })}</p>
<address><strong>${company.name}</strong><br>${company.street}<br>${company.postcode} ${company.city}<br>${countryName(company.country, language)}</address>
<h2>${say({ de: 'Vertreten durch', en: 'Represented by' })}</h2>
<p>${
      company.generalPartner &&
      html`${say({ de: 'die persönlich haftende Gesellschafterin', en: 'the general partner' })} <strong>${company.generalPartner.name}</strong>, ${company.generalPartner.city}
(${company.generalPartner.register.court}, ${company.generalPartner.register.number}),<br>${say({ de: 'diese vertreten durch', en: 'which is represented by' })} `
    }${listed(company.representedBy, language)}</p>
<h2>${say({ de: 'Kontakt', en: 'Contact' })}</h2>
<p>${say({ de: 'E-Mail', en: 'E-mail' })}: <a href="mailto:${company.mail}">${company.mail}</a><br>
${say({ de: 'Telefon', en: 'Telephone' })}: <a href="tel:${company.phone.replaceAll(/[^+\d]/g, '')}">${company.phone}</a></p>
${
  company.register &&
  html`<h2>${say({ de: 'Registereintrag', en: 'Register entry' })}</h2>
<p>${company.register.court}, ${company.register.number}</p>`
}
${
  company.vatId !== undefined &&
  html`<h2>${say({ de: 'Umsatzsteuer-Identifikationsnummer', en: 'VAT identification number' })}</h2>
<p>${company.vatId}</p>`
}
<h2>${say({ de: 'Datenschutz', en: 'Privacy' })}</h2>
<p>${say({ de: 'Wie wir mit personenbezogenen Daten umgehen, steht in unserer ', en: 'How we handle personal data is told in our ' })}<a href="${places.statement[language]}">${say({ de: 'Datenschutzerklärung', en: 'privacy statement' })}</a>.</p>
</div></div>`,
  })
}
