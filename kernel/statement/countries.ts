import type { Language, Words } from '../declare/terms.ts'

/** ISO 3166-1 alpha-2. */
const codes =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
export const countries: readonly [string, ...string[]] = codes.split(' ') as [string, ...string[]]

/** The European Economic Area: where the GDPR holds by itself. */
export const eea: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
)

const names = {
  de: new Intl.DisplayNames('de', { type: 'region' }),
  en: new Intl.DisplayNames('en', { type: 'region' }),
}
export const countryName = (code: string, language: Language): string =>
  code === international ? internationalInWords[language] : (names[language].of(code) ?? code)

/**
 * Stands among the allowed countries where data may go to organisations under public international law (Art. 4(26)
 * GDPR).
 */
export const international = 'international'
const internationalInWords: Words = { de: 'internationale Organisationen', en: 'international organisations' }

/** Whether a transfer there is one to a third country or an international organisation (Art. 44 GDPR). */
export const isOutside = ({
  country,
  organisation,
}: {
  readonly country: string
  readonly organisation?: 'international' | undefined
}): boolean => !eea.has(country) || organisation === international
