// Writes statements/manifest.schema.json, by which editors complete and check a manifest: npm run schema
import { writeFile } from 'node:fs/promises'
import { manifestSchemaFile } from '../../kernel/statement/schema.ts'
import { everyModule } from '../modules.ts'

await writeFile(
  `${import.meta.dirname}/../../statements/manifest.schema.json`,
  manifestSchemaFile(everyModule.flatMap(({ activities }) => activities)),
)
