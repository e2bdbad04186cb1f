import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { missingPackages, neededHere } from './installed.mjs'

describe('what the lockfile needs here', () => {
  it('is what can be reached from the project on this system', () => {
    expect(
      neededHere({
        '': { dependencies: { tool: '1' }, devDependencies: { test: '1' } },
        'node_modules/tool': { optionalDependencies: { here: '1', elsewhere: '1' } },
        'node_modules/tool/node_modules/here': { os: [process.platform], cpu: [process.arch] },
        'node_modules/elsewhere': { os: ['mars'], dependencies: { 'elsewhere-too': '1' } },
        'node_modules/elsewhere-too': {},
        'node_modules/test': { peerDependencies: { tool: '1' } },
      }),
    ).toEqual(['node_modules/tool', 'node_modules/tool/node_modules/here', 'node_modules/test'])
  })
})

describe('what is missing', () => {
  it('is nothing when all is there', () => {
    expect(missingPackages(aCheckout({ wants: { a: '1' }, has: { a: '1' } }))).toEqual([])
  })

  it('is everything when the installation was cut off', () => {
    expect(missingPackages(aCheckout({ wants: { a: '1' }, has: { a: '1' }, finished: false }))).toEqual(['a'])
  })

  it('is a package that npm passed over', () => {
    expect(missingPackages(aCheckout({ wants: { a: '1', b: '1' }, has: { a: '1' } }))).toEqual(['b'])
  })

  it('is a package that is there in another version', () => {
    expect(missingPackages(aCheckout({ wants: { a: '2' }, has: { a: '1' } }))).toEqual(['a'])
  })
})

const checkouts: string[] = []
afterEach(() => {
  for (const checkout of checkouts.splice(0)) rmSync(checkout, { recursive: true })
})

function aCheckout({
  wants,
  has,
  finished = true,
}: {
  wants: Record<string, string>
  has: Record<string, string>
  finished?: boolean
}): string {
  const checkout = mkdtempSync(join(tmpdir(), 'obhut-checkout-'))
  checkouts.push(checkout)
  const places = (packages: Record<string, string>): object =>
    Object.fromEntries(Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }]))
  const write = (file: string, packages: object): void => {
    mkdirSync(dirname(join(checkout, file)), { recursive: true })
    writeFileSync(join(checkout, file), JSON.stringify({ packages }))
  }
  for (const name of Object.keys(has)) mkdirSync(join(checkout, 'node_modules', name), { recursive: true })
  write('package-lock.json', { '': { dependencies: wants }, ...places(wants) })
  if (finished) write('node_modules/.package-lock.json', places(has))
  return checkout
}
