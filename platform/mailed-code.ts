import { createHmac, randomInt } from 'node:crypto'

/**
 * A short code that goes beside each mailed link.
 *
 * The token of a link travels behind the `#`, and some mail gateways cut that off or open links on their own. Whoever
 * then stands on a page without a token types the address that the letter went to and the code in it. A module that
 * mails links does it like this:
 *
 * ```ts
 * const code = newMailedCode()
 * values({ …, code: mailedCodeHash(settings.secret, { for: 'rights.form', mail, code }) })      // a `hash` column,
 * beside the hash of the token await mailer.post(work, { to: mail, …, button: { label, link }, code })
 * // the letter shows it and says what it is for …
 * const counted = await attempts.countCode({ address, mail })                                    // refuses whoever
 * guesses, by address and by network where('code', '=', mailedCodeHash(settings.secret, { for: 'rights.form', mail,
 * code: typed })) // and what holds for the link: not used, not expired await counted.giveBack()
 * // it was a right one
 * ```
 *
 * The code has 40 bits of chance: enough for guesses that are counted, too few for a plain hash, so it is kept under a
 * keyed one. It is void as soon as the link is: used, expired, or replaced by a newer one.
 */
export function newMailedCode(): string {
  const signs = Array.from({ length: 8 }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
  return `${signs.slice(0, 4)}-${signs.slice(4)}`
}
/** Without 0, O, 1 and I, which look alike: 32 signs, five bits each. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/**
 * What is stored of a code: nobody who has a dump can try all codes without the master secret. It names the address, so
 * that a code is worth nothing with another one.
 */
export function mailedCodeHash(
  secret: Buffer,
  { for: purpose, mail, code }: { readonly for: string; readonly mail: string; readonly code: string },
): Buffer {
  const key = createHmac('sha256', secret).update('mailed codes').digest()
  return createHmac('sha256', key)
    .update([purpose, mail, code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')].join('\0'))
    .digest()
}
