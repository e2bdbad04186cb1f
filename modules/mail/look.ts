import type { Address, Manifest } from '../../kernel/statement/manifest.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { countryName } from '../../kernel/statement/countries.ts'

/** What stands at the foot of every letter, whoever wrote it. */
export interface Foot {
  readonly company: readonly string[]
  readonly reach: readonly {
    readonly label: string
    readonly text: string
    readonly link: string
    readonly also?: string
  }[]
  readonly statement: { readonly label: string; readonly link: string }
  readonly caution: string
}

const words = {
  de: {
    phone: 'Telefon',
    mail: 'E-Mail',
    officer: 'Datenschutzbeauftragte Person',
    contact: 'Datenschutz',
    asAbove: 'Anschrift wie oben',
    statement: 'Datenschutzerklärung',
    caution:
      'E-Mails sind unterwegs nicht durchgehend vertraulich. Deshalb steht in unseren außer Ihrem Namen nichts Persönliches; bitte schreiben auch Sie uns Vertrauliches nicht per E-Mail.',
  },
  en: {
    phone: 'Telephone',
    mail: 'E-mail',
    officer: 'Data protection officer',
    contact: 'Data protection',
    asAbove: 'address as above',
    statement: 'Privacy statement',
    caution:
      'E-mail is not confidential all the way. That is why ours hold nothing personal but your name; please do not send us anything confidential by e-mail either.',
  },
} as const

/**
 * Company with address, contact and phone, officer, statement, and the word of caution: read from the manifest, never
 * left out.
 */
export function footOf(manifest: Manifest, baseUrl: string, language: Language): Foot {
  const { company, privacyOfficer: officer, privacyContact } = manifest
  const say = words[language]
  const privacy = officer ?? privacyContact
  return {
    company: [company.name, placeOf(company, language)],
    reach: [
      { label: say.phone, text: company.phone, link: `tel:${company.phone.replace(/[^+\d]/g, '')}` },
      { label: say.mail, text: company.mail, link: `mailto:${company.mail}` },
      {
        label: officer ? say.officer : say.contact,
        text: privacy.mail,
        link: `mailto:${privacy.mail}`,
        also: postOf(privacy, company, say.asAbove, language),
      },
    ],
    statement: { label: say.statement, link: `${baseUrl}/${language === 'de' ? 'datenschutz' : 'privacy'}` },
    caution: say.caution,
  }
}

const placeOf = ({ street, postcode, city, country }: Address, language: Language): string =>
  `${street}, ${postcode} ${city}, ${countryName(country, language)}`

function postOf(
  { name, post }: { readonly name?: string | undefined; readonly post: Address },
  company: Address,
  asAbove: string,
  language: Language,
): string {
  const same = post.name === company.name && placeOf(post, language) === placeOf(company, language)
  return [name, same ? asAbove : `${post.name}, ${placeOf(post, language)}`].filter(Boolean).join(', ')
}
