import { z } from 'zod'
import type { SandboxedJob } from '../../../platform/sandbox.ts'
import type { Answer } from './asked.ts'

/** Values of our own making from a text that was checked there. */
const answer = z.custom<Answer>(
  value => typeof value === 'object' && value !== null && ('problems' in value || 'manifest' in value || 'is' in value),
)

/**
 * A manifest of a whole company takes a tenth of a second and 150 MB; one that takes more than these is told to be too
 * much.
 */
export const readingManifest: SandboxedJob<Answer> = {
  name: 'statement.read-manifest',
  code: new URL('./read.ts', import.meta.url).href,
  gives: answer,
  limits: { cpuSeconds: 5, memory: 512, input: 4 * 1024 * 1024, output: 8 * 1024 * 1024 },
}
