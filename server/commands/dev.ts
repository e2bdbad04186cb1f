import { aloneWith } from '../demo/alone-with.ts'
import { show } from '../demo/show.ts'
import { everyModule } from '../modules.ts'
import { WrongUse } from './cli-errors.ts'
import { aManifest } from '../testing/manifest.ts'
import { nearest } from '../../kernel/text/nearest.ts'
import { command, flag } from './command.ts'
import { data, host, mqttPort, port } from './options.ts'

export default command({
  name: 'dev',
  says: 'Runs one module with what it needs and nothing else: a database, a letterbox, and the people of the demo as far as they have anything to do there.',
  takes: ['MODULE'],
  options: {
    data: { ...data, says: 'Where its data lies (data/dev-MODULE).' },
    port,
    host,
    mqttPort,
    fresh: flag('Starts anew.'),
  },
  notes: 'It states every activity of these modules with its defaults.',
  example: 'npm run dev -- telemetry',
  does: async ({ data: dir, ...rest }, io, [name = '']) => {
    const names = everyModule.map(module => module.name)
    const chosen = everyModule.find(module => module.name === name)
    if (!chosen)
      throw new WrongUse(
        `There is no module '${name}'${nearest(name, names) === undefined ? '.' : `; did you mean '${nearest(name, names)}'?`} There are: ${names.join(', ')}.`,
      )
    const modules = aloneWith(chosen, everyModule)
    io.say(
      `${name} with ${modules
        .filter(module => module !== chosen)
        .map(module => module.name)
        .join(', ')}`,
    )
    await show(
      {
        ...rest,
        data: dir ?? `data/dev-${name}`,
        modules,
        manifest: { source: aManifest(modules), file: `${name}.yaml` },
      },
      io,
    )
    return 0
  },
})
