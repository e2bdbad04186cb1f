import { join } from 'node:path'

export interface DemoGateway {
  readonly server: string
  readonly serial: string
  readonly secretFile: string
  readonly stateDir: string
  readonly timeZone: string
}

/**
 * How to start the gateway of a demo as a child process: `fork(started.file, started.arguments)`. It plays the
 * recordings, follows the platform's clock, and leaves when its parent is gone.
 */
export function demoGateway({ server, serial, secretFile, stateDir, timeZone }: DemoGateway): {
  readonly file: string
  readonly arguments: readonly string[]
} {
  return {
    file: join(import.meta.dirname, 'main.ts'),
    arguments: [
      '--server',
      server,
      '--serial',
      serial,
      '--secret-file',
      secretFile,
      '--state',
      stateDir,
      '--time-zone',
      timeZone,
      '--clock',
      'platform',
      '--play',
      join(import.meta.dirname, 'recordings'),
    ],
  }
}

/** How far back the recorded home goes: a gateway claimed that long ago has full charts. */
export const recordedDays = 120
