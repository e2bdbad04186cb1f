import { z } from 'zod'
import { entryIn, headBy, inclusionInWords, type Inclusion } from '../../kernel/checkpoints/inclusion.ts'
import { witnessIn, type Witnessed } from '../../kernel/checkpoints/witness.ts'
import { WrongUse } from '../problems/command-errors.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'audit show',
  says: 'Shows one entry of the audit log, and proves that it stands there.',
  takes: ['ENTRY'],
  options: { data, ledger },
  notes:
    'The proof is at most 1 kB, however long the log is: with the leaf, the path and a head that a witness saw, anybody can check it without the log. Nothing in it is personal.',
  example: 'obhut audit show 0198a7b2-5c1e-7b66-9a3f-2f1f7c0c9f11 --json',
  does: async ({ data: dir }, io, [id = '']) => {
    if (!z.uuid().safeParse(id).success) throw new WrongUse('An entry is named by its id, a UUID.')
    return withFoundation(dir, io, async ({ store }) => {
      const shown = await entryIn(store, id)
      if (!shown) {
        io.give({ entry: null }, ['There is no such entry.'])
        return 1
      }
      const { entry, inclusion } = shown
      const witnesses = await Promise.all(io.environment.witnesses.map(witnessIn))
      const seen = inclusion && saw(inclusion, witnesses)
      io.give({ entry, proof: inclusion ? inclusionInWords(inclusion) : null, ...(seen && { witnesses: seen }) }, [
        `${entry.at.toISOString()}  ${entry.activity}  ${entry.what}${entry.about === null ? '' : ` ${entry.about}`}  ${entry.rows} row${entry.rows === 1 ? '' : 's'}  by ${entry.actor}`,
        ...(inclusion ? proofInWords(inclusion) : ['It is not sealed yet.']),
        ...Object.entries(seen ?? {}).map(
          ([name, is]) => `${is ? '✓' : '✗'} the witness ${name} ${is ? 'saw' : 'did not see'} this head`,
        ),
      ])
      return Object.values(seen ?? {}).every(Boolean) ? 0 : 1
    })
  },
})

const saw = (inclusion: Inclusion, witnesses: readonly Witnessed[]): Record<string, boolean> =>
  Object.fromEntries(
    witnesses.map(({ name, heads }) => [name, heads.get(inclusion.seal.number)?.includes(headBy(inclusion)) ?? false]),
  )

function proofInWords(inclusion: Inclusion): string[] {
  const { leaf, path, seal, head, bytes } = inclusionInWords(inclusion)
  return [
    `Seal ${seal.number} of ${seal.at.toISOString()}, over ${seal.entries} entries. The proof (${bytes} bytes):`,
    `  leaf    ${leaf}`,
    ...path.flatMap(step => Object.entries(step).map(([on, beside]) => `  ${on.padEnd(7)} ${beside}`)),
    `  before  ${seal.before}`,
    `  head    ${head}`,
  ]
}
