import { join } from 'node:path'
import { z } from 'zod'
import { nearest } from '../../kernel/text/nearest.ts'
import { develop } from './develop.ts'
import { everyModule } from '../../server/modules.ts'
import { WrongUse } from '../../server/problems/command-errors.ts'
import { command, flag, valued } from '../../server/commands/command.ts'
import { data, manifest, mqttPort, port } from '../../server/commands/options.ts'

const usualManifest = join(import.meta.dirname, '../../statements/demo.yaml')

/** Beside the folder of `npm start` (data/), which takes none that holds anything else, and which `--fresh` empties. */
export const placeFor = (module = 'demo'): string => `.cache/dev/${module}`

export default command({
  name: 'dev',
  says: 'Runs the demo from the sources while you change them: the server starts again, screens change in the open page, all at one address.',
  options: {
    module: valued(
      'MODULE',
      'This module with what it needs and nothing else; it states every activity of theirs with its defaults.',
      z.string(),
    ),
    manifest,
    data: { ...data, says: 'Where its data lies (.cache/dev/demo, or .cache/dev/MODULE).' },
    port,
    mqttPort,
    fresh: flag('Starts anew.'),
  },
  notes: 'Letters are at /dev/letterbox, codes of the staff at /dev/codes.',
  example: 'npm run dev -- --module telemetry',
  does: async ({ module, data: dir, manifest: file = usualManifest, ...rest }, io) => {
    const names = everyModule.map(({ name }) => name)
    if (module !== undefined && !names.includes(module)) {
      const meant = nearest(module, names)
      throw new WrongUse(
        `There is no module '${module}'${meant === undefined ? '.' : `; did you mean '${meant}'?`} There are: ${names.join(', ')}.`,
      )
    }
    await develop({ ...rest, module, manifest: file, data: dir ?? placeFor(module) }, io)
    return 0
  },
})
