// Under which licences we ship what others wrote. Read from the packages themselves.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockedPackages, neededHere } from '../installed.mjs'

const product = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'MPL-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
]

/** Dynamically linked and unmodified, so the LGPL asks no more of us than to say so. */
const dynamicallyLinked = /^@img\/sharp-(libvips|wasm32|win32)(-|$)/
/** The licences that a package of this name may bear. */
export const welcomeIn = (name: string): readonly string[] =>
  dynamicallyLinked.test(name) ? [...product, 'LGPL-3.0-or-later'] : product

/** Packages that may not be in the product, as `name: licence`. Tools of development are held to the same list. */
export function unwelcomeLicences(checkout: string): string[] {
  return neededHere(lockedPackages(checkout))
    .map(place => ({
      name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
      licence: licenceIn(join(checkout, place)),
    }))
    .filter(({ name, licence }) => !isWelcome(licence, welcomeIn(name)))
    .map(({ name, licence }) => `${name}: ${licence}`)
}

/** Reads expressions such as `(MIT OR GPL-2.0)` and `Apache-2.0 AND MIT`. */
export function isWelcome(expression: string, list: readonly string[] = product): boolean {
  const bare = expression.replaceAll(/[()]/g, '')
  return bare.split(/ OR /i).some(choice => choice.split(/ AND /i).every(licence => list.includes(licence.trim())))
}

function licenceIn(folder: string): string {
  const { license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    license?: string | { type: string }
    licenses?: { type: string }[]
  }
  if (typeof license === 'string') return license
  return license?.type ?? (licenses?.map(({ type }) => type).join(' OR ') || 'none said')
}
