import ipaddr from 'ipaddr.js'

/**
 * What one address counts as wherever something is limited by where it comes from.
 *
 * An IPv4 address is one connection. Of IPv6 whoever has a connection chooses the last 64 bits freely (RFC 4291,
 * 2.5.4), and often gets 65,536 such networks at once (RFC 6177), so what is counted is the network, and beside it the
 * wider one with a larger allowance. Whoever is a provider has a /32 (RIPE-738, 5.1), often with all its customers in
 * it; that is counted, too, with an allowance that is larger still.
 */
export interface Network {
  /**
   * `203.0.113.7` or `2001:db8:1:2::/64`; `unknown` for whatever is no address, so that all of that shares one count.
   */
  readonly near: string
  /** `2001:db8:1::/48`; nothing for IPv4. */
  readonly wide: string | undefined
  /** `2001:db8::/32`; nothing for IPv4. */
  readonly widest: string | undefined
}

/** How many times as much the wider network of IPv6 may do as one network of 64 bits. */
export const wideAllowance = 8
/** The same of a provider's network. Where there is a bound for all, a network gets no more than half of it. */
export const widestAllowance = 64

/** `networkOf('[2001:db8:1:2::99]:443').near === '2001:db8:1:2::/64'` */
export function networkOf(written: string): Network {
  const address = bareAddress(written)
  if (address === undefined) return { near: 'unknown', wide: undefined, widest: undefined }
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return { near: address, wide: undefined, widest: undefined }
  return { near: prefixOf(address, 64), wide: prefixOf(address, 48), widest: prefixOf(address, 32) }
}

/**
 * What to count and how many times the usual allowance each may have: `countedAs(address).map(({ network, times }) =>
 * …)`.
 */
export function countedAs(written: string): readonly { readonly network: string; readonly times: number }[] {
  const { near, wide, widest } = networkOf(written)
  const wider = [
    { network: wide, times: wideAllowance },
    { network: widest, times: widestAllowance },
  ]
  return [
    { network: near, times: 1 },
    ...wider.flatMap(({ network, times }) => (network === undefined ? [] : [{ network, times }])),
  ]
}

/**
 * An address in one form: without brackets, port (as some proxies write it into X-Forwarded-For) and zone, IPv4 that
 * came over an IPv6 socket as IPv4, IPv6 as RFC 5952 writes it. Undefined where there is none.
 */
export function bareAddress(written: string): string | undefined {
  if (written.length > 100) return undefined
  const address = withoutPort(written.trim()).replace(/%.*$/, '')
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return address
  return ipaddr.IPv6.isValid(address) ? ipaddr.process(address).toString() : undefined
}

function withoutPort(written: string): string {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(written) ?? []
  if (inBrackets !== undefined) return inBrackets
  const [, before] = /^([\d.]+):\d{1,5}$/.exec(written) ?? []
  return before ?? written
}

/** The network as `address/bits`. */
function prefixOf(address: string, bits: number): string {
  const parts = ipaddr.IPv6.parse(address).parts.map((part, place) => (place < bits / 16 ? part : 0))
  return `${new ipaddr.IPv6(parts).toString()}/${bits}`
}
