import { z } from 'zod'
import { freePort } from '../http/port.ts'
import { openInstance, standing, type Instance } from '../instance.ts'
import type { Served } from '../serving/messages.ts'
import { said } from '../environment.ts'
import { serve } from '../serving/serve.ts'
import { aborted, toldToStop } from '../told-to-stop.ts'
import { command, valued, type Io } from './command.ts'
import { manifestFile } from './manifest-file.ts'
import { clock, data, host, ledger, manifest, mqttPort, port } from './options.ts'

export default command({
  name: 'start',
  says: 'Runs the platform that a manifest describes, until it is told to stop.',
  options: {
    data, ledger, manifest, port, host, mqttPort,
    store: valued('KIND', 'demo, test or live (live): what a new store is made as, for ever.', z.enum(['demo', 'test', 'live'], 'a store is demo, test or live')),
    clock,
  },
  notes: [
    'Without --manifest it runs the statement in force. A manifest that differs from it comes into force at once.',
    'With DATABASE_URL the database is a PostgreSQL server of yours, and OBHUT_SECRET the master secret; else PostgreSQL is started in the folder of --data.',
  ].join('\n'),
  example: 'obhut start --data /srv/obhut --manifest firma.yaml --port 8080',
  does: async ({ data: dir, ledger: ledgerFile, manifest: file, port: asked = 4400, host: address = '127.0.0.1', mqttPort: mqtt = 1883, store, clock: moveTo }, io) => {
    const until = toldToStop(io.say)
    const given = file === undefined ? undefined : await manifestFile(file)
    const instance = await openInstance({ data: dir, ledger: ledgerFile, environment: io.environment, report: io.say, as: 'platform', mayMake: true })
    try {
      const run = { manifest: given, kind: store, host: address, port: await freePort(address, asked), mqttPort: mqtt, moveTo }
      const serving = await serve({ instance: standing(instance), run, environment: said(io.environment), demo: false }, io.say)
      try {
        told(serving, instance, io)
        await Promise.race([aborted(until), serving.ended])
      } finally {
        await serving.stop()
      }
    } finally {
      await instance.close()
    }
    return 0
  },
})

function told({ url, store, version, effective, migrated, caughtUp: { entries, repeated } }: Served, instance: Instance, io: Io): void {
  if (migrated) io.say(`The database was brought up to date: ${migrated} migrations.`)
  if (entries) io.say(`The ledger held ${entries} entr${entries === 1 ? 'y' : 'ies'} that this store lacked: it was restored from a backup. ${repeated} found somebody here and were done again before anybody was served.`)
  if (store === 'live' && instance.embedded) io.say('This live store stands on the PostgreSQL that comes along, which is meant for demo, test and trial. For more than that set DATABASE_URL.')
  if (store === 'live' && io.environment.smtpUrl === undefined) io.say('OBHUT_SMTP_URL is not set: no mail can go out from this live store.')
  if (store === 'live' && io.environment.baseUrl === undefined) io.say('OBHUT_BASE_URL is not set: links in mails will name this machine.')
  io.give({ url, store, version, effective, process: process.pid },
    [`Obhut runs at ${url} (${store} store, statement version ${version} as of ${effective}).`])
}
