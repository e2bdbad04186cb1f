import type { BoundTo, Who } from './work.ts'

/**
 * Somebody whom the request of another concerns: who is invited, whose access an administrator resets. The unit sees that
 * person's rows, and its reads and writes are entered as every unit's. Which files may say so stands in
 * tools/border-rules.ts; anywhere else a request works for whoever asked (`NotTheCaller`).
 */
export const another = (subject: string, tenant?: BoundTo): Who => ({
  is: 'person',
  subject,
  another: true,
  ...(tenant !== undefined && { tenant }),
})
