import { z } from 'zod'
import { platform } from '../../kernel/store/work.ts'
import { lift, restrict } from '../../kernel/restriction/on-request.ts'
import { groundsOfRestriction } from '../../kernel/restriction/tables.ts'
import { command, flag, valued } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'
import { person, personNamed, shellNote } from './person.ts'

export default command({
  name: 'rights restrict',
  says: 'Has a person’s data only stored from now on (Art. 18 GDPR): no activity finds it but those by which the person acts.',
  options: {
    data,
    ledger,
    ...person,
    ground: valued(
      'GROUND',
      `One of Art. 18(1)(a) to (d): ${groundsOfRestriction.join(', ')} (accuracy where nothing is said).`,
      z.enum(groundsOfRestriction, `a ground is ${groundsOfRestriction.join(', ')}`),
    ),
    lift: flag('Ends the restriction. The person has to be told before that (Art. 18(3) GDPR).'),
  },
  notes: shellNote,
  example: 'obhut rights restrict --customer-number 4711471147 --ground claims',
  does: async ({ data: dir, ground = 'accuracy', lift: ends, ...who }, io) =>
    withFoundation(dir, io, async ({ store }) => {
      let news = 0
      for (const subject of await personNamed(store, who, io))
        if (await (ends ? lift(store, subject, platform) : restrict(store, subject, { ground, by: platform })))
          news += 1
      const [done, already] = ends
        ? [
            'The restriction is lifted: everyday work finds the data of this person again.',
            'The data of this person was not restricted; nothing changed.',
          ]
        : [
            'The data of this person is restricted: it is only stored from now on.',
            'The data of this person was restricted already; nothing changed.',
          ]
      io.give({ restricted: !ends, changed: news > 0 }, [news > 0 ? done : already])
      return 0
    }),
})
