import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { makingFor, mayMake, streamedFor } from './making.ts'
import { CopiesBusy } from './refusals.ts'

const never = Number.MAX_SAFE_INTEGER
const patient = { undisturbed: never, most: 2 ** 31 - 1 }

/** Something that is read piece by piece, and says when it let go of what it holds. */
function aCopy(pace = patient) {
  let letGo = false
  async function* pieces() {
    try {
      for (let piece = 1; piece <= 3; piece++) yield piece
    } finally {
      letGo = true
    }
  }
  return { copy: streamedFor(randomUUID(), pieces(), pace), letGo: () => letGo }
}

it('is read to its end, and the place is free again', async () => {
  const pieces = []
  for await (const piece of aCopy().copy) pieces.push(piece)
  expect(pieces).toEqual([1, 2, 3])
  const left = aCopy()
  for await (const _ of left.copy) break
  expect(left.letGo()).toBe(true)
  for (let one = 0; one < 5; one++) await makingFor(randomUUID(), async () => {})
})

it('makes room where its reader had some time and keeps it waiting, and is not taken for whole', async () => {
  const [slow, slower] = [aCopy(), aCopy()]
  await slower.copy.next()
  await slow.copy.next()
  expect(() => {
    mayMake(randomUUID(), { undisturbed: never })
  }).toThrow(CopiesBusy)
  mayMake(randomUUID(), { undisturbed: 0 })
  const third = aCopy({ ...patient, undisturbed: 0 })
  // Whoever asks and reads nothing takes nobody's place.
  expect([slow.letGo(), slower.letGo()]).toEqual([false, false])
  await third.copy.next()
  await expect.poll(slower.letGo).toBe(true)
  expect(slow.letGo()).toBe(false)
  await expect(slower.copy.next()).rejects.toThrow(CopiesBusy)
  expect((await slow.copy.next()).value).toBe(2)
  for (const { copy } of [slow, third]) await copy.return(undefined)
})

it('ends after the longest time that it may take', async () => {
  const one = aCopy({ ...patient, most: 1 })
  await one.copy.next()
  await expect.poll(one.letGo).toBe(true)
  await expect(one.copy.next()).rejects.toThrow(CopiesBusy)
})

it('makes no room for others where it is no reader that it waits for', async () => {
  let done = (): void => {}
  const until = new Promise<void>(resolve => {
    done = resolve
  })
  const two = [1, 2].map(() => makingFor(randomUUID(), () => until))
  expect(() => {
    mayMake(randomUUID(), { undisturbed: 0 })
  }).toThrow(CopiesBusy)
  done()
  await Promise.all(two)
})
