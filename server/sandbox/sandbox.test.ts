import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SandboxError, type SandboxedJob } from '../../platform/sandbox.ts'
import { aSandbox } from '../testing/sandbox.ts'
import { asking } from './asking.ts'
import { runningHere, sandboxOver } from './sandbox.ts'
import type { Ran } from './worker.ts'

const job: SandboxedJob = {
  name: 'test',
  code: new URL('./job-for-test.ts', import.meta.url).href,
  gives: z.union([z.string(), z.number()]).optional(),
  limits: { cpuSeconds: 1, memory: 200, input: 1000, output: 10_000 },
}
const sandbox = aSandbox([job])
const does = (deed: string): Promise<unknown> => sandbox.run(job, Buffer.from(deed))
const whyNot = (deed: string): Promise<unknown> =>
  does(deed).then(
    () => 'gave a result',
    (error: unknown) => (error instanceof SandboxError ? error.why : error),
  )

describe('a sandboxed job', () => {
  it('gives its result, and its process stays for the next one', async () => {
    const first = (await does('count')) as number
    expect(await does('count')).toBe(first + 1)
  })
  it('runs one after the other, whoever asks', async () => {
    const first = (await does('count')) as number
    expect(await Promise.all(Array.from({ length: 5 }, () => does('count')))).toEqual(
      [1, 2, 3, 4, 5].map(more => first + more),
    )
  })
  it.each([
    ['compute for ever', 'processor time'],
    ['answer much', 'size of the result'],
    ['throw', 'failed'],
    ['end', 'ended'],
  ])('that wants to %s is stopped: %s', async (deed, why) => {
    expect(await whyNot(deed)).toBe(why)
    expect(await does('count')).toBeTypeOf('number')
  })
  it.each(['take memory', 'take heap'])(
    'that wants to %s is stopped, by whichever limit it meets first',
    async deed => {
      expect(await whyNot(deed)).toMatch(/^(memory|ended|processor time)$/)
      expect(await does('count')).toBeTypeOf('number')
    },
  )
  it('is done by a process of its own once more where somebody kills it meanwhile, or before', async () => {
    const own = aSandbox([job])
    const its = async (deed: string): Promise<unknown> => own.run(job, Buffer.from(deed))
    const first = (await its('tell the process')) as number
    process.kill(first, 'SIGKILL')
    const second = (await its('tell the process')) as number
    expect(second).not.toBe(first)
    const done = its('wait for a second')
    await new Promise(resolve => {
      setTimeout(resolve, 100)
    })
    process.kill(second, 'SIGKILL')
    expect(await done).toBe('waited')
    expect(await its('tell the process')).not.toBe(second)
  })
  it('that is killed by somebody again and again is our trouble, and not the input’s', async () => {
    await expect(aSandbox([job]).run(job, Buffer.from('be killed'))).rejects.toMatchObject({
      why: 'unavailable',
      passes: true,
    })
  })
  it('that waits uses no processor time', async () => {
    expect(await does('wait for a second')).toBe('waited')
  })
  it('gets no more than it may', async () => {
    expect(await whyNot('x'.repeat(1001))).toBe('size of the input')
  })
  it.each(['read a file', 'read our code', 'write a file', 'start a program', 'start a thread', 'connect'])(
    'cannot %s',
    async deed => {
      expect(await does(deed)).toBe('ERR_ACCESS_DENIED')
    },
  )
  it('knows nothing of the environment', async () => {
    expect(await does('tell the environment')).not.toMatch(/PATH|HOME|OBHUT|DATABASE/)
  })
  it('of another shape than was said is no result', async () => {
    await expect(sandbox.run({ ...job, gives: z.literal('something else') }, Buffer.from('count'))).rejects.toThrow(
      SandboxError,
    )
  })
  it('is one that is listed', async () => {
    await expect(sandbox.run({ ...job, name: 'another' }, Buffer.from('count'))).rejects.toMatchObject({
      why: 'unavailable',
      passes: true,
    })
  })
  it('whose code is not there is our trouble and not the input’s', async () => {
    const gone = { ...job, name: 'gone', code: new URL('./gone.ts', import.meta.url).href }
    await expect(aSandbox([gone]).run(gone, Buffer.from('count'))).rejects.toMatchObject({
      why: 'unavailable',
      passes: true,
    })
  })
})

describe('a queue of jobs', () => {
  it('has an end: whoever comes after it is told at once', async () => {
    const running = runningHere([job])
    const ran = await Promise.all(Array.from({ length: 60 }, () => running.run('test', Buffer.from('count'))))
    running.stop()
    expect(ran.filter(one => 'why' in one && one.why === 'busy')).toHaveLength(10)
    expect(ran.filter(one => 'value' in one)).toHaveLength(50)
  })
})

describe('a process that cannot start children', () => {
  it('asks the one that can, and each answer comes to whoever asked', async () => {
    const running = runningHere([job])
    const asked: Promise<void>[] = []
    const jobs = asking((id, name, input) => {
      asked.push(
        running.run(name, input).then((ran: Ran) => {
          jobs.heard(id, ran)
        }),
      )
    })
    const over = sandboxOver(jobs)
    const ran = await Promise.all(
      ['count', 'throw', 'count'].map(deed =>
        over.run(job, Buffer.from(deed)).catch((error: unknown) => (error as SandboxError).why),
      ),
    )
    running.stop()
    expect(ran).toEqual([1, 'failed', 2])
    expect(asked).toHaveLength(3)
  })
})
