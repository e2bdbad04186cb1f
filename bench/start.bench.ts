import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readlink, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../server/http/port.ts'
import { median, type Bench } from './parts/bench.ts'

const cli = join(import.meta.dirname, '../server/cli.ts')

const start: Bench = {
  name: 'start',
  says: 'a platform under statements/demo.yaml, its own PostgreSQL included, on a warm machine: from the command to the first page, and its memory when idle',
  async runs({ dir, whole, say }) {
    const data = join(dir, 'instance')
    say('the first start makes the database')
    const first = await started(data)
    await stopped(first.process)
    const seconds: number[] = []
    for (let round = 0; round < (whole ? 10 : 3); round++) {
      const again = await started(data)
      seconds.push(again.seconds)
      await stopped(again.process)
    }
    const idle = await started(data)
    await pause(10_000)
    const memory = await residentMegabytes(idle.process.pid ?? 0)
    await stopped(idle.process)
    return [
      { what: 'the very first start to the first page', value: first.seconds, unit: 's' },
      { what: 'start to the first page', value: median(seconds), unit: 's', target: { atMost: 5 } },
      { what: 'the server idle, both of its processes', value: memory, unit: 'MB', target: { atMost: 300 } },
    ]
  },
}
export default start

async function started(data: string): Promise<{ process: ChildProcess; seconds: number }> {
  const [port, mqtt] = [await freePort('127.0.0.1', 0), await freePort('127.0.0.1', 0)]
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [
      cli,
      'start',
      '--data',
      data,
      '--port',
      String(port),
      '--mqtt-port',
      String(mqtt),
      '--manifest',
      join(import.meta.dirname, '../statements/demo.yaml'),
      '--store',
      'demo',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  while (
    !(await fetch(`http://127.0.0.1:${port}/`).then(
      answer => answer.ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`the platform ended with ${child.exitCode}`)
    await pause(10)
  }
  return { process: child, seconds: (performance.now() - began) / 1000 }
}

async function stopped(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/**
 * What the system counts as memory in use (RSS) by the one who watches over it and the one who serves; their PostgreSQL
 * counts apart.
 */
async function residentMegabytes(pid: number): Promise<number> {
  let sum = await ofProcess(pid)
  for (const child of (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean)) {
    if ((await readlink(`/proc/${child}/exe`)) === (await realpath(process.execPath)))
      sum += await ofProcess(Number(child))
  }
  return sum
}
async function ofProcess(pid: number): Promise<number> {
  return Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024
}
