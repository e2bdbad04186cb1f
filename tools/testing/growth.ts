/**
 * By how much the processor time of `does` is multiplied when its text is four times as long: about 4 where it is
 * linear, 16 where it is quadratic. Processor time, since machines are shared; below what can be measured it is 1.
 */
export function growth(does: (text: string) => unknown, textOf: (length: number) => string, length: number): number {
  const [short, long] = [textOf(length), textOf(4 * length)]
  const slow = spent(does, long, 1)
  if (slow < measurable) return 1
  return Math.min(slow, spent(does, long, 2)) / Math.max(1, spent(does, short, 3))
}
/** Milliseconds. */
const measurable = 12

function spent(does: (text: string) => unknown, text: string, times: number): number {
  return Math.min(
    ...Array.from({ length: times }, () => {
      // Of this thread alone: others collect garbage meanwhile, or run other tests.
      const before = process.threadCpuUsage()
      does(text)
      const { user, system } = process.threadCpuUsage(before)
      return (user + system) / 1000
    }),
  )
}
/** Between linear and quadratic, with room for a machine that does something else meanwhile. */
export const mostGrowth = 9
