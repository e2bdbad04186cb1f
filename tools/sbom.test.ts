import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { isWelcome, welcomeIn } from './checks/licences.ts'

interface Component {
  readonly properties?: readonly { readonly name: string }[]
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly hashes?: readonly unknown[]
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string }
    readonly expression?: string
  }[]
}
interface Bom {
  readonly bomFormat: string
  readonly metadata: { readonly component: { readonly 'bom-ref': string } }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string }[]
}
interface Locked {
  readonly version: string
  readonly dev?: boolean
  readonly name?: string
}

const checkout = join(import.meta.dirname, '..')
/** As somebody would take it: by the script, without a network. */
async function theBom(): Promise<Bom> {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], {
    cwd: checkout,
    maxBuffer: 1 << 26,
    env: { ...process.env, npm_config_offline: 'true' },
  })
  return JSON.parse(stdout) as Bom
}
/** What the lockfile holds, as `name@version`; tools of development apart. */
function locked(development: boolean): string[] {
  const { packages } = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, Locked>>
  }
  return [
    ...new Set(
      Object.entries(packages)
        .filter(([place, { dev = false }]) => place !== '' && dev === development)
        .map(
          ([place, { name, version }]) =>
            `${name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`,
        ),
    ),
  ].sort()
}
const isForDevelopment = ({ properties = [] }: Component): boolean =>
  properties.some(({ name }) => name === 'cdx:npm:package:development')
const licencesOf = ({ licenses = [] }: Component): string =>
  licenses.map(({ license, expression }) => license?.id ?? license?.name ?? expression ?? '').join(' AND ')

it('the bill of materials names every package of the lockfile, tools of development as such, each with version, checksum and a licence that we ship under', async () => {
  const bom = await theBom()
  expect(bom).toMatchObject({
    bomFormat: 'CycloneDX',
    // npm names it after the folder
    metadata: { component: { 'bom-ref': expect.stringMatching(/^obhut@/) } },
  })
  const named = (development: boolean): string[] =>
    bom.components
      .filter(one => isForDevelopment(one) === development)
      .map(({ name, version }) => `${name}@${version}`)
      .sort()
  expect(named(false)).toEqual(locked(false))
  expect(named(true)).toEqual(locked(true))
  expect(
    bom.components
      .filter(({ purl, hashes = [] }) => !purl.startsWith('pkg:npm/') || hashes.length === 0)
      .map(({ name }) => name),
  ).toEqual([])
  // libvips, as a library of its own or in one package with sharp: tools/checks/licences.ts says under which terms.
  expect(
    bom.components
      .filter(one => licencesOf(one) === '' || !isWelcome(licencesOf(one), welcomeIn(one.name)))
      .map(one => `${one.name}: ${licencesOf(one)}`),
  ).toEqual([])
  expect(new Set(bom.dependencies.map(({ ref }) => ref)).size).toBe(bom.components.length + 1)
})
