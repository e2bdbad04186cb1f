// The process that serves. It is started by serve.ts under Node's permissions and our guard, and does what it is told
// through their channel.
import { failureOf } from './failure.ts'
import { playDemo } from '../demo/play.ts'
import { placesToLook } from '../demo/demo-lines.ts'
import { placeOf } from '../demo/gateways.ts'
import { dayOf } from '../../kernel/declare/periods.ts'
import { keysAsSaid } from '../../kernel/vault/described-keys.ts'
import { alarmAddress } from '../../modules/mail/alarm-address.ts'
import { allow } from '../guard/rules.ts'
import { everyModule } from '../modules.ts'
import type { Platform } from '../platform.ts'
import { alarmMailbox, run } from './run-instance.ts'
import { sandboxOver } from '../sandbox/sandbox.ts'
import { asking } from '../sandbox/asking.ts'
import type { FromServing, Served, ToServe, ToServing } from './messages.ts'
import { closeForRehearsal } from '../../kernel/recipients/way-out.ts'

const tell = (message: FromServing): void => {
  process.send?.(message, () => {})
}
const say = (line: string): void => {
  tell({ is: 'says', line })
}

const jobs = asking((id, job, input) => {
  tell({ is: 'run', id, job, input })
})
let trace = false
let platform: Platform | undefined

// Who started this process is told to stop, and tells it in turn; a Ctrl-C reaches both.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.once('disconnect', () => {
  process.exit(1)
})
process.on('uncaughtException', failed)
process.on('message', (message: ToServing) => {
  if (message.is === 'ran') jobs.heard(message.id, message.ran)
  else if (message.is === 'reload') platform?.lookAtCertificate()
  else (message.is === 'serve' ? serve(message.what) : stop()).catch(failed)
})
tell({ is: 'here' })

async function serve({ instance, run: how, modules, environment, demo }: ToServe): Promise<void> {
  ;({ trace } = environment)
  const { host, port } = instance.database.place
  if (how.rehearsal) closeForRehearsal()
  // The people of a demo sign in by HTTP like anybody, from this process.
  allow({
    listens: [
      how.port,
      ...(how.rehearsal ? [] : [how.mqttPort]),
      ...[how.redirectPort, how.rehearsal ? undefined : how.intakePort].filter(port => port !== undefined),
    ],
    reaches: [
      { host, port },
      ...(demo
        ? [
            { host: '127.0.0.1', port: how.port },
            { host: 'localhost', port: how.port },
            { host: how.host, port: how.port },
          ]
        : []),
    ],
  })
  platform = await run(
    { ...instance, secret: Buffer.from(instance.secret), keys: keysAsSaid(instance.keys) },
    { ...how, ...(modules && { modules: everyModule.filter(({ name }) => modules.includes(name)) }) },
    environment,
    { sandbox: sandboxOver(jobs), lost: failed },
  )
  const { url, here, mqttPort, store, stating, migrated, mended, instead, caughtUp } = platform
  const served: Served = {
    url,
    here,
    mqttPort,
    store: store.kind,
    version: store.inForce.version,
    effective: stating.manifest.effective,
    today: dayOf(store.clock.now(), stating.manifest.timeZone),
    timeZone: stating.manifest.timeZone,
    migrated: migrated.length,
    mended,
    alarmsTo: alarmAddress({ alarmsTo: alarmMailbox(environment, store.kind) }, stating.manifest),
    instead,
    caughtUp,
  }
  tell({ is: 'serves', served: demo ? { ...served, demo: await letIn(platform, instance.dataDir) } : served })
}

async function letIn(platform: Platform, dataDir: string): Promise<NonNullable<Served['demo']>> {
  say(`Obhut runs at ${platform.url}`)
  say('Letting the people of the demo in …')
  const shown = await playDemo(platform, dataDir)
  const played = platform.mqttPort === undefined ? [] : shown.flatMap(one => one.plays ?? [])
  return { gateways: played.map(serial => placeOf(dataDir, serial)), places: await placesToLook(platform, shown) }
}

async function stop(): Promise<void> {
  await platform?.stop()
  process.exit(0)
}

function failed(problem: unknown): void {
  const { code, words } = failureOf(problem, trace)
  const problems =
    problem instanceof Error && 'problems' in problem ? (problem.problems as readonly unknown[]) : undefined
  if (!process.connected) process.exit(code)
  process.send?.({ is: 'failed', code, words, ...(problems && { problems }) } satisfies FromServing, () => {
    process.exit(code)
  })
}
