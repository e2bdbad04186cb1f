import { z } from 'zod'
import type { SandboxedJob } from '../../platform/sandbox.ts'

/** Why nothing of a mail would be left if it were taken in. */
export const unkept = ['encrypted', 'attachments only', 'empty', 'too long'] as const

/** Subject and text together, as long as a letter of ten pages. */
export const longestText = 20_000

/** A mail as the privacy desk reads it. Of what was attached only the number is left. */
const mail = z.object({
  /** The address in its From field, if there is one in it. */
  from: z.string().max(254).optional(),
  /** Shortened with a mark where it is long; the body holds all of it. */
  subject: z.string().max(500),
  messageId: z.string().max(998).optional(),
  writtenByMachine: z.boolean(),
  body: z.union([z.object({ says: z.string().max(longestText + 500) }), z.object({ unkept: z.enum(unkept) })]),
})
export type ReadMail = z.infer<typeof mail>

/** The largest mail that is taken: what is larger holds attachments, which are not kept. */
export const largest = 1024 * 1024

export const readingMail: SandboxedJob<ReadMail> = {
  name: 'intake.read-mail',
  code: new URL('./reading.ts', import.meta.url).href,
  gives: mail,
  limits: { cpuSeconds: 5, memory: 256, input: largest, output: 256 * 1024 },
}
