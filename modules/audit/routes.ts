import { z } from 'zod'
import { ok, route, staff, type AnyRoute } from '../../house/route.ts'
import type { Store } from '../../kernel/data/store.ts'
import { csvOf, entriesFor, type After } from './log.ts'

const moment = z.iso.datetime({ offset: true }).transform(text => new Date(text))
const asked = {
  from: moment.optional().describe('From this moment; a week back where nothing is said.'), to: moment.optional().describe('Before this moment; now where nothing is said.'),
  user: z.string().trim().min(1).max(320).optional().describe('The beginning of the user name of whoever acted, as far as the statement has it recorded.'),
  person: z.uuid().optional().describe('A person who acted or was concerned, by id.'),
  activity: z.string().max(100).optional(), what: z.string().max(100).optional().describe('`signed in`, `sign-in failed`, `signed out`, `select`, `insert`, `update`, `delete`, `erased` …'), about: z.string().max(100).optional().describe('A table.'),
}
const after = z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z_[0-9a-f-]{36}$/).transform((text): After => {
  const [at = '', id = ''] = text.split('_')
  return { at: new Date(at), id }
})
const text = z.string().nullable()
const entry = z.object({
  id: z.uuid(), at: z.date(), activity: z.string(), what: z.string(), about: text, rows: z.int(), actor: z.string(),
  acted: text.describe('Who acted, by id; none where the person was erased.'), concerned: text.describe('Whose data it was, by id.'),
  userName: text, address: text, browser: text, browserVersion: text, os: text, sealed: z.boolean(),
}).meta({ id: 'AuditEntry' })

/** The log is for whoever has to find out who did what; that is the administration. */
const readers = staff('administration')

export const routes = (store: Store): AnyRoute[] => [
  route({
    at: 'GET /api/desk/audit', who: readers, says: 'Entries of the audit log, the latest first. Each look is an entry itself.',
    takes: z.strictObject({ ...asked, after: after.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    gives: z.object({ items: z.array(entry), next: text }).meta({ id: 'AuditEntries' }),
    does: async ({ after: from, limit, ...question }, { caller }) => {
      const items = await entriesFor(store, caller, question, { after: from, limit })
      const last = items.length === limit ? items.at(-1) : undefined
      return ok({ items, next: last ? `${last.at.toISOString()}_${last.id}` : null })
    },
  }),
  route({
    at: 'GET /api/desk/audit/export', who: readers, says: 'The same as a CSV file.', takes: z.strictObject(asked),
    does: async (question, { caller }) => ({
      status: 200, stream: csvOf(store, caller, question), headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="audit.csv"' },
    }),
  }),
]
