import { appendFile, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bufferIn, type Buffer as Waiting } from './buffer.ts'

const aDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'gateway-'))
const reading = (value: number) => ({ device: 'meter', channel: 'power', at: '2026-11-22T10:00:00Z', value })
const keep = (buffer: Waiting, ...values: number[]): Promise<void> =>
  buffer.keep({ what: 'readings', items: values.map(reading) })
const most = { readings: 100, events: 10 }
async function all(buffer: Waiting, atMost = most): Promise<number[][]> {
  const found: number[][] = []
  for (let next = await buffer.oldest(atMost); next; next = await buffer.oldest(atMost)) {
    found.push(next.what === 'readings' ? next.items.map(one => one.value) : [])
    await buffer.arrived()
  }
  return found
}

describe('what waits on a gateway', () => {
  it('goes the oldest first, in as few messages as fit', async () => {
    const buffer = await bufferIn(await aDir())
    for (const value of [1, 2, 3, 4, 5]) await keep(buffer, value, value * 10)
    expect(await all(buffer, { readings: 4, events: 1 })).toEqual([
      [1, 10, 2, 20],
      [3, 30, 4, 40],
      [5, 50],
    ])
    expect(await buffer.oldest(most)).toBeUndefined()
  })
  it('waits until it has arrived, also over a restart', async () => {
    const dir = await aDir()
    const before = await bufferIn(dir)
    await keep(before, 1)
    await keep(before, 2)
    expect(await before.oldest({ readings: 1, events: 1 })).toMatchObject({ items: [{ value: 1 }] })
    await before.arrived()
    await before.oldest(most)
    const after = await bufferIn(dir)
    await keep(after, 3)
    expect((await all(after)).flat()).toEqual([2, 3])
  })
  it('outlives a power cut in the middle of writing', async () => {
    const dir = await aDir()
    await keep(await bufferIn(dir), 1)
    const file = (await readdir(dir)).find(name => name.endsWith('.jsonl')) ?? ''
    await appendFile(join(dir, file), '{"what":"readings","items":[{"dev')
    const after = await bufferIn(dir)
    await keep(after, 2)
    expect((await all(after)).flat()).toEqual([1, 2])
  })
  it('is bounded: what does not fit pushes out the oldest, and it is told how much was lost', async () => {
    const buffer = await bufferIn(await aDir(), { atMostBytes: 4000, segmentBytes: 400 })
    for (let value = 0; value < 200; value++) await keep(buffer, value)
    const left = (await all(buffer)).flat()
    expect(left.at(-1)).toBe(199)
    expect(left.length).toBeLessThan(60)
    expect(left.length + buffer.lost).toBe(200)
  })
  it('keeps events and readings in their order, each in messages of its own', async () => {
    const buffer = await bufferIn(await aDir())
    await keep(buffer, 1)
    await buffer.keep({
      what: 'events',
      items: [{ id: 'e', device: 'lamp', at: '2026-11-22T10:00:00Z', on: true, by: 'device' }],
    })
    await keep(buffer, 2)
    expect(await all(buffer)).toEqual([[1], [], [2]])
  })
  it('wakes whoever waits for something to send', async () => {
    const buffer = await bufferIn(await aDir())
    expect(await buffer.oldest(most)).toBeUndefined()
    const something = buffer.something(new AbortController().signal)
    await keep(buffer, 1)
    await something
    expect(await all(buffer)).toEqual([[1]])
  })
})
