import { z } from 'zod'
import { complaining, complaint, desk, migrations } from '../kernel/files/example-for-test.ts'
import { person } from '../kernel/store/work.ts'
import { answerFile, takeFile } from './files.ts'
import { defineModule } from './module.ts'
import { created, customers, everybody, route } from './route.ts'
import { NotFound } from './refusal.ts'
import { TheSandbox } from './sandbox.ts'
import { TheStore } from './services.ts'

const whose = z.object({ who: z.uuid() })
const which = whose.extend({ id: z.uuid() })
const named = whose.extend({ documents: z.array(z.uuid()).max(3) })
const variant = which.extend({ variant: z.string().max(40) })

/** The complaints desk with routes, of whoever names a person; a complaint takes each file that comes in. */
export const deskOnline = defineModule('desk', {
  subjects: desk.subjects,
  activities: desk.activities,
  keeps: desk.keeps,
  reveals: desk.reveals,
  migrations,
  needs: { store: TheStore, sandbox: TheSandbox },
  starts: ({ store, sandbox }) => {
    const needs = (who: string) => ({ store, sandbox, under: complaining, who: person(who) })
    const taking = (column: 'picture' | 'document') =>
      route({
        at: `POST /desk/:who/${column}s`,
        who: everybody,
        says: 'Takes a file in.',
        takes: whose,
        takesFile: true,
        unlisted: true,
        does: async ({ who }, asking) => {
          const file = await takeFile(needs(who), { for: complaint, column }, asking)
          await store.under(complaining, person(who), async work => {
            await work
              .over(complaint)
              .insertInto('desk.complaint')
              .values({ says: '', [column]: file.id })
              .execute()
          })
          return created(file)
        },
      })
    return {
      routes: [
        taking('picture'),
        taking('document'),
        route({
          at: 'POST /desk/:who/uploads',
          who: everybody,
          says: 'Takes a file in that waits for a complaint.',
          takes: whose,
          takesFile: true,
          unlisted: true,
          does: async ({ who }, asking) =>
            created(await takeFile(needs(who), { for: complaint, column: 'document' }, asking)),
        }),
        route({
          at: 'POST /desk/:who/complaints',
          who: everybody,
          says: 'Complains, with files that were sent before.',
          takes: named,
          unlisted: true,
          does: async ({ who, documents }) =>
            store.under(complaining, person(who), async work => {
              const all = documents.map(document => ({ says: '', document }))
              await work.over(complaint).insertInto('desk.complaint').values(all).execute()
              return created({})
            }),
        }),
        route({
          at: 'POST /desk/own/documents',
          who: customers,
          says: 'Takes a file of a customer in.',
          takesFile: true,
          unlisted: true,
          does: () => Promise.reject(new NotFound()),
        }),
        route({
          at: 'GET /desk/:who/documents/:id',
          who: everybody,
          says: 'The file.',
          takes: which,
          unlisted: true,
          does: ({ who, id }, asking) => answerFile(needs(who), { of: complaint, column: 'document', id }, asking),
        }),
        route({
          at: 'GET /desk/:who/pictures/:id/:variant',
          who: everybody,
          says: 'A smaller picture.',
          takes: variant,
          unlisted: true,
          does: ({ who, id, variant }, asking) =>
            answerFile(needs(who), { of: complaint, column: 'picture', id, variant }, asking, { shown: true }),
        }),
      ],
    }
  },
})
