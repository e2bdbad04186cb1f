import { mkdtempSync, rmdirSync } from 'node:fs'
import { checkout } from '../checks/command.ts'
import { atTheEnd } from './at-the-end.ts'

/**
 * What a shell says, within a mount namespace of its own, to have a /tmp to itself as `PrivateTmp=yes` gives one, and then does what follows:
 * `unshare --mount sh -c ${withPrivateTmp()} sh setpriv …`. A checkout that lies in /tmp is there still.
 */
export function withPrivateTmp(): string {
  if (!checkout.startsWith('/tmp/')) return 'mount -t tmpfs none /tmp && exec "$@"'
  const held = mkdtempSync('/var/tmp/obhut-held-')
  atTheEnd(() => { rmdirSync(held) })
  return `mount --bind '${checkout}' '${held}' && mount -t tmpfs none /tmp && mkdir -p '${checkout}' && mount --bind '${held}' '${checkout}' && exec "$@"`
}
