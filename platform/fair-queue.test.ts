import { describe, expect, it } from 'vitest'
import { fairQueue, type Share } from './fair-queue.ts'

class Full extends Error {}

/** A queue whose work ends when the test says so, and what came of each. */
function watched({ places = 1, mostOfOne = 3, mostOfAll = 5 } = {}) {
  const queue = fairQueue({ places, mostOfOne, mostOfAll, full: () => new Full() })
  const begun: string[] = []
  const open: (() => void)[] = []
  const ask = (share: Share, name = String(share)): Promise<'done' | 'full'> =>
    queue
      .run(share, async () => {
        begun.push(name)
        await new Promise<void>(end => {
          open.push(end)
        })
      })
      .then(
        () => 'done',
        error => {
          if (error instanceof Full) return 'full'
          throw error
        },
      )
  const goOn = async (): Promise<void> => {
    open.shift()?.()
    await new Promise(setImmediate)
  }
  return { queue, begun, ask, goOn }
}

describe('a fair queue', () => {
  it('serves those who wait in turn, whoever asked for more', async () => {
    const { begun, ask, goOn } = watched()
    for (const name of ['a1', 'a2', 'a3', 'a4']) void ask('a', name)
    void ask('b', 'b1')
    void ask('c', 'c1')
    for (let done = 0; done < 6; done++) await goOn()
    expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'a4'])
  })
  it('lets one share fill its own room alone', async () => {
    const { ask, begun, goOn } = watched()
    const asked = Array.from({ length: 6 }, (_, at) => ask('a', `a${at}`))
    const other = ask('b')
    for (let done = 0; done < 8; done++) await goOn()
    expect(await Promise.all([...asked, other])).toEqual(['done', 'done', 'done', 'done', 'full', 'full', 'done'])
    expect(begun).toContain('b')
  })
  it('takes the newest of the longest share out where all the room is taken', async () => {
    const { ask, begun, goOn } = watched()
    const asked = [
      ask('a', 'a0'),
      ask('a', 'a1'),
      ask('a', 'a2'),
      ask('a', 'a3'),
      ask('b', 'b1'),
      ask('c', 'c1'),
      ask('d', 'd1'),
    ]
    const one = ask('b', 'b2')
    for (let done = 0; done < 10; done++) await goOn()
    expect(await Promise.all([...asked, one])).toEqual(['done', 'done', 'done', 'full', 'done', 'done', 'done', 'full'])
    expect(begun).toEqual(['a0', 'a1', 'b1', 'c1', 'd1', 'a2'])
  })
  it('gives a group no more than its turns, under however many names it comes', async () => {
    const { ask, begun, goOn } = watched({ mostOfAll: 4 })
    const crowd = Array.from({ length: 9 }, (_, at) => ask({ group: 'crowd', of: `name ${at}` }, `crowd ${at}`))
    const [one, other] = [ask('one'), ask('other')]
    for (let done = 0; done < 12; done++) await goOn()
    expect(begun).toEqual(['crowd 0', 'crowd 1', 'one', 'other', 'crowd 2'])
    expect(await Promise.all([one, other])).toEqual(['done', 'done'])
    expect((await Promise.all(crowd)).filter(end => end === 'done')).toHaveLength(3)
  })
  it('goes on after work that fails, and does as much at once as it has places', async () => {
    const { queue, ask, begun } = watched({ places: 2 })
    await expect(queue.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    for (const name of ['a', 'b', 'c']) void ask(name)
    expect(begun).toEqual(['a', 'b'])
  })
})
