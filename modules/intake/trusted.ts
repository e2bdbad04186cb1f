import { BlockList, isIP } from 'node:net'
import { bareAddress } from '../../platform/network.ts'

/** Whether an address is one of those that the operator named, as addresses or networks: `127.0.0.1`, `10.0.0.0/8`. */
export function isTrusted(named: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const one of named) {
    const [address = '', bits] = one.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return written => {
    const address = bareAddress(written)
    return address !== undefined && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
}
