// The browser that tests look through: Debian's Chromium.
import { existsSync, readFileSync } from 'node:fs'
import { command } from './command.ts'

export function chromium(): string | undefined {
  return [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    file => file && existsSync(file),
  )
}

/** Brings it where we may; says why not where we may not. */
export async function bringChromium(report: (line: string) => void): Promise<{ missing?: string }> {
  if (chromium()) return {}
  if (process.getuid?.() !== 0 || !isDebian())
    return {
      missing: 'There is no Chromium: install it (on Debian: apt-get install chromium) or say in CHROMIUM where it is.',
    }
  report('Installing Chromium from Debian, once (about 100 MB) …')
  const update = await command('apt-get', ['update', '--quiet'])
  const install = await command('apt-get', [
    'install',
    '--yes',
    '--quiet',
    '--no-install-recommends',
    'chromium',
    'fonts-liberation',
  ])
  if (chromium()) return {}
  return {
    missing: `Chromium could not be installed:\n${[update, install]
      .filter(({ code }) => code !== 0)
      .map(({ said }) => said.trim().split('\n').slice(-5).join('\n'))
      .join('\n')}`,
  }
}

export function isDebian(): boolean {
  return (
    existsSync('/usr/bin/apt-get') && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
  )
}
