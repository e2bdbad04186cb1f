// What tests stand behind: Debian's nginx, HAProxy and Caddy, and PgBouncer before a database.
import { existsSync } from 'node:fs'
import { command } from './command.ts'

const places = {
  nginx: '/usr/sbin/nginx',
  haproxy: '/usr/sbin/haproxy',
  caddy: '/usr/bin/caddy',
  pgbouncer: '/usr/sbin/pgbouncer',
} as const
const packages = { nginx: 'nginx-light', haproxy: 'haproxy', caddy: 'caddy', pgbouncer: 'pgbouncer' } as const

/** The program of a proxy; brought from Debian where it is missing and we may. */
export async function proxyProgram(name: keyof typeof places): Promise<string> {
  if (existsSync(places[name])) return places[name]
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await command('apt-get', ['update', '--quiet'])
    await command('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', packages[name]])
  }
  if (existsSync(places[name])) return places[name]
  throw new Error(`There is no ${name}: install it (on Debian: apt-get install ${packages[name]}).`)
}
