import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIPv6 } from 'node:net'
import { listOf, type Peer } from './peer.ts'

/** Whether somebody may read the figures: they hold nothing personal, and much that an attacker would like to know. */
export type FiguresFor = (headers: IncomingHttpHeaders, peer: Peer) => boolean

/**
 * Lets in whoever has the token (RFC 6750), and whoever comes from one of the networks, without anybody between who is
 * not trusted: to a proxy that nobody named, all the world comes from there.
 * @param networks this machine where neither is said
 * @param token nobody's where nothing is said
 */
export function figuresFor({
  token,
  networks = token === undefined ? ['127.0.0.0/8', '::1'] : [],
}: {
  readonly networks?: readonly string[] | undefined
  readonly token?: string | undefined
}): FiguresFor {
  const named = listOf(networks)
  return ({ authorization = '' }, { address, asksItself }) => {
    if (token !== undefined && isSame(authorization, `Bearer ${token}`)) return true
    return asksItself && address !== 'unknown' && named.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))
