import { join } from 'node:path'
import { show } from './show-demo.ts'
import { command, flag } from './command.ts'
import { manifestFile } from '../files/manifest-file.ts'
import { clock, data, host, manifest, mqttPort, port } from './options.ts'

const usualManifest = join(import.meta.dirname, '../../statements/demo.yaml')

export default command({
  name: 'demo',
  says: 'Runs a platform with a few people and a gateway that plays real measurements, until it is told to stop. `npm start` does this.',
  options: {
    data: { ...data, says: 'Where the demo lies (data/).' },
    manifest,
    port,
    host,
    mqttPort,
    clock,
    fresh: flag('Empties the folder first, if it holds a demo, and starts anew.'),
  },
  notes: [
    'It stands on the PostgreSQL that comes along, whatever DATABASE_URL and OBHUT_DATA say, and no mail leaves it: letters are at /dev/letterbox.',
    'Ports that are not named are 4400 and 1883, or the next ones that are free.',
  ].join('\n'),
  example: 'npm start -- --data /tmp/another --port 4500',
  does: async ({ data: dir = 'data', manifest: file = usualManifest, clock: moveTo, ...rest }, io) => {
    await show({ ...rest, data: dir, manifest: await manifestFile(file), moveTo }, io)
    return 0
  },
})
