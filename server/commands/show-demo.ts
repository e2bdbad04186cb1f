import type { Module } from '../../platform/module.ts'
import type { Io } from './command.ts'
import { openInstance, standing } from '../startup/instance.ts'
import { said } from '../startup/environment.ts'
import { serve } from '../serving/serve.ts'
import { aborted, toldToStop } from '../startup/shutdown.ts'
import { play } from '../demo/gateways.ts'
import { emptyDemo, markDemo } from '../demo/mark.ts'
import { buildPortal } from '../startup/portal.ts'
import { portFrom } from '../demo/ports.ts'
import { demoLines } from '../demo/demo-lines.ts'

export interface ToShow {
  readonly data: string
  readonly fresh: boolean
  readonly manifest: { readonly source: string | Uint8Array; readonly file: string }
  readonly modules?: readonly Module[]
  readonly host: string | undefined
  readonly port: number | undefined
  readonly mqttPort: number | undefined
  readonly moveTo?: Date | undefined
}

/**
 * Runs a demo until it is told to stop: its own PostgreSQL, the platform, people, and gateways that play recordings.
 */
export async function show(
  { data, fresh, manifest, modules, host = '127.0.0.1', port, mqttPort, moveTo }: ToShow,
  io: Io,
): Promise<void> {
  const until = toldToStop(io.say)
  // Nothing leaves a demo, and it touches no database but its own.
  const environment = { ...io.environment, databaseUrl: undefined, smtpUrl: undefined, mailFrom: undefined }
  const before = async (dataDir: string): Promise<void> => {
    if (fresh) await emptyDemo(dataDir)
    markDemo(dataDir)
  }
  const instance = await bothOrNone(
    openInstance({ data, environment, report: io.say, as: 'platform', mayMake: true, before }),
    buildPortal(io.say),
  )
  try {
    const [http, mqtt] = [await portFrom(4400, port, host), await portFrom(1883, mqttPort, host)]
    const run = { manifest, kind: 'demo' as const, host, port: http.port, mqttPort: mqtt.port, moveTo }
    const serving = await serve(
      {
        instance: standing(instance),
        run,
        ...(modules && { modules: modules.map(({ name }) => name) }),
        environment: said(environment),
        demo: true,
      },
      io.say,
      until,
    )
    if (!serving) return
    await Promise.all([http.release(), mqtt.release()])
    const { gateways = [], places } = serving.demo ?? {}
    const playing = gateways.map(one =>
      play(one, `mqtt://127.0.0.1:${serving.mqttPort}`, serving.timeZone, line => {
        if (environment.trace) io.say(line)
      }),
    )
    try {
      if (places) io.give(places, demoLines(places))
      await Promise.race([aborted(until), serving.ended, instance.lost])
    } finally {
      await Promise.all(playing.map(one => one.stop()))
      await serving.stop()
    }
  } finally {
    await instance.close()
  }
}

/** Two things at once; if the second fails, the first is put away again. */
async function bothOrNone<A extends { close(): Promise<void> }>(first: Promise<A>, second: Promise<void>): Promise<A> {
  const [opened, done] = await Promise.allSettled([first, second])
  if (opened.status === 'rejected') throw opened.reason
  if (done.status === 'rejected') {
    await opened.value.close()
    throw done.reason
  }
  return opened.value
}
