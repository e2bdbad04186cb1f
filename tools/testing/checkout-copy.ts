import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout } from '../checks/command.ts'

export interface CheckoutCopy {
  readonly folder: string
  remove(): void
}

/**
 * The files of the checkout as they are now in a folder of their own, for a test that changes them: those that Git knows
 * or would take in, without pictures and recordings, and with the installed packages.
 */
export function checkoutCopy(): CheckoutCopy {
  const folder = mkdtempSync(join(tmpdir(), 'obhut-checkout-'))
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: checkout,
    encoding: 'utf8',
  })
  for (const file of listed.split('\n').filter(file => file && !/\.(gz|png|csv)$/.test(file)))
    cpSync(join(checkout, file), join(folder, file))
  symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'))
  return {
    folder,
    remove() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
