import type { BoundTo, Who } from './work.ts'

const others = new WeakSet<Who>()

/**
 * Somebody whom the request of another concerns: who is invited, whose access an administrator resets. The unit sees that
 * person's rows, and its reads and writes are entered as every unit's. Which files of modules may say so stands in
 * tools/border-rules.ts, and the kernel's consents do; anywhere else a request works for whoever asked (`NotTheCaller`).
 */
export const another = (subject: string, tenant?: BoundTo): Who => {
  const who: Who = { is: 'person', subject, ...(tenant !== undefined && { tenant }) }
  others.add(who)
  return who
}
/** Whether this was said by `another`, and is not put together by hand. */
export const concernsAnother = (who: Who): boolean => others.has(who)
