import { z } from 'zod'
import { platform } from '../../kernel/store/work.ts'
import { atOneMoment } from '../../kernel/rows/copy.ts'
import { CopyIncomplete, type Unreadable } from '../../kernel/rows/unreadable.ts'
import { portableAsZip } from '../../modules/rights/archive.ts'
import { requests } from '../../modules/rights/activities.ts'
import { CannotRun, CommandFailed, WrongUse } from '../problems/command-errors.ts'
import { command, valued } from './command.ts'
import { withFoundation } from './foundation.ts'
import { newFile, refuseAsNew } from './new-file.ts'
import { data, ledger, language } from './options.ts'
import { person, personNamed, shellNote } from './person.ts'

export default command({
  name: 'rights portable',
  says: 'Writes what a person provided into a ZIP, typed and with its schema, for another provider to read in (Art. 20 GDPR).',
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
  example: 'obhut rights portable --mail - -o /var/lib/obhut/data.zip',
  does: async ({ data: dir, output, language: asked, ...who }, io) => {
    if (output === undefined) throw new WrongUse('Say where to write it: -o FILE, or -o - for the standard output.')
    if (output !== '-') refuseAsNew(output)
    return withFoundation(dir, io, async ({ store, stating }) => {
      if (!stating.states(requests.name))
        throw new CannotRun(`The statement in force does not state ${requests.name}, under which copies are made.`)
      const [subject, ...others] = await personNamed(store, who, io)
      if (!subject || others.length)
        throw new CommandFailed(
          'An account and something unfinished (a registration) go by this address. Name the account by --customer-number.',
        )
      await store.under(requests, platform, async work => {
        work.note({ what: 'portable', about: 'everything', subject: subject.id })
      })
      const file = output === '-' ? undefined : await newFile(output)
      let bytes = 0
      let unreadable: readonly Unreadable[] = []
      try {
        const language = asked ?? stating.manifest.languages[0] ?? 'de'
        await atOneMoment(store, subject, async snapshot => {
          for await (const part of await portableAsZip({ store, stating, subject, language, snapshot })) {
            const chunk = Buffer.from(part as Uint8Array) // as: a ZIP comes in bytes
            bytes += chunk.byteLength
            await (file ? file.write(chunk) : io.write(chunk))
          }
          unreadable = snapshot.unreadable()
        })
      } finally {
        await file?.close()
      }
      if (file)
        io.give({ file: output, bytes }, [
          `${output}: ${bytes} bytes. It is for this person alone; remove it when it was handed over.`,
        ])
      if (unreadable.length) throw new CommandFailed(new CopyIncomplete(unreadable).message)
      return 0
    })
  },
})
