// A PostgreSQL server as an operator would have it: Debian's, which speaks TLS and comes with pg_dump.
import { globSync } from 'node:fs'
import { command } from './command.ts'
import { isDebian } from './chromium.ts'

/** Where Debian keeps the programs of its newest PostgreSQL. */
export const debianPostgres = (): string | undefined =>
  globSync('/usr/lib/postgresql/*/bin/postgres')
    .toSorted()
    .at(-1)
    ?.replace(/\/postgres$/, '')

/** Brings it where we may; says why not where we may not. */
export async function bringPostgres(report: (line: string) => void): Promise<{ missing?: string }> {
  if (debianPostgres()) return {}
  if (process.getuid?.() !== 0 || !isDebian())
    return {
      missing: 'There is no PostgreSQL server of this system: install it (on Debian: apt-get install postgresql).',
    }
  report('Installing PostgreSQL from Debian, once (about 60 MB) …')
  const update = await command('apt-get', ['update', '--quiet'])
  const install = await command('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', 'postgresql'])
  if (debianPostgres()) return {}
  return {
    missing: `PostgreSQL could not be installed:\n${[update, install]
      .filter(({ code }) => code !== 0)
      .map(({ said }) => said.trim().split('\n').slice(-5).join('\n'))
      .join('\n')}`,
  }
}
