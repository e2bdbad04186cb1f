import { join } from 'node:path'
import { buildPortal } from '../demo/portal.ts'
import { play } from '../demo/gateways.ts'
import { emptyDemo, markDemo } from '../demo/mark.ts'
import { populate } from '../demo/populate.ts'
import { portFrom } from '../demo/ports.ts'
import { placesToLook, told } from '../demo/told.ts'
import { openInstance } from '../instance.ts'
import { run } from '../running.ts'
import { aborted, toldToStop } from '../told-to-stop.ts'
import { command, flag } from './command.ts'
import { manifestFile } from './manifest-file.ts'
import { clock, data, host, manifest, mqttPort, port } from './options.ts'

const usualManifest = join(import.meta.dirname, '../../statements/demo.yaml')

export default command({
  name: 'demo',
  says: 'Runs a platform with a few people and a gateway that plays real measurements, until it is told to stop. `npm start` does this.',
  options: {
    data, manifest, port, host, mqttPort, clock,
    fresh: flag('Empties the folder first, if it holds a demo, and starts anew.'),
  },
  notes: [
    'It stands on the PostgreSQL that comes along, whatever DATABASE_URL says, and no mail leaves it: letters are at /dev/letterbox.',
    'Ports that are not named are 4400 and 1883, or the next ones that are free.',
  ].join('\n'),
  example: 'npm start -- --data /tmp/another --port 4500',
  does: async ({ data: dir = 'data', manifest: file = usualManifest, port: askedPort, host: address = '127.0.0.1', mqttPort: askedMqtt, clock: moveTo, fresh }, io) => {
    const until = toldToStop(io.say)
    const given = await manifestFile(file)
    const environment = { ...io.environment, databaseUrl: undefined, smtpUrl: undefined, mailFrom: undefined }
    const [instance] = await allOrNone(
      openInstance({ data: dir, environment, report: io.say, as: 'platform', mayMake: true, before: async dataDir => {
        if (fresh) await emptyDemo(dataDir)
        markDemo(dataDir)
      } }),
      buildPortal(io.say),
    )
    try {
      const [http, mqtt] = [await portFrom(4400, askedPort, address), await portFrom(1883, askedMqtt, address)]
      const platform = await run(instance, { manifest: given, kind: 'demo', host: address, port: http.port, mqttPort: mqtt.port, moveTo }, { ...io, environment })
      await Promise.all([http.release(), mqtt.release()])
      try {
        io.say(`Obhut runs at ${platform.url}`)
        const { played, spare } = await populate(platform, instance.dataDir, io.say)
        const gateways = platform.mqttPort === undefined ? [] : [played, spare].filter(one => one !== undefined)
        const playing = gateways.map(one => play(one, `mqtt://127.0.0.1:${platform.mqttPort}`, platform.stating.manifest.timeZone, line => { if (environment.trace) io.say(line) }))
        try {
          const places = await placesToLook(platform, spare?.serial)
          io.give(places, told(places))
          await aborted(until)
        } finally {
          await Promise.all(playing.map(one => one.stop()))
        }
      } finally {
        await platform.stop()
      }
    } finally {
      await instance.close()
    }
    return 0
  },
})

/** Two things at once; if the second fails, the first is put away again. */
async function allOrNone<A extends { close(): Promise<void> }, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [opened, done] = await Promise.allSettled([first, second])
  if (opened.status === 'rejected') throw opened.reason
  if (done.status === 'rejected') {
    await opened.value.close()
    throw done.reason
  }
  return [opened.value, done.value]
}
