import { z } from 'zod'
import { TheStore } from '../../../platform/services.ts'
import { defineModule } from '../../../platform/module.ts'
import { created, customers, ok, route } from '../../../platform/route.ts'
import { freeText } from '../../../platform/text.ts'
import { moment, text } from '../../../kernel/declare/columns.ts'
import { owner, subject } from '../../../kernel/declare/subject.ts'
import { since, table } from '../../../kernel/declare/table.ts'
import { person } from '../../../kernel/store/work.ts'
import { activity } from '../../../kernel/declare/activity.ts'
import { duration } from '../../../kernel/declare/settings.ts'
import { legitimateInterest, PersonalData, Purpose } from '../../../kernel/declare/terms.ts'

const improving = activity('wishes', {
  purposes: [Purpose.ImproveExistingProductsAndServices],
  basis: legitimateInterest({ de: 'unsere Produkte zu verbessern', en: 'making our products better' }),
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung', en: 'Storage period' },
      runs: { de: 'ab dem Eingang', en: 'from receipt' },
      otherwise: 'P6M',
    }),
  },
  title: { de: 'Wünsche an unsere Produkte', en: 'Wishes for our products' },
  words: {
    de: 'Was Sie sich von unseren Produkten wünschen, lesen wir, um sie zu verbessern.',
    en: 'What you wish of our products we read in order to make them better.',
  },
})
const wish = table('wishes.wish', {
  about: owner(subject('customer', { provenBy: ['mail'] })),
  under: improving,
  until: since('madeAt', improving.keep),
  columns: { wording: text({ is: PersonalData.Opinion, from: 'the customer' }), madeAt: moment() },
})

export const wishes = defineModule('wishes', {
  activities: [improving],
  keeps: [wish],
  migrations: `${import.meta.dirname}/migrations`,
  needs: { store: TheStore },
  starts: ({ store }) => ({
    routes: [
      route({
        at: 'POST /api/wishes',
        who: customers,
        says: 'Leaves a wish.',
        takes: z.object({ wording: freeText(2000, 3) }),
        does: async ({ wording }, { caller }) =>
          created(
            await store.under(improving, person(caller.account), async work => {
              await work.over(wish).insertInto('wishes.wish').values({ wording, madeAt: work.now }).execute()
              return {}
            }),
          ),
      }),
      route({
        at: 'GET /api/wishes',
        who: customers,
        says: 'The caller’s own wishes.',
        does: async (_, { caller }) =>
          ok({
            items: await store.under(improving, person(caller.account), work =>
              work.read(wish, 'wording', 'madeAt').execute(),
            ),
          }),
      }),
    ],
  }),
})
