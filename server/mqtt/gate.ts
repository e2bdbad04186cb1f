/** How much may be on its way into the platform at once. */
export interface GateLimits {
  readonly messages: number
  readonly bytes: number
}

/**
 * Closes while too much is on its way, so that sockets are left unread and their senders have to wait: memory stays
 * bounded, whatever comes in. Those who wait go on in the order in which they came.
 */
export class Gate {
  readonly #limits: GateLimits
  readonly #waiting = new Set<() => void>()
  messages = 0
  bytes = 0
  constructor(limits: GateLimits) {
    this.#limits = limits
  }

  get closed(): boolean {
    return this.messages >= this.#limits.messages || this.bytes >= this.#limits.bytes
  }
  get waiting(): number {
    return this.#waiting.size
  }

  enter(bytes: number): void {
    this.messages += 1
    this.bytes += bytes
  }
  leave(bytes: number): void {
    this.messages -= 1
    this.bytes -= bytes
    if (this.#waiting.size > 0 && this.messages <= this.#limits.messages / 2 && this.bytes <= this.#limits.bytes / 2)
      this.#letOn()
  }
  wait(goOn: () => void): void {
    this.#waiting.add(goOn)
  }
  leaves(goOn: () => void): void {
    this.#waiting.delete(goOn)
  }

  #letOn(): void {
    for (const goOn of this.#waiting) {
      if (this.closed) return
      this.#waiting.delete(goOn)
      goOn()
    }
  }
}
