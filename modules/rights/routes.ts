import { z } from 'zod'
import type { Stating } from '../../house/given.ts'
import { NotFound } from '../../house/refusal.ts'
import { accounts, ok, route, type AnyRoute } from '../../house/route.ts'
import { copyOf } from '../../kernel/rights/copy.ts'
import type { Store } from '../../kernel/data/store.ts'
import { copyAsJson, overview, subjectOf } from './my-data.ts'

const heldColumn = z.object({ name: z.string(), label: z.string(), category: z.string(), source: z.string(), secret: z.boolean() })
const heldTable = z.object({ table: z.string(), title: z.string(), rows: z.int(), columns: z.array(heldColumn), until: z.string() }).meta({ id: 'HeldTable' })
const group = z.object({
  activity: z.string(), title: z.string(), words: z.string(), purposes: z.array(z.string()), basis: z.object({ letter: z.string(), label: z.string() }),
  recipients: z.array(z.object({ name: z.string(), country: z.string(), task: z.string() })),
  items: z.array(heldTable),
}).meta({ id: 'HeldGroup' })

export const routes = (store: Store, stating: Stating): AnyRoute[] => [
  route({
    at: 'GET /api/my-data', who: accounts, says: 'Everything that is held about the caller: what, why, from where, for whom, until when.',
    gives: z.object({ groups: z.array(group) }).meta({ id: 'MyData' }),
    does: async (_, { caller, language }) => ok({ groups: await overview(store, stating, subjectOf(caller), language) }),
  }),
  route({
    at: 'GET /api/my-data/copy', who: accounts, says: 'The same with all rows, as one file (Art. 15(3) GDPR).',
    does: async (_, { caller, language }) => ({
      status: 200, stream: copyAsJson(store, stating, subjectOf(caller), language),
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-disposition': `attachment; filename="${{ de: 'meine-daten', en: 'my-data' }[language]}.json"` },
    }),
  }),
  route({
    at: 'GET /api/my-data/:table', who: accounts, says: 'Rows of one table about the caller, in pages.',
    takes: z.object({ table: z.string().max(100), after: z.coerce.number().int().min(0).max(10_000_000).default(0), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    gives: z.object({ items: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() }),
    does: async ({ table, after, limit }, { caller }) => {
      const known = store.declarations.tables.get(table)
      if (!known || known.about.who === 'nobody' || known.about.who === 'unattributed') throw new NotFound()
      const items = await pageOf(store, caller, table, after, limit)
      return ok({ items: items.slice(0, limit), next: items.length > limit ? String(after + limit) : null })
    },
  }),
]

async function pageOf(store: Store, caller: Parameters<typeof subjectOf>[0], table: string, after: number, limit: number): Promise<Readonly<Record<string, unknown>>[]> {
  const items: Readonly<Record<string, unknown>>[] = []
  let passed = 0
  for await (const { rows } of copyOf(store, subjectOf(caller), [table])) {
    const from = Math.max(0, after - passed)
    items.push(...rows.slice(from, from + limit + 1 - items.length))
    passed += rows.length
    if (items.length > limit) break
  }
  return items
}
