import { domainName } from '../kernel/statement/domain-name.ts'
import { withoutInvisibleEnds } from './text.ts'

const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const domain = /^(?=.{4,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}(?<!-)$/

/**
 * An address in the one form in which it is stored, compared and written to; undefined where it is none.
 *
 * Before the @ only the letters of RFC 5321 are taken: with others, one address can look like another or become it
 * when it is lowered (the Kelvin sign becomes a k). After the @ names of all scripts become what DNS calls them;
 * nothing that was typed is left out.
 */
export function mailAddress(typed: string): string | undefined {
  const trimmed = withoutInvisibleEnds(typed)
  const at = trimmed.lastIndexOf('@')
  if (at < 1 || at > 64 || trimmed.length > 254) return undefined
  const before = trimmed.slice(0, at)
  // Lowered only once it is known to be ASCII: lowering must not make it so.
  if (!/^[\x21-\x7e]+$/.test(before) || !local.test(before.toLowerCase())) return undefined
  const after = domainName(trimmed.slice(at + 1))
  const whole = `${before.toLowerCase()}@${after}`
  return after !== undefined && domain.test(after) && whole.length <= 254 ? whole : undefined
}

/** Somebody with an address, as the From of a mail names them. */
export interface Mailbox {
  readonly address: string
  readonly name?: string
}

/**
 * `post@firma.example`, `Firma GmbH <post@firma.example>` or `"Firma, Berlin" <post@firma.example>` (RFC 5322, 3.4);
 * undefined where it is neither.
 *
 * `mailbox('Firma <post@firma.example>')` is `{ name: 'Firma', address: 'post@firma.example' }`
 */
export function mailbox(typed: string): Mailbox | undefined {
  if (typed.length > 500 || /\p{Cc}/u.test(typed)) return undefined
  const trimmed = typed.trim()
  const open = trimmed.lastIndexOf('<')
  if (open < 0) return inAddress(trimmed)
  if (!trimmed.endsWith('>')) return undefined
  const named = trimmed.slice(0, open).trim()
  const name = /^"(?:[^"\\]|\\.)*"$/.test(named) ? named.slice(1, -1).replaceAll(/\\(.)/g, '$1').trim() : named
  if (/[<>]/.test(name) || (name === named && name.includes('"'))) return undefined
  return inAddress(trimmed.slice(open + 1, -1), name)
}

function inAddress(written: string, name = ''): Mailbox | undefined {
  const address = mailAddress(written)
  return address === undefined ? undefined : { address, ...(name !== '' && { name }) }
}
