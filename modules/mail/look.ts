import type { Manifest } from '../../kernel/statement/manifest.ts'
import type { Language } from '../../kernel/statement/terms.ts'
import { countryName } from '../../kernel/statement/countries.ts'

/** What stands at the foot of every letter, whoever wrote it. */
export interface Foot {
  readonly company: readonly string[]
  readonly reach: readonly { readonly label: string, readonly text: string, readonly link?: string }[]
  readonly statement: { readonly label: string, readonly link: string }
  readonly caution: string
}

const words = {
  de: {
    phone: 'Telefon', mail: 'E-Mail', officer: 'Datenschutzbeauftragte Person', contact: 'Datenschutz', statement: 'Datenschutzerklärung',
    caution: 'E-Mails sind unterwegs nicht durchgehend vertraulich. Deshalb steht in dieser außer Ihrem Namen nichts Persönliches; bitte schreiben auch Sie uns Vertrauliches nicht per E-Mail.',
  },
  en: {
    phone: 'Telephone', mail: 'E-mail', officer: 'Data protection officer', contact: 'Data protection', statement: 'Privacy statement',
    caution: 'E-mail is not confidential all the way. That is why this one holds nothing personal but your name; please do not send us anything confidential by e-mail either.',
  },
} as const

/** Company with address, contact and phone, officer, statement, and the word of caution: read from the manifest, never left out. */
export function footOf(manifest: Manifest, baseUrl: string, language: Language): Foot {
  const { company, privacyOfficer: officer, privacyContact } = manifest
  const say = words[language]
  const privacy = officer ?? privacyContact
  const { name, street, postcode, city } = privacy.post
  return {
    company: [company.name, `${company.street}, ${company.postcode} ${company.city}, ${countryName(company.country, language)}`],
    reach: [
      { label: say.phone, text: company.phone, link: `tel:${company.phone.replace(/[^+\d]/g, '')}` },
      { label: say.mail, text: company.mail, link: `mailto:${company.mail}` },
      { label: officer ? say.officer : say.contact, text: [officer?.name, privacy.mail].filter(Boolean).join(', '), link: `mailto:${privacy.mail}` },
      { label: '', text: `${name}, ${street}, ${postcode} ${city}` },
    ],
    statement: { label: say.statement, link: `${baseUrl}/${language === 'de' ? 'datenschutz' : 'privacy'}` },
    caution: say.caution,
  }
}
