import { readFileSync } from 'node:fs'

/** In German, and long: the list of the package is mostly English. */
const further = `
1234567890 0123456789 0987654321 9876543210 12345678910 1234512345 1234554321 1111111111 0000000000 1122334455 1q2w3e4r5t 1qaz2wsx3edc q1w2e3r4t5 qwertyuiop qwertzuiop
qwerty1234 qwerty12345 qwerty123456 qwertz1234 qwertz12345 asdfghjkl1 asdfghjklö yxcvbnm123 zxcvbnm123 abcd123456 abcdefghij abc1234567 a123456789 aa12345678 123456789a 123456789q
password12 password123 password1234 password12345 password01 password2024 password2025 password2026 passwort12 passwort123 passwort1234 passwort12345 passwort2024 passwort2025 passwort2026
passw0rd123 p@ssw0rd123 p@ssword123 mypassword meinpasswort meinpasswort1 geheim1234 geheim12345 geheimnis1 topsecret1 hallo12345 hallo123456 hallohallo hallowelt1 helloworld hello12345
iloveyou12 iloveyou123 iloveyou1234 ichliebedich ichliebedich1 schatz1234 schatzi123 sommer2024 sommer2025 sommer2026 winter2024 winter2025 winter2026 frühling2026 herbst2026
welcome123 welcome1234 willkommen willkommen1 willkommen123 admin12345 admin123456 administrator administrator1 letmein123 changeme123 test123456 test1234567 testtest123 superman123
batman1234 starwars123 pokemon123 football123 fussball123 fußball123 baseball123 basketball dragon1234 monkey1234 sunshine123 princess123 prinzessin charlie123 michael123
computer123 internet123 samsung123 samsung1234 google1234 facebook123 linkedin123 bayern1234 deutschland deutschland1 borussia09 schalke04! master1234 killer1234 shadow1234
trustno1234 qazwsxedc1 1234qwerasdf qweasdzxc1 qweasdzxc123 asdasdasd1 asdf123456 asdfasdf12 asdfghjkl123 zaq12wsx34 aaaaaaaaaa abcabcabc1 abcabc1234 654321654321 123123123123 123456123456 121212121212 112233445566 123321123321
`
  .split(/\s+/)
  .filter(Boolean)

let read: string | undefined
/**
 * What was chosen most often where passwords leaked: 49,000 of the package's list, and ours. Read when a first password
 * is chosen, and held as one text of half a megabyte, in which looking is quicker than in a set and takes a tenth of
 * its memory.
 */
function list(): string {
  // The package itself unpacks words and keyboards, too; its list lies beside it.
  // as: a test looks at it
  const listed = JSON.parse(
    readFileSync(new URL('../src/passwords.json', import.meta.resolve('@zxcvbn-ts/language-common')), 'utf8'),
  ) as string[]
  return `\n${[...listed, ...further].map(asCompared).join('\n')}\n`
}
const isListed = (text: string): boolean => text.length > 0 && (read ??= list()).includes(`\n${text}\n`)

/**
 * What looks the same and is typed the same is the same, capitals or not (NFKC, as NIST SP 800-63B, 3.1.1.2, has it).
 */
export const asCompared = (password: string): string => password.normalize('NFKC').toLowerCase()

/**
 * Whether this is one of them, as it is, with digits and signs around it, or again and again. Takes what `asCompared`
 * gives.
 */
export function isCommon(password: string): boolean {
  // Walked from its end: a pattern that ends in `$` would try each place anew.
  const signs = [...password]
  const from = signs.findIndex(isLetter)
  const upTo = (isKept: (sign: string) => boolean, begin = 0): string =>
    signs.slice(begin, signs.findLastIndex(isKept) + 1).join('')
  const bare = [password, upTo(isLetterOrDigit), upTo(isLetter), upTo(isLetter, Math.max(0, from))]
  return bare.some(part => password.length - part.length <= mostAround && isListed(part)) || isListed(unitOf(password))
}
const isLetter = (sign: string): boolean => /\p{L}/u.test(sign)
const isLetterOrDigit = (sign: string): boolean => /[\p{L}\p{N}]/u.test(sign)
/** A year and a few signs. */
const mostAround = 6

/** What a text consists of when it is one thing again and again; else nothing. */
function unitOf(text: string): string {
  const at = `${text}${text}`.indexOf(text, 1)
  return at < text.length ? text.slice(0, at) : ''
}
