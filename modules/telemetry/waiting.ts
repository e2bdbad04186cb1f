import type { Reading, RefusedReading, AppendResult } from './contract.ts'

/** Readings of one `append` that wait to be written. */
export interface PendingAppend {
  readonly readings: readonly Reading[]
  readonly done: (counts: Counts) => void
  readonly failed: (error: unknown) => void
}
export interface Counts {
  readonly kept: number
  readonly repeated: number
  readonly differing: number
}

export const tookIn = (kept: number): Counts => ({ kept, repeated: 0, differing: 0 })

export function newlyWaiting(
  readings: readonly Reading[],
  refused: readonly RefusedReading[],
  queue: (one: PendingAppend) => void,
): Promise<AppendResult> {
  return new Promise((resolve, reject) => {
    queue({
      readings,
      done: counts => {
        resolve({ ...counts, refused })
      },
      failed: reject,
    })
  })
}

/** First in, first out, and taking from its head costs the same however long it is. */
export class Line {
  #all: PendingAppend[] = []
  #head = 0
  values = 0
  get length(): number {
    return this.#all.length - this.#head
  }

  add(one: PendingAppend): void {
    this.#all.push(one)
    this.values += one.readings.length
  }
  /** Up to so many from the head, and not many more values than said. */
  take(most: number, values: number): PendingAppend[] {
    let end = this.#head
    let taken = 0
    while (end < this.#all.length && end - this.#head < most && taken < values)
      taken += this.#all[end++]!.readings.length // within its length
    const some = this.#all.slice(this.#head, end)
    this.#head = end
    this.values -= taken
    if (this.#head > 4096 && this.#head * 2 > this.#all.length) {
      this.#all = this.#all.slice(this.#head)
      this.#head = 0
    }
    return some
  }
}
