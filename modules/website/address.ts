import { isIPv4, isIPv6 } from 'node:net'

/**
 * An address by which nobody can be reached: IPv4 loses its last octet, IPv6 its last 80 bits. What is no address is
 * not kept at all.
 */
export function shortened(address: string): string | null {
  if (isIPv4(address)) return address.replace(/\d+$/, '0')
  if (!isIPv6(address)) return null
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.)\d+$/i.exec(address)
  if (mapped) return `${mapped[1]}0`
  const [first = '0', second = '0', third = '0'] = groupsOf(address)
  return `${compact(first)}:${compact(second)}:${compact(third)}::`
}

/** The groups before the gap `::`, and zeros from there. */
function groupsOf(address: string): string[] {
  const [withoutZone = ''] = address.split('%')
  const [before = '', after] = withoutZone.split('::')
  const head = before === '' ? [] : before.split(':')
  if (after === undefined) return head
  const tail = after === '' ? [] : after.split(':')
  const lengthOfTail = tail.reduce((length, group) => length + (group.includes('.') ? 2 : 1), 0)
  return [...head, ...Array.from({ length: 8 - head.length - lengthOfTail }, () => '0'), ...tail]
}

const compact = (group: string): string => group.toLowerCase().replace(/^0+(?=.)/, '')
