import { mailAddress } from '../../platform/mail-address.ts'
import { inOneLine } from './tidied.ts'

/**
 * The address that somebody wrote from: in its one form, or where it is of a kind that we would not write to ourselves
 * (letters of other scripts before the @, RFC 6531; a part in quotation marks) as it was written, so that staff can
 * answer. Undefined where it is none, or longer than one can be: an address is never shortened.
 */
export function senderIn(written: string): string | undefined {
  if (written.length > 1000) return undefined
  const line = inOneLine(written, 1000)
  return (
    mailAddress(line) ??
    (line.length <= 254 && /^(?:[^\s"<>@]{1,64}|"[^"<>]{1,62}")@[^\s"<>@]{1,253}$/.test(line) ? line : undefined)
  )
}
