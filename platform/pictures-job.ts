import { z } from 'zod'
import { mostPicture, MB } from '../kernel/files/column.ts'
import type { SandboxedJob } from './sandbox.ts'

/** Smaller pictures of a picture, by name. */
export const smallerPictures: SandboxedJob<{ name: string; bytes: Uint8Array }[]> = {
  name: 'smaller pictures',
  code: new URL('./pictures.ts', import.meta.url).href,
  gives: z.array(z.object({ name: z.string(), bytes: z.instanceof(Uint8Array) })),
  native: true,
  limits: { cpuSeconds: 15, memory: 700, input: mostPicture + MB, output: 16 * 1024 * 1024 },
}
