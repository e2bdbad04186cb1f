import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kernel } from '../kernel-module.ts'
import { everyModule } from '../modules.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import { apiOf } from './api.ts'
import { catalogueOf, everyRefusal } from './refusals.ts'
import { tablesReport } from './tables.ts'

const root = join(import.meta.dirname, '../..')

/** Checked in, so that a change of what is kept, of who may do what, and of what people are told shows in review. */
async function isAsWritten(file: string, text: string): Promise<void> {
  const place = join(root, file)
  if (process.env['WRITE_REPORTS']) await writeFile(place, text)
  expect(await readFile(place, 'utf8').catch(() => ''), `${file}; after a change: npm run generate`).toBe(text)
}

describe('the reports are as the code is; after a change: npm run generate', () => {
  it.each(everyModule.filter(({ keeps }) => keeps.length).map(module => [module.name, module] as const))(
    'what %s keeps',
    async (name, module) => {
      await isAsWritten(module === kernel ? 'kernel/report.md' : `modules/${name}/report.md`, tablesReport(module))
    },
  )
  it('the API', async () => {
    const world = await aWholeWorld()
    await isAsWritten('docs/api.md', apiOf(world.routes()))
  })
  it('what is refused, each under an id of its own', async () => {
    const all = await everyRefusal()
    expect(all.map(({ id }) => id).filter((id, place, ids) => ids.indexOf(id) < place)).toEqual([])
    await isAsWritten('docs/refusals.md', catalogueOf(all))
  })
})
