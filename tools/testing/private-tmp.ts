import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { checkout } from '../checks/command.ts'
import { atTheEnd } from './at-the-end.ts'

const works = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0
/** Whether this machine lets a test have a /tmp to itself and hand a capability on; a container may forbid both. */
export const mayBeAService = (): boolean =>
  works('unshare', '--mount', 'mount', '-t', 'tmpfs', 'none', '/tmp') &&
  works('setpriv', '--inh-caps=+net_bind_service', '--ambient-caps=+net_bind_service', 'true')

/**
 * What a shell says, within a mount namespace of its own, to have a /tmp to itself as `PrivateTmp=yes` gives one, and
 * then does what follows: `unshare --mount sh -c ${withPrivateTmp()} sh setpriv …`. A checkout that lies in /tmp is
 * there still.
 */
export function withPrivateTmp(): string {
  if (!checkout.startsWith('/tmp/')) return 'mount -t tmpfs none /tmp && exec "$@"'
  const held = mkdtempSync('/var/tmp/obhut-held-')
  atTheEnd(() => {
    rmdirSync(held)
  })
  return `mount --bind '${checkout}' '${held}' && mount -t tmpfs none /tmp && mkdir -p '${checkout}' && mount --bind '${held}' '${checkout}' && exec "$@"`
}
