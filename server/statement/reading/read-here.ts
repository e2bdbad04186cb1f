import type { Module } from '../../../platform/module.ts'
import { changesBetween } from '../../../kernel/statement/difference.ts'
import { problemsAt } from '../../../kernel/statement/finding.ts'
import { readManifest } from '../../../kernel/statement/manifest.ts'
import { withEffective } from '../../../kernel/versions/publishing.ts'
import { UnfitManifest } from '../manifest.ts'
import type { ReadingRequest, ReadingResult, ToRun } from './asked.ts'
import { declarationsOf, readerFor } from './reader.ts'

/** Reads a manifest for these modules, and answers with plain values: the same here and in a process of its own. */
export function readFor(modules: readonly Module[], asked: ReadingRequest): ReadingResult {
  switch (asked.is) {
    case 'to run':
      return toRun(modules, asked)
    // Tables come and go, and what an earlier version says of them is no reason not to understand the rest.
    case 'as written':
      return readManifest(asked.source, asked.file, [...declarationsOf(modules).activities.values()])
    case 'placed':
      return { problems: problemsAt(asked, asked.findings) }
  }
}

function toRun(
  modules: readonly Module[],
  { source: given, file, surroundings, effective, against }: ToRun,
): ReadingResult {
  try {
    const source = effective === undefined ? given : withEffective(given, effective)
    const { manifest, hash, outline } = readerFor(modules, surroundings)(source, file)
    return { manifest, source, hash, outline, changes: against ? changesBetween(against, outline) : [] }
  } catch (error) {
    if (error instanceof UnfitManifest) return { problems: error.problems }
    throw error
  }
}
