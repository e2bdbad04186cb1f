import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aWholeWorld } from '../testing/whole-world.ts'
import { typesOf } from './typed-client.ts'

const file = join(import.meta.dirname, '../../web/api.d.ts')

it('the portal is typed by the API’s own description; after a change of routes: npm run generate', async () => {
  const world = await aWholeWorld()
  const { body } = await world.visitor().get('/api/openapi.json')
  const types = typesOf(body)
  if (process.env['WRITE_API_TYPES']) await writeFile(file, types)
  expect(await readFile(file, 'utf8')).toBe(types)
})
