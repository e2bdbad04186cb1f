import { domainToASCII } from 'node:url'

// Node turns names into those of DNS as a browser reads an address: it cuts off a path, a port or a question, with all
// that follows.
const ofAnyScript = /^(?:[\p{L}\p{M}\p{N}.\u3002\uFF0E\uFF61-]|\u200C|\u200D){1,253}$/u
const ofDns = /^(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/

/**
 * A name in any script as DNS calls it (RFC 5891); undefined where it is none. Nothing that was written is left out:
 * `domainName('Müller.example') === 'xn--mller-kva.example'`, `domainName('firma.example/x') === undefined`.
 */
export function domainName(written: string): string | undefined {
  if (!ofAnyScript.test(written)) return undefined
  const name = domainToASCII(written)
  return name.length <= 253 && ofDns.test(name) ? name : undefined
}
