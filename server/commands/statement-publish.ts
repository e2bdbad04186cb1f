import { z } from 'zod'
import { platform } from '../../kernel/store/work.ts'
import { dayInWords } from '../../kernel/declare/periods.ts'
import { publisherOf } from '../statement/publisher.ts'
import { command, valued } from './command.ts'
import { withFoundation } from './foundation.ts'
import { manifestFile } from '../files/manifest-file.ts'
import { data, ledger } from './options.ts'
import { changeLines } from './statement-diff.ts'

export default command({
  name: 'statement publish',
  says: 'Publishes a new version of the statement, which comes into force automatically on its day.',
  takes: ['FILE'],
  options: {
    data,
    ledger,
    effective: valued(
      'DATE',
      'The day on which it comes into force; without it, the one that the manifest bears. It is written into the version.',
      z.iso.date('a day is written as 2027-03-01'),
    ),
  },
  notes:
    'Where it changes something material, everybody is told by mail before; the running platform sends the letters. The day has to leave time for that: changes: { lead: P14D } in the manifest in force.',
  example: 'obhut statement publish firma.yaml --effective 2027-03-01',
  does: async ({ data: dir, effective }, io, [path = '']) =>
    withFoundation(dir, io, async foundation => {
      const { source, file } = await manifestFile(path)
      const published = await publisherOf(foundation).publish(
        Buffer.from(source).toString('utf8'),
        effective,
        platform,
        file,
      )
      const day = dayInWords(published.effective, 'en')
      io.give(published, [
        ...changeLines(published.changes),
        `Version ${published.version} is published and comes into force automatically on ${day}.`,
        ...(published.material
          ? [
              'Everybody concerned is told of it now; if a letter does not go out in time, the day is put off and an alarm says so.',
            ]
          : []),
      ])
      return 0
    }),
})
