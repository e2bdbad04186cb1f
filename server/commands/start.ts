import { resolve } from 'node:path'
import { z } from 'zod'
import { freePort } from '../http/port.ts'
import { openInstance, standing } from '../startup/instance.ts'
import type { Served } from '../serving/messages.ts'
import { said, type Environment } from '../startup/environment.ts'
import { lookFirst } from '../serving/first-look.ts'
import { portalToServe } from '../startup/portal.ts'
import { serve } from '../serving/serve.ts'
import { WrongUse } from '../problems/command-errors.ts'
import type { CertificateFiles } from '../tls/certificate.ts'
import { aborted, toldToStop } from '../startup/shutdown.ts'
import { command, flag, valued, type Io } from './command.ts'
import { aheadOfItsDay, manifestFile } from '../files/manifest-file.ts'
import {
  clock,
  data,
  host,
  intakePort,
  ledger,
  manifest,
  mqttPort,
  port,
  redirectPort,
  tlsCert,
  tlsKey,
} from './options.ts'
import { rehearsalLedger } from '../startup/rehearsal-ledger.ts'

export default command({
  name: 'start',
  says: 'Runs the platform that a manifest describes, until it is told to stop.',
  options: {
    data,
    ledger,
    manifest,
    port,
    host,
    mqttPort,
    tlsCert,
    tlsKey,
    redirectPort,
    intakePort,
    store: valued(
      'KIND',
      'demo, test or live (live): what a new store is made as, for ever.',
      z.enum(['demo', 'test', 'live'], 'a store is demo, test or live'),
    ),
    clock,
    rehearsal: flag('Tries a restored copy: no mail, no gateways, no way out at all; marked on every page.'),
  },
  notes: [
    'Without --manifest it runs the statement in force. A manifest that differs from it comes into force at once, on a live store only where people lose nothing by it: else it is to be published (obhut statement publish).',
    'With DATABASE_URL the database is a PostgreSQL server of yours, and OBHUT_SECRET the master secret; else PostgreSQL is started in the folder of --data.',
    'With a certificate it speaks HTTPS and MQTTS and nothing in clear; a renewed one is shown as soon as its files have changed.',
  ].join('\n'),
  example: 'obhut start --data /var/lib/obhut/data --manifest firma.yaml --port 8080',
  does: async (
    {
      data: dir,
      ledger: ledgerFile,
      manifest: file,
      port: asked = 4400,
      host: address = '127.0.0.1',
      mqttPort: mqtt = 1883,
      store,
      clock: moveTo,
      redirectPort: redirect,
      intakePort: intake,
      rehearsal,
      ...certificate
    },
    io,
  ) => {
    const tls = filesOf(certificate, io.environment)
    if (redirect !== undefined && !tls)
      throw new WrongUse('--redirect-port leads to HTTPS: say --tls-cert and --tls-key with it.')
    const given = file === undefined ? undefined : await manifestFile(file)
    lookFirst({
      data: dir,
      environment: io.environment,
      ledger: ledgerFile,
      manifest: given,
      kind: store,
      rehearsal,
      tls,
      host: address,
      ports: {
        '--port': asked,
        '--mqtt-port': rehearsal ? undefined : mqtt,
        '--redirect-port': redirect,
        '--intake-port': rehearsal ? undefined : intake,
      },
    })
    let reload: (() => void) | undefined
    const until = toldToStop(io.say, {
      hangUp: () => {
        reload?.()
      },
    })
    await portalToServe(io.say)
    if (until.aborted) return 0
    const instance = await openInstance({
      data: dir,
      ledger: ledgerFile,
      environment: io.environment,
      report: io.say,
      as: 'platform',
      mayMake: true,
    })
    try {
      const run = {
        manifest: given,
        kind: store,
        host: address,
        port: await freePort(address, asked),
        mqttPort: mqtt,
        moveTo,
        rehearsal,
        ...(tls && { tls }),
        ...(redirect !== undefined && { redirectPort: redirect }),
        ...(intake !== undefined && { intakePort: intake }),
      }
      const serving = await serve(
        {
          instance: rehearsal
            ? { ...standing(instance), ledger: rehearsalLedger(instance.ledger, instance.dataDir) }
            : standing(instance),
          run,
          environment: said(io.environment),
          demo: false,
        },
        io.say,
        until,
      )
      if (!serving) return 0
      reload = serving.reload
      try {
        told(serving, rehearsal, io)
        await Promise.race([aborted(until), serving.ended, instance.lost])
      } finally {
        await serving.stop()
      }
    } finally {
      await instance.close()
    }
    return 0
  },
})

/** The certificate and its key come together, from the command line or else from the environment. */
function filesOf(
  { tlsCert: cert, tlsKey: key }: { readonly tlsCert: string | undefined; readonly tlsKey: string | undefined },
  environment: Environment,
): CertificateFiles | undefined {
  const [certFile, keyFile] = [cert ?? environment.tlsCert, key ?? environment.tlsKey]
  if (certFile === undefined && keyFile === undefined) return undefined
  if (certFile === undefined || keyFile === undefined)
    throw new WrongUse(
      'A certificate and its key go together: --tls-cert FILE --tls-key FILE (or OBHUT_TLS_CERT and OBHUT_TLS_KEY).',
    )
  return { cert: resolve(certFile), key: resolve(keyFile) }
}

function told(
  {
    url,
    here,
    store,
    version,
    effective,
    today,
    migrated,
    mended,
    alarmsTo,
    instead,
    caughtUp: { entries, repeated },
  }: Served,
  rehearsal: boolean,
  io: Io,
): void {
  if (instead !== undefined) io.say(instead)
  if (migrated) io.say(`The database was brought up to date: ${migrated} migrations.`)
  for (const line of mended) io.say(line)
  if (entries)
    io.say(
      `The ledger held ${entries} entr${entries === 1 ? 'y' : 'ies'} that this store lacked: it was restored from a backup. ${repeated} found somebody here and were done again before anybody was served.`,
    )
  if (effective > today) io.say(aheadOfItsDay(effective))
  const what = `${store} store, statement version ${version} as of ${effective}`
  if (rehearsal) {
    // The address of the real system would lead whoever looks to the real people.
    io.give({ url: here, rehearsal, store, version, effective, process: process.pid }, [
      `Obhut runs at ${here} as a rehearsal (copy of a ${what}). Nothing leaves it: no mail, no gateway.${url === here ? '' : ` ${url} is not this one: look by the address of this machine.`}`,
    ])
    return
  }
  if (store === 'live' && io.environment.smtpUrl === undefined)
    io.say('OBHUT_SMTP_URL is not set: no mail can go out from this live store.')
  if (store === 'live' && io.environment.baseUrl === undefined)
    io.say('OBHUT_BASE_URL is not set: links in mails will name this machine.')
  if (store === 'live' && io.environment.alarmsTo === undefined)
    io.say(
      alarmsTo === undefined
        ? 'OBHUT_ALARMS_TO is not set: alarms are not mailed to anybody; they appear only in the console.'
        : `OBHUT_ALARMS_TO is not set: alarms are mailed to ${alarmsTo}, the company's address in the manifest.`,
    )
  io.give({ url, store, version, effective, process: process.pid }, [`Obhut runs at ${url} (${what}).`])
}
