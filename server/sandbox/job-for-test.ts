// What a job might do in a sandbox, for good and for ill.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'

let runs = 0
const deeds: Readonly<Record<string, () => unknown>> = {
  count: () => ++runs,
  'compute for ever': () => {
    for (;;) runs++
  },
  'wait for a second': () =>
    new Promise(resolve => {
      setTimeout(() => {
        resolve('waited')
      }, 1000)
    }),
  'take memory': () => {
    const all: Buffer[] = []
    for (;;) all.push(Buffer.alloc(1024 * 1024, 1))
  },
  'take heap': () => {
    const all: string[][] = []
    for (;;) all.push(Array.from({ length: 1000 }, (_, at) => `${at} ${all.length}`))
  },
  'answer much': () => 'x'.repeat(1024 * 1024),
  throw: () => {
    throw new Error('with what somebody wrote')
  },
  end: () => process.exit(3),
  'be killed': () => {
    process.kill(process.pid, 'SIGKILL')
  },
  'tell the process': () => process.pid,
  'read a file': () => attempt(() => readFileSync('/etc/hostname', 'utf8')),
  'read our code': () => attempt(() => readFileSync(import.meta.filename, 'utf8')),
  'write a file': () =>
    attempt(() => {
      writeFileSync('/tmp/sandbox-was-here', '')
    }),
  'start a program': () => attempt(() => spawnSync(process.execPath, ['--version'])),
  'start a thread': () => attempt(() => new Worker('0', { eval: true })),
  connect: () =>
    new Promise(resolve => {
      try {
        connect(9, '127.0.0.1')
          .on('connect', () => {
            resolve('connected')
          })
          .on('error', (error: NodeJS.ErrnoException) => {
            resolve(error.code)
          })
      } catch (error) {
        resolve((error as NodeJS.ErrnoException).code)
      }
    }),
  'tell the environment': () => Object.keys(process.env).join(),
}

function attempt(does: () => unknown): unknown {
  try {
    does()
    return 'done'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}

export default (input: Uint8Array): unknown => deeds[Buffer.from(input).toString()]?.()
