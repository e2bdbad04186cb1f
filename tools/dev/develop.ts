import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Io } from '../../server/commands/command.ts'
import { failureOf } from '../../server/serving/failure.ts'
import { manifestFile } from '../../server/files/manifest-file.ts'
import { demoEnvironment, openDemo } from '../../server/demo/demo-instance.ts'
import { playGateways } from '../../server/demo/gateways.ts'
import { portFrom } from '../../server/demo/ports.ts'
import { demoLines, type Places } from '../../server/demo/demo-lines.ts'
import type { ToServe } from '../../server/serving/messages.ts'
import { serve, type Serving } from '../../server/serving/serve.ts'
import { said } from '../../server/startup/environment.ts'
import { standing } from '../../server/startup/instance.ts'
import { aborted, toldToStop } from '../../server/startup/shutdown.ts'
import { openFront } from './front.ts'
import { watchSources } from './sources.ts'

const run = promisify(execFile)

export interface ToDevelop {
  /** One module with what it needs; left out, everything that the manifest states. */
  readonly module: string | undefined
  readonly manifest: string
  readonly data: string
  readonly fresh: boolean
  readonly port: number | undefined
  readonly mqttPort: number | undefined
}

type Stated = Pick<ToServe, 'modules'> & Pick<ToServe['run'], 'manifest'>

/**
 * Runs a demo of the sources until it is told to stop, at one address: the server starts again when a file of it
 * changes, the screens change in the open page. A start that fails says why, and the next change tries again.
 */
export async function develop(what: ToDevelop, io: Io, until = toldToStop(io.say)): Promise<void> {
  // Given back in the reverse order, whatever fails after it was taken.
  const taken = new AsyncDisposableStack()
  try {
    await developWith(taken, what, io, until)
  } finally {
    await taken.disposeAsync()
  }
}

async function developWith(taken: AsyncDisposableStack, what: ToDevelop, io: Io, until: AbortSignal): Promise<void> {
  const host = '127.0.0.1'
  const port = async (usual: number, asked: number | undefined): Promise<number> =>
    taken.adopt(await portFrom(usual, asked, host), one => one.release()).port
  const [front, inner, mqtt] = [
    await port(4400, what.port),
    await port(4600, undefined),
    await port(1883, what.mqttPort),
  ]
  const baseUrl = `http://${host}:${front}`
  // The front stands before the server, as a proxy does.
  const environment = { ...demoEnvironment(io.environment), baseUrl, trustedProxies: ['127.0.0.1'] }
  const instance = taken.adopt(await openDemo(what, environment, io.say), one => one.close())
  const sources = taken.adopt(watchSources(), one => {
    one.close()
  })
  const start = async (): Promise<Serving | undefined> => {
    const { manifest, modules } = await statedBy(what)
    const serves: ToServe = {
      instance: standing(instance),
      run: { manifest, kind: 'demo', host, port: inner, mqttPort: mqtt, moveTo: undefined },
      ...(modules && { modules }),
      environment: said(environment),
      demo: true,
    }
    return serve(serves, io.say, until)
  }
  taken.adopt(await openFront({ port: front, server: `http://${host}:${inner}` }), one => one.close())
  for (let first = true; !until.aborted; first = false) {
    const changed = sources.changed()
    const started = await start().catch((problem: unknown) => {
      io.say(failureOf(problem, environment.trace).words)
      return undefined
    })
    if (first && started?.demo) giveWithScreens(started.demo.places, io)
    const stops = started ? playing(started, io, environment.trace) : async () => {}
    const files = await Promise.race([
      changed,
      aborted(until).then(() => undefined),
      instance.lost,
      ...(started ? [started.ended.catch((problem: unknown) => sayAndWait(problem, io, changed))] : []),
    ]).finally(stops)
    if (files) io.say(`Changed: ${files.join(', ')}. Starting again …`)
  }
}

/** The server behind does not serve the screens, so it does not name them. */
function giveWithScreens(places: Places, io: Io): void {
  const screens = [
    { what: 'Portal', at: `${places.url}/app/` },
    { what: 'Console of the staff', at: `${places.url}/app/console` },
  ]
  const pages = [...places.pages.filter(({ at }) => !screens.some(screen => screen.at === at)), ...screens]
  io.give({ ...places, pages }, demoLines({ ...places, pages }))
}

/** A server that ended by itself, as after a mistake: says why, and waits for the next change. */
function sayAndWait(problem: unknown, io: Io, changed: Promise<readonly string[]>): Promise<readonly string[]> {
  io.say(failureOf(problem, io.environment.trace).words)
  return changed
}

/** What is to run, by the sources as they are now: those that this process has loaded are older. */
async function statedBy({ module, manifest }: ToDevelop): Promise<Stated> {
  if (module === undefined) return { manifest: await manifestFile(manifest) }
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'stated.ts'), module])
  const stated = JSON.parse(stdout) as { modules: string[]; source: string }
  return { modules: stated.modules, manifest: { source: stated.source, file: `${module}.yaml` } }
}

/** The gateways of the demo play for as long as it runs. Answers what stops them and the server. */
function playing(serving: Serving, io: Io, trace: boolean): () => Promise<void> {
  const gateways = playGateways(serving, trace ? io.say : () => {})
  return async () => {
    await gateways.stop()
    await serving.stop()
  }
}
