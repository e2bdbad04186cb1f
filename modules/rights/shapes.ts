import { z } from 'zod'
import { groundsOfRestriction } from '../../kernel/restriction/tables.ts'
import { statesOfObjection } from '../../kernel/rights/tables.ts'
import { Right } from '../../kernel/declare/terms.ts'
import { waysIn } from './contract.ts'
import { reasonsOfRefusal, statesOfRequest, whatHappens } from './tables.ts'

const moment = z.date()
const aCopy = {
  id: z.uuid(),
  link: z.string().describe('Where this session fetches it.'),
  madeAt: moment.describe('The moment that it shows.'),
  expiresAt: moment,
}
export const madeCopy = z.object(aCopy).meta({ id: 'MadeCopy' })
export const keptCopy = z
  .object({ ...aCopy, format: z.enum(['copy', 'portable', 'print']), size: z.int() })
  .meta({ id: 'KeptCopy' })
export const provenUntil = z.object({ until: moment }).meta({ id: 'ProvenUntil' })
const objection = z.object({
  at: moment,
  grounds: z.string().nullable(),
  state: z.enum(statesOfObjection),
  stops: z.boolean(),
  settledAt: moment.nullable(),
  answer: z.string().nullable(),
})
export const standing = z
  .object({
    proven: moment.nullable(),
    restriction: z
      .object({
        since: moment,
        ground: z.enum(groundsOfRestriction),
        says: z.string().nullable(),
        asked: z.enum(['person', 'staff']),
        liftsAt: moment.nullable(),
      })
      .nullable(),
    switches: z.array(
      z.object({
        activity: z.string(),
        title: z.string(),
        words: z.string(),
        interest: z.string(),
        purposes: z.array(z.string()),
        advertising: z.boolean(),
        objection: objection.nullable(),
      }),
    ),
    contact: z.object({
      mail: z.string(),
      post: z.object({
        name: z.string(),
        street: z.string(),
        postcode: z.string(),
        city: z.string(),
        country: z.string(),
      }),
      controller: z.string(),
    }),
    authority: z.object({
      name: z.string(),
      street: z.string(),
      postcode: z.string(),
      city: z.string(),
      link: z.string().nullable(),
    }),
  })
  .meta({ id: 'RightsStanding' })
export const ownRequest = z
  .object({
    id: z.uuid(),
    right: z.enum(Object.values(Right) as [Right, ...Right[]]).nullable(),
    by: z.enum(waysIn),
    says: z.string().nullable(),
    receivedAt: moment,
    dueAt: moment.describe('From then on it is late.'),
    lastDay: z.iso.date().describe('The last day on which an answer is in time.'),
    extendedBecause: z.string().nullable(),
    state: z.enum(statesOfRequest),
    closedAt: moment.nullable(),
    answer: z.string().nullable(),
    refusal: z.enum(reasonsOfRefusal).nullable(),
    history: z.array(z.object({ at: moment, what: z.enum(whatHappens), by: z.enum(['person', 'staff', 'platform']) })),
  })
  .meta({ id: 'OwnRequest' })
