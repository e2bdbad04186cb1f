import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIPv6 } from 'node:net'
import { listOf, type Peer } from './peer.ts'

/** Whether somebody may read the figures: they hold nothing personal, and much that an attacker would like to know. */
export type FiguresFor = (headers: IncomingHttpHeaders, peer: Peer) => boolean

/**
 * Lets in whoever has the token (RFC 6750), and whoever comes from one of the networks. This machine counts only without anybody between:
 * to a proxy that nobody named, all the world comes from here.
 * @param networks this machine where nothing is said
 * @param token nobody's where nothing is said
 */
export function figuresFor({ networks = ['127.0.0.0/8', '::1'], token }: { readonly networks?: readonly string[] | undefined, readonly token?: string | undefined }): FiguresFor {
  const [named, thisMachine] = [listOf(networks), listOf(['127.0.0.0/8', '::1'])]
  return (headers, { address }) => {
    if (token !== undefined && isSame(headers.authorization ?? '', `Bearer ${token}`)) return true
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (address === 'unknown' || !named.check(address, family)) return false
    return !thisMachine.check(address, family) || passedOn.every(name => headers[name] === undefined)
  }
}

/** What proxies add. */
const passedOn = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'] as const

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))
