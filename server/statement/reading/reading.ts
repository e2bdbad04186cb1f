import { serialize } from 'node:v8'
import type { Module, Surroundings } from '../../../platform/module.ts'
import { SandboxError, type Sandbox, type SandboxFailure } from '../../../platform/sandbox.ts'
import type { Change } from '../../../kernel/statement/change.ts'
import type { Finding } from '../../../kernel/statement/finding.ts'
import type { Manifest, YamlProblem } from '../../../kernel/statement/manifest.ts'
import type { ToRead } from '../../../kernel/versions/publishing.ts'
import { asRead, UnfitManifest, type ReadManifest } from '../manifest.ts'
import type { ReadingRequest, ReadingResult } from './asked.ts'
import { readingManifest } from './job.ts'
import { readFor } from './read-here.ts'
import { markOfModules } from './reader.ts'

/** How a platform that serves reads manifests: what people send, what waits for its day, what held before. */
export interface ManifestReader {
  /** As it would be run here, and in what it differs; refuses with all that is wrong. */
  toRun(asked: ToRead): Promise<{ readonly next: ReadManifest; readonly changes: readonly Change[] }>
  /** A version that was published for this store: what depends on settings is no reason against it any more. */
  published(source: string, file: string): Promise<ReadManifest>
  /** A version by what it says; undefined where this software cannot read it any more. */
  asWritten(source: string, hash: string): Promise<Manifest | undefined>
  /** Findings with their lines. */
  placed(
    written: { readonly source: string; readonly file: string },
    findings: readonly Finding[],
  ): Promise<readonly YamlProblem[]>
}

type Answers = (asked: ReadingRequest) => Promise<ReadingResult>

/**
 * Beside everything else, in a process that can be killed; in this one where there is no such process, and where the
 * modules are not those that it knows.
 */
export function readingFor(
  modules: readonly Module[],
  surroundings: Surroundings,
  sandbox: Sandbox | undefined,
): ManifestReader {
  const here: Answers = async asked => readFor(modules, asked)
  return over(sandbox ? elsewhere(sandbox, modules, here) : here, surroundings)
}

const limits: ReadonlySet<SandboxFailure> = new Set([
  'processor time',
  'memory',
  'size of the input',
  'size of the result',
  'ended',
])

function elsewhere(sandbox: Sandbox, modules: readonly Module[], here: Answers): Answers {
  const names = modules.map(({ name }) => name)
  const mark = markOfModules(modules)
  let known = true
  return async asked => {
    if (!known) return here(asked)
    try {
      const answer = await sandbox.run(readingManifest, serialize([names, mark, asked]))
      if (!('is' in answer)) return answer
      known = false
      return await here(asked)
    } catch (error) {
      if (error instanceof SandboxError && limits.has(error.why)) throw new UnfitManifest([tooMuch(asked.file)])
      throw error
    }
  }
}

const tooMuch = (file: string): YamlProblem => ({
  file,
  line: 1,
  column: 1,
  says: 'reading this manifest takes more than it may',
  mend: 'take out what does not belong into it',
  de: {
    says: 'Dieses Manifest zu lesen dauert länger, als es darf',
    mend: 'Nehmen Sie heraus, was nicht hineingehört',
  },
})

function over(answers: Answers, surroundings: Surroundings): ManifestReader {
  /** What was published once does not change. */
  const earlier = new Map<string, Promise<Manifest | undefined>>()
  return {
    async toRun({ source, file, effective, against }) {
      const answer = await answers({ is: 'to run', source, file, surroundings, effective, against })
      return { next: understood(answer), changes: 'changes' in answer ? answer.changes : [] }
    },
    published: async (source, file) =>
      understood(await answers({ is: 'to run', source, file, surroundings: { kind: surroundings.kind } })),
    asWritten(source, hash) {
      const known = earlier.get(hash)
      if (known) return known
      const reads = answers({ is: 'as written', source, file: 'a version' }).then(answer =>
        'manifest' in answer ? answer.manifest : undefined,
      )
      earlier.set(hash, reads)
      reads.catch(() => earlier.delete(hash))
      return reads
    },
    async placed({ source, file }, findings) {
      const answer = await answers({ is: 'placed', source, file, findings })
      return 'problems' in answer ? answer.problems : []
    },
  }
}

function understood(answer: ReadingResult): ReadManifest {
  if ('problems' in answer && answer.problems.length) throw new UnfitManifest(answer.problems)
  if (!('outline' in answer)) throw new Error('a manifest was read and not understood')
  return asRead(answer)
}
