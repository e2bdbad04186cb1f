import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withProcessLock } from './process-lock.mjs'
import { type Program, program } from './testing/processes.ts'

const another = (name: string, ms: number): Program =>
  program(join(import.meta.dirname, 'process-lock-for-test.ts'), [name, String(ms)])

describe('being alone', () => {
  it('makes another process wait until one is done', async () => {
    const name = randomUUID()
    let done = false
    const { second } = await withProcessLock(name, async () => {
      const waits = another(name, 0)
      expect(await waits.says()).toBe('waiting')
      done = true
      return { second: waits }
    })
    expect(await second.says()).toBe('in')
    expect(done).toBe(true)
    await second.ended()
  })

  it('ends with the process, even one that is killed', async () => {
    const name = randomUUID()
    const first = another(name, 60_000)
    expect(await first.says()).toBe('in')
    await first.kill('SIGKILL')
    expect(await withProcessLock(name, () => 'in')).toBe('in')
  })

  it('lets everyone through in the end', async () => {
    const name = randomUUID()
    const inside: string[] = []
    await Promise.all(
      [1, 2, 3, 4, 5].map(n =>
        withProcessLock(name, async () => {
          inside.push(`in ${n}`)
          await new Promise(setImmediate)
          inside.push(`out ${n}`)
        }),
      ),
    )
    expect(inside.map(step => step.split(' ')[0])).toEqual([
      'in',
      'out',
      'in',
      'out',
      'in',
      'out',
      'in',
      'out',
      'in',
      'out',
    ])
  })

  it('lets go when the work fails', async () => {
    const name = randomUUID()
    await expect(
      withProcessLock(name, () => {
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await withProcessLock(name, () => 'in')).toBe('in')
  })

  it('does not keep those apart who are about different things', async () => {
    expect(await withProcessLock(randomUUID(), () => withProcessLock(randomUUID(), () => 'in'))).toBe('in')
  })
})
