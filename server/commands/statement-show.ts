import { z } from 'zod'
import { renderStatement } from '../../kernel/statement/render.ts'
import type { Manifest } from '../../kernel/statement/manifest.ts'
import { declarationsOf } from '../startup/foundation.ts'
import { manifestFrom } from '../statement/manifest.ts'
import { everyModule } from '../modules.ts'
import { command, flag, valued, type Io } from './command.ts'
import { withFoundation } from './foundation.ts'
import { manifestFile } from '../files/manifest-file.ts'
import { data, ledger, language } from './options.ts'

export default command({
  name: 'statement show',
  says: 'Prints the privacy statement in force, or the one that a manifest would become.',
  options: {
    data,
    ledger,
    language,
    manifest: valued('FILE', 'A manifest to render in place of the one in force.', z.string().min(1)),
    employees: flag('The notice for employees in place of the public statement.'),
    format: valued(
      'FORMAT',
      'markdown (default), html, or yaml: the manifest itself.',
      z.enum(['markdown', 'html', 'yaml'], 'a format is markdown, html or yaml'),
    ),
  },
  notes: 'With --json: the version, and each sentence with the promise that it came from.',
  example: 'obhut statement show --language en',
  does: async ({ data: dir, language: asked, manifest: file, format = 'markdown', employees }, io) => {
    const shown = file === undefined ? await inForce(dir, io) : await fromFile(file)
    const declared = declarationsOf(everyModule)
    const inLanguage = asked ?? shown.manifest.languages[0] ?? 'de'
    const { html, markdown, sentences } = renderStatement({
      ...shown,
      activities: [...declared.activities.values()],
      tables: [...declared.tables.values()],
      language: inLanguage,
      audience: employees ? 'employees' : 'public',
    })
    const text = { html, markdown, yaml: shown.source }[format]
    io.give({ version: shown.version, effective: shown.manifest.effective, language: inLanguage, sentences }, [
      text.trimEnd(),
    ])
    return 0
  },
})

interface Shown {
  readonly manifest: Manifest
  readonly version: number
  readonly source: string
}

async function fromFile(path: string): Promise<Shown> {
  const { source, file } = await manifestFile(path)
  const declared = declarationsOf(everyModule)
  return { ...manifestFrom(source, file, [...declared.activities.values()], [...declared.tables.values()]), version: 1 }
}

const inForce = (dir: string | undefined, io: Io): Promise<Shown> =>
  withFoundation(dir, io, async ({ stating, store, written }) => ({
    manifest: stating.manifest,
    version: store.inForce.version,
    source: written.source,
  }))
