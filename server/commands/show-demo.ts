import type { Io } from './command.ts'
import { standing } from '../startup/instance.ts'
import { said } from '../startup/environment.ts'
import { serve } from '../serving/serve.ts'
import { aborted, toldToStop } from '../startup/shutdown.ts'
import { demoEnvironment, openDemo } from '../demo/demo-instance.ts'
import { playGateways } from '../demo/gateways.ts'
import { buildPortal } from '../startup/portal.ts'
import { portFrom } from '../demo/ports.ts'
import { demoLines } from '../demo/demo-lines.ts'

export interface ToShow {
  readonly data: string
  readonly fresh: boolean
  readonly manifest: { readonly source: string | Uint8Array; readonly file: string }
  readonly host: string | undefined
  readonly port: number | undefined
  readonly mqttPort: number | undefined
  readonly moveTo?: Date | undefined
}

/**
 * Runs a demo until it is told to stop: its own PostgreSQL, the platform, people, and gateways that play recordings.
 */
export async function show(
  { data, fresh, manifest, host = '127.0.0.1', port, mqttPort, moveTo }: ToShow,
  io: Io,
): Promise<void> {
  const until = toldToStop(io.say)
  const environment = demoEnvironment(io.environment)
  const instance = await bothOrNone(openDemo({ data, fresh }, environment, io.say), buildPortal(io.say))
  try {
    const [http, mqtt] = [await portFrom(4400, port, host), await portFrom(1883, mqttPort, host)]
    const run = { manifest, kind: 'demo' as const, host, port: http.port, mqttPort: mqtt.port, moveTo }
    const serving = await serve(
      { instance: standing(instance), run, environment: said(environment), demo: true },
      io.say,
      until,
    )
    if (!serving) return
    await Promise.all([http.release(), mqtt.release()])
    const playing = playGateways(serving, environment.trace ? io.say : () => {})
    try {
      const places = serving.demo?.places
      if (places) io.give(places, demoLines(places))
      await Promise.race([aborted(until), serving.ended, instance.lost])
    } finally {
      await playing.stop()
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
