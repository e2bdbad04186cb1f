import { AsyncLocalStorage } from 'node:async_hooks'

const origin = new AsyncLocalStorage<string>()

/**
 * The package or the file of ours whose code is at work: what stands nearest on the stack and is neither Node's nor the
 * guard's.
 */
export const whoTries = (): string => origin.getStore() ?? nearest(new Error().stack ?? '')

/** Node connects a moment after it was asked to; whoever asked is remembered until then. */
export function remembering(prototype: object, method: string): void {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown> // named by whoever calls
  const original = methods[method]
  if (!original) throw new Error(`This Node has no '${method}' where the guard expects it.`)
  methods[method] = function remembered(...args) {
    return origin.run(whoTries(), () => original.apply(this, args))
  }
}

function nearest(stack: string): string {
  const line =
    stack
      .split('\n')
      .slice(1)
      .find(one => one.includes('/') && !one.includes('/server/guard/') && !one.includes('node:')) ?? ''
  const installed = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(line)?.[1]
  if (installed !== undefined) return `the package ${installed}`
  return /(?:file:\/\/)?(\/[^:)]+:\d+)/.exec(line)?.[1]?.replace(`${checkout}/`, '') ?? 'code that left no trace'
}
const checkout = import.meta.dirname.replace(/\/server\/guard$/, '')
