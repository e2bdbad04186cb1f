import { domainToASCII } from 'node:url'
import { withoutInvisibleEnds } from './text.ts'

const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const domain = /^(?=.{4,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}(?<!-)$/

/**
 * An address in the one form in which it is stored, compared and written to; undefined where it is none.
 *
 * Before the @ only the letters of RFC 5321 are taken: with others, one address can look like another or become it
 * when it is lowered (the Kelvin sign becomes a k). After the @ names of all scripts become what DNS calls them.
 */
export function mailAddress(typed: string): string | undefined {
  const trimmed = withoutInvisibleEnds(typed)
  const at = trimmed.lastIndexOf('@')
  if (at < 1 || at > 64 || trimmed.length > 254) return undefined
  const before = trimmed.slice(0, at)
  // Lowered only once it is known to be ASCII: lowering must not make it so.
  if (!/^[\x21-\x7e]+$/.test(before) || !local.test(before.toLowerCase())) return undefined
  const after = domainToASCII(trimmed.slice(at + 1))
  const whole = `${before.toLowerCase()}@${after}`
  return domain.test(after) && whole.length <= 254 ? whole : undefined
}
