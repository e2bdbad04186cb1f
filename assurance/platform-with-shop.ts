import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Module } from '../platform/module.ts'
import { vouchers, vouchersSql } from '../kernel/restriction/vouchers-for-test.ts'
import { everyModule } from '../server/modules.ts'

const states = ['vouchers.orders', 'vouchers.invoices', 'vouchers.advice', 'vouchers.looks']

/**
 * The platform of the manifest `home` with every module, and beside them a small shop with invoices, which a law keeps.
 */
export async function platformWithShop(): Promise<{ readonly modules: readonly Module[]; readonly manifest: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'obhut-vouchers-'))
  await writeFile(join(directory, '20261126_vouchers.sql'), vouchersSql)
  const manifest = await readFile(join(import.meta.dirname, '../statements/home.yaml'), 'utf8')
  return {
    modules: [...everyModule, vouchers(directory)],
    manifest: manifest.replace(/^activities:$/m, ['activities:', ...states.map(name => `  ${name}: {}`)].join('\n')),
  }
}
