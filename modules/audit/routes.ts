import { z } from 'zod'
import type { Verifying } from '../../platform/services.ts'
import { next, paged, pageOf } from '../../platform/paging.ts'
import { WrongInput } from '../../platform/refusal.ts'
import { ok, route, staff, type AnyRoute } from '../../platform/route.ts'
import { bareNumber, identifier, instant, oneLine, typedNumber, uuid } from '../../platform/text.ts'
import { dialectFor, dialects } from '../../kernel/text/csv.ts'
import type { Units } from '../../kernel/store/units.ts'
import { titleOf } from '../../kernel/statement/names.ts'
import { findSubjects } from '../../kernel/rows/find.ts'
import { logAsCsv, entriesFor, type LogQuery } from './log.ts'

const moment = instant({ offset: true }).transform(text => new Date(text))
const asked = {
  from: moment.optional().describe('From this moment; a week back where nothing is said.'),
  to: moment.optional().describe('Before this moment; now where nothing is said.'),
  user: oneLine(320, 1)
    .optional()
    .describe('The beginning of the user name of whoever acted, as far as the statement has it recorded.'),
  person: uuid().optional().describe('A person who acted or was concerned, by id.'),
  customerNumber: typedNumber(40, 1).optional().describe('The same by customer number.'),
  activity: identifier(100).optional(),
  what: identifier(100)
    .optional()
    .describe('`signed in`, `sign-in failed`, `signed out`, `select`, `insert`, `update`, `delete`, `erased` …'),
  about: identifier(100).optional().describe('A table.'),
}
const text = z.string().nullable()
const entry = z
  .object({
    id: z.uuid(),
    at: z.date(),
    activity: z.string(),
    what: z.string(),
    about: text,
    rows: z.int(),
    actor: z.string(),
    acted: text.describe('Who acted, by id; none where the person was erased.'),
    concerned: text.describe('Whose data it was, by id.'),
    reason: text.describe('Why somebody looked, as they said; of a refusal, what was refused.'),
    userName: text,
    address: text,
    browser: text,
    browserVersion: text,
    os: text,
    sealed: z.boolean(),
  })
  .meta({ id: 'AuditEntry' })

/** The log is for whoever has to find out who did what; that is the administration. */
const readers = staff('administration')

const named = z.object({ name: z.string(), title: z.string() }).meta({ id: 'NamedPart' })
const verification = z
  .object({
    seals: z.int(),
    entries: z.int().describe('Entries that were looked at: those of the newest seals.'),
    persons: z.int(),
    erased: z.int(),
    unsealed: z.int().describe('Entries that no seal covers yet.'),
    sealedAt: z.date().nullable(),
    witnesses: z.int().describe('Files outside of the store that saw the seals.'),
    witnessed: z.int(),
    holds: z.boolean(),
    faults: z.array(z.string()).readonly(),
  })
  .meta({ id: 'AuditVerification' })
/** Seals that are held against their entries while somebody waits; `obhut audit verify` looks at all. */
const newest = { seals: 500, entries: 100_000 }

interface Needs {
  readonly store: Units
  readonly log: Verifying
}

export const routes = ({ store, log }: Needs): AnyRoute[] => [
  route({
    at: 'GET /api/desk/audit',
    who: readers,
    says: 'Entries of the audit log, the latest first. Each look is an entry itself.',
    takes: z.strictObject({ ...asked, ...paged }),
    gives: z.object({ items: z.array(entry), next }).meta({ id: 'AuditEntries' }),
    does: async ({ after, limit, ...question }, { caller }) =>
      ok(
        pageOf(
          await entriesFor(store, caller, await answered(store, question), { after, limit: limit + 1 }),
          limit,
          ({ at }) => at,
        ),
      ),
  }),
  route({
    at: 'GET /api/desk/audit/export',
    who: readers,
    says: 'The same as a CSV file.',
    takes: z.strictObject({
      ...asked,
      dialect: z
        .enum(dialects)
        .optional()
        .describe('How it is written; without it, for Excel in the language asked for.'),
    }),
    does: async ({ dialect, ...question }, { caller, language }) => ({
      status: 200,
      stream: logAsCsv(store, caller, await answered(store, question), dialect ?? dialectFor(language)),
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="audit.csv"' },
    }),
  }),
  route({
    at: 'GET /api/desk/audit/terms',
    who: readers,
    says: 'What a search can name: the activities of the statement and the tables about persons.',
    gives: z.object({ activities: z.array(named), tables: z.array(named) }),
    does: async (_, { language }) =>
      ok({
        activities: [...store.declarations.activities.values()]
          .filter(({ name }) => store.inForce.states(name))
          .map(({ name, spec }) => ({ name, title: spec.title[language] })),
        tables: [...store.declarations.tables.values()]
          .filter(({ about }) => about.who !== 'nobody')
          .map(table => ({ name: table.name, title: titleOf(table, language) })),
      }),
  }),
  route({
    at: 'GET /api/desk/audit/verification',
    who: readers,
    says: 'Holds the newest part of the log against its seals and witnesses.',
    gives: verification,
    does: async () => {
      const found = await log.verify(newest)
      return ok({ ...found, holds: found.faults.length === 0, faults: found.faults.slice(0, 20) })
    },
  }),
]

type Asked = Omit<LogQuery, 'person'> & {
  readonly person?: string | undefined
  readonly customerNumber?: string | undefined
}

/** A customer may be named by number; in the log everybody stands by id. */
async function answered(store: Units, { customerNumber, ...question }: Asked): Promise<LogQuery> {
  if (customerNumber === undefined) return question
  const [found] = await findSubjects(store, 'customer', 'customerNumber', bareNumber(customerNumber))
  if (!found)
    throw new WrongInput({
      customerNumber: {
        de: 'Dazu gibt es kein Konto. Bitte geben Sie die ganze Kundennummer ein.',
        en: 'There is no account with it. Please enter the whole customer number.',
      },
    })
  return { ...question, person: found.id }
}
