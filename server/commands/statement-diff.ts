import type { Change } from '../../kernel/statement/change.ts'
import { isMaterial } from '../../kernel/statement/change.ts'
import { changesInWords } from '../../kernel/statement/change-in-words.ts'
import { changesBetween } from '../../kernel/statement/difference.ts'
import type { Outline } from '../../kernel/statement/outline.ts'
import { asWritten, declarationsOf, type Foundation } from '../startup/foundation.ts'
import { everyModule } from '../modules.ts'
import { WrongUse } from '../problems/command-errors.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { manifestFile } from '../files/manifest-file.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'statement diff',
  says: 'Says in what one version of the statement differs from another, and which changes people have to be told of before.',
  takes: ['A', 'B'],
  options: { data, ledger },
  notes: 'A and B are numbers of versions in the store, or files.',
  example: 'obhut statement diff 1 firma.yaml',
  does: async ({ data: dir }, io, [a = '', b = '']) => {
    const isVersion = (name: string): boolean => /^\d+$/.test(name)
    const [before, after] =
      isVersion(a) || isVersion(b)
        ? await withFoundation(
            dir,
            io,
            async foundation => [await named(a, foundation), await named(b, foundation)] as const,
          )
        : [await fromFile(a), await fromFile(b)]
    const changes = changesBetween(before, after)
    io.give({ changes, material: isMaterial(changes) }, changes.length ? changeLines(changes) : ['Both say the same.'])
    return 0
  },
})

async function named(name: string, { versions }: Foundation): Promise<Outline> {
  if (!/^\d+$/.test(name)) return fromFile(name)
  const all = await versions()
  const found = all.find(({ version }) => version === Number(name))
  if (!found)
    throw new WrongUse(
      `There is no version ${name} here; there ${all.length === 1 ? 'is 1' : `are 1 to ${all.length}`}.`,
    )
  return found.outline
}

async function fromFile(path: string): Promise<Outline> {
  const { source, file } = await manifestFile(path)
  return asWritten(declarationsOf(everyModule))(source, file).outline
}

/** Changes as lines: first those that people are told of before. */
export function changeLines(changes: readonly Change[]): string[] {
  const [material, other] = [changes.filter(one => one.material), changes.filter(one => !one.material)]
  return [
    ...(material.length
      ? ['People have to be told before:', ...changesInWords(material, 'en').map(line => `  ${line}`)]
      : []),
    ...(other.length ? ['Nobody has to be told before:', ...changesInWords(other, 'en').map(line => `  ${line}`)] : []),
  ]
}
