/**
 * By how much the processor time of `does` is multiplied when its text is four times as long: about 4 where it is
 * linear, 16 where it is quadratic. Processor time, since machines are shared; below what can be measured it is 1.
 */
export function growth(does: (text: string) => unknown, textOf: (length: number) => string, length: number): number {
  const [short, long] = [textOf(length), textOf(4 * length)]
  const once = (): number => spent(() => does(long))
  let slow = once()
  if (slow < measurable) return 1
  const fourTimes = (): number =>
    spent(() => {
      for (let time = 0; time < 4; time++) does(short)
    })
  const quick = Math.min(fourTimes(), fourTimes(), fourTimes())
  const ratio = (): number => (4 * slow) / Math.max(1, quick)
  // What else the machine does makes it slower at times; what is not linear is slow each time.
  for (let again = 0; again < 6 && ratio() >= mostGrowth; again++) slow = Math.min(slow, once())
  return ratio()
}
/** Milliseconds; some systems count processor time in steps of four. */
const measurable = 40

/** Of this thread alone: others collect garbage meanwhile, or run other tests. */
function spent(does: () => unknown): number {
  const before = process.threadCpuUsage()
  does()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
/** Between linear and quadratic, with room for a machine that does something else meanwhile. */
export const mostGrowth = 9
