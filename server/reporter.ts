import type { Reporter } from '../house/given.ts'
import { CannotCompose } from '../house/compose.ts'
import { Contradictions } from '../kernel/data/declarations.ts'
import { Different } from '../kernel/data/difference.ts'
import { DatabaseRefusal } from '../kernel/data/errors.ts'
import { HeldWithoutPurpose } from '../kernel/data/held-without-purpose.ts'
import { NotStated } from '../kernel/data/store.ts'
import { SweepLags } from '../kernel/retention/overdue.ts'
import { ToldTooLate } from '../kernel/statement/waiting.ts'
import { WrongEnvironment } from './environment.ts'
import { WayOutRefused } from './guard/rules.ts'
import { UnfitManifest } from './manifest.ts'
import { No } from './no.ts'

/** What these say names things of ours and never a value of anybody's. */
const tellable = [No, DatabaseRefusal, NotStated, Contradictions, Different, HeldWithoutPurpose, UnfitManifest, CannotCompose, WrongEnvironment, SweepLags, ToldTooLate, WayOutRefused]

/** Faults as lines of a log: what failed, and of the error no more than cannot be personal, unless somebody traces. */
export function reporterTo(write: (line: string) => void, trace: boolean): Reporter {
  return { fault: (what, error) => { write(`fault in ${what}: ${trace ? tracedOf(error) : faultInWords(error)}`) } }
}

const tracedOf = (error: unknown): string => error instanceof Error ? error.stack ?? error.message : String(error)

function faultInWords(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  if (tellable.some(kind => error instanceof kind)) return error.message
  const { code } = error as { code?: unknown }
  const place = error.stack?.split('\n').map(line => line.trim()).find(line => line.startsWith('at ') && !line.includes('node_modules') && !line.includes('node:'))
  return [error.name, typeof code === 'string' ? `(${code})` : '', place?.replace(`file://${dirOfHouse}/`, '') ?? ''].filter(Boolean).join(' ')
}
const dirOfHouse = import.meta.dirname.replace(/\/server$/, '')
