import { z } from 'zod'
import { platform } from '../../kernel/store/work.ts'
import { copyAsJson } from '../../modules/rights/my-data.ts'
import { CannotRun, WrongUse } from '../problems/command-errors.ts'
import { command, valued } from './command.ts'
import { withFoundation } from './foundation.ts'
import { newFile, refuseAsNew } from './new-file.ts'
import { data, ledger, language } from './options.ts'
import { person, personNamed, shellNote } from './person.ts'

export default command({
  name: 'rights copy',
  says: 'Writes everything that is held about a person into a file, with source, purpose, recipients and period of each item (Art. 15 GDPR).',
  options: {
    data,
    ledger,
    ...person,
    language,
    output: valued(
      'FILE',
      'Where to: a new file that only you can read, or - for the standard output.',
      z.string().min(1),
      { short: 'o' },
    ),
  },
  notes: shellNote,
  example: 'obhut rights copy --mail - -o /var/lib/obhut/copy.json',
  does: async ({ data: dir, output, language: asked, ...who }, io) => {
    if (output === undefined)
      throw new WrongUse('Say where to write the copy: -o FILE, or -o - for the standard output.')
    if (output !== '-') refuseAsNew(output)
    return withFoundation(dir, io, async ({ store, stating }) => {
      if (!stating.states('rights.requests'))
        throw new CannotRun('The statement in force does not state rights.requests, under which copies are made.')
      const subjects = await personNamed(store, who, io)
      const file = output === '-' ? undefined : await newFile(output)
      let bytes = 0
      try {
        for await (const part of documentOf(
          subjects.map(subject =>
            copyAsJson(store, stating, subject, asked ?? stating.manifest.languages[0] ?? 'de', platform),
          ),
        )) {
          bytes += Buffer.byteLength(part)
          await (file ? file.write(part) : io.write(part))
        }
      } finally {
        await file?.close()
      }
      if (file)
        io.give({ file: output, bytes }, [
          `${output}: ${bytes} bytes. It is for this person alone; remove it when it was handed over.`,
        ])
      return 0
    })
  },
})

/** One copy as it is, several as a list: an account and a registration may go by the same address. */
async function* documentOf(copies: readonly AsyncGenerator<string>[]): AsyncGenerator<string> {
  const [only, ...more] = copies
  if (only && more.length === 0) return yield* only
  for (const [index, copy] of copies.entries()) {
    yield index === 0 ? '[' : ','
    yield* copy
  }
  yield ']\n'
}
