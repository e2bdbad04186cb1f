// The browser that tests look through: Debian's Chromium, as a shell without a window where that is there. The same engine
// opens a page in it for a quarter of the processor time.
import { existsSync, readFileSync } from 'node:fs'
import { command } from './command.ts'

const shell = '/usr/bin/chromium-headless-shell'
const whole = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const existing = (files: readonly (string | undefined)[]): string | undefined =>
  files.find(file => file && existsSync(file))

export const chromium = (): string | undefined => existing([process.env['CHROMIUM'], shell, ...whole])

/** Brings it where we may; says why not where we may not. */
export async function bringChromium(report: (line: string) => void): Promise<{ missing?: string }> {
  const isDear = existing([process.env['CHROMIUM'], shell]) === undefined && process.env['CI'] !== undefined
  if (chromium() && !isDear) return {}
  if (process.getuid?.() !== 0 || !isDebian())
    return chromium()
      ? {}
      : {
          missing:
            'There is no Chromium: install it (on Debian: apt-get install chromium-headless-shell) or say in CHROMIUM where it is.',
        }
  report('Installing Chromium from Debian, once (about 100 MB) …')
  const update = await command('apt-get', ['update', '--quiet'])
  const installs = [update, await installed('chromium-headless-shell')]
  if (!chromium()) installs.push(await installed('chromium'))
  if (chromium()) return {}
  return {
    missing: `Chromium could not be installed:\n${installs
      .filter(({ code }) => code !== 0)
      .map(({ said }) => said.trim().split('\n').slice(-5).join('\n'))
      .join('\n')}`,
  }
}

const installed = (name: string): ReturnType<typeof command> =>
  command('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', name, 'fonts-liberation'])

export function isDebian(): boolean {
  return (
    existsSync('/usr/bin/apt-get') && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
  )
}
