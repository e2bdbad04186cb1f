import { fork, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { demoGateway } from '../../gateway/demo.ts'
import type { Served } from '../serving/messages.ts'
import { withoutSecrets } from '../startup/environment.ts'

export interface DemoGateway {
  readonly serial: string
  readonly secretFile: string
  readonly stateDir: string
}

/** Where a gateway of the demo keeps its secret and what is on its way. */
export function placeOf(dataDir: string, serial: string): DemoGateway {
  const stateDir = join(dataDir, 'gateways', serial)
  return { serial, stateDir, secretFile: join(stateDir, 'secret') }
}

export function keepSecret({ stateDir, secretFile }: DemoGateway, secret: string): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  writeFileSync(secretFile, secret, { mode: 0o600 })
}
export const secretOf = ({ secretFile }: DemoGateway): string | undefined =>
  existsSync(secretFile) ? readFileSync(secretFile, 'utf8') : undefined

export interface Playing {
  stop(): Promise<void>
}

/** Every gateway of a demo that is served, until they are stopped. */
export function playGateways({ demo, mqttPort, timeZone }: Served, say: (line: string) => void): Playing {
  const playing = (demo?.gateways ?? []).map(one => play(one, `mqtt://127.0.0.1:${mqttPort}`, timeZone, say))
  return {
    async stop() {
      await Promise.all(playing.map(one => one.stop()))
    },
  }
}

/**
 * The gateway in the customer's home, as a process of its own that knows the platform by MQTT alone. It is started
 * again when it falls.
 */
export function play(gateway: DemoGateway, server: string, timeZone: string, say: (line: string) => void): Playing {
  const { file, arguments: args } = demoGateway({ server, timeZone, ...gateway })
  const stopping = new AbortController()
  let child: ChildProcess | undefined
  const running = (async () => {
    while (!stopping.signal.aborted) {
      child = fork(file, [...args], { execArgv: [], env: withoutSecrets(), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk: Buffer) => {
          for (const line of chunk.toString().trim().split('\n')) say(`Gateway ${gateway.serial}: ${line}`)
        })
      await new Promise<void>(resolve => {
        child
          ?.once('close', () => {
            resolve()
          })
          .once('error', () => {
            resolve()
          })
      })
      await pause(5000, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  return {
    async stop() {
      stopping.abort()
      child?.kill('SIGTERM')
      const late = setTimeout(() => child?.kill('SIGKILL'), 5000)
      await running
      clearTimeout(late)
    },
  }
}
