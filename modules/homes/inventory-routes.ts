import { z } from 'zod'
import { created, steppedUp, ok, route, staff, type AnyRoute } from '../../platform/route.ts'
import { identifier, oneLine, opaqueText, uuid } from '../../platform/text.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import type { Inventory, LineOfImport, NewGateway } from './contract.ts'
import { labelsPage } from './labels-page.ts'
import { NoGateways } from './refusals.ts'
import { secretsFile } from './secrets-file.ts'

const readers = staff('administration', 'support')
const keepers = steppedUp(staff('administration'))
const by = (account: string) => ({ is: 'staff', id: account }) as const

const states = ['in stock', 'claimed', 'retired'] as const
const listedGateway = z
  .object({
    id: z.uuid(),
    serial: z.string(),
    model: z.string(),
    addedAt: z.date(),
    retiredAt: z.date().nullable(),
    state: z.enum(states),
  })
  .meta({ id: 'ListedGateway' })
const newGateway = z.object({ serial: z.string(), model: z.string(), secret: z.string() }).meta({ id: 'NewGateway' })
const shownOnce = {
  labels: z.string().describe('A page to print (HTML): labels with the serial number, and slips with the secret.'),
  csv: z.string().describe('Serial, model and secret as a CSV file.'),
}
/** Gateways in one request: its answer is held as a whole, with their labels. */
const most = 500
const reported = z
  .object({
    line: z.int(),
    serial: z.string(),
    became: z.enum(['added', 'known', 'left-out', 'refused']),
    why: z.enum(['serial', 'model', 'secret', 'secret-too-short', 'other-secret', 'twice']).optional(),
  })
  .meta({ id: 'LineOfImport' })

/** The list of gateways that were made, for those who keep the stock. */
export const inventoryRoutes = (inventory: Inventory): AnyRoute[] => [
  route({
    at: 'GET /api/desk/gateways',
    who: readers,
    says: 'Gateways that were made, by serial number, with their state. It does not say whose a gateway is.',
    takes: z.strictObject({
      search: oneLine(100).optional(),
      state: z.enum(states).optional(),
      after: identifier(40).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    gives: z
      .object({
        items: z.array(listedGateway).readonly(),
        next: z.string().nullable(),
        counts: z.object({ inStock: z.int(), claimed: z.int(), retired: z.int() }),
      })
      .meta({ id: 'ListedGateways' }),
    does: async (asked, { caller }) => ok(await inventory.list(asked, by(caller.account))),
  }),
  route({
    at: 'POST /api/desk/gateways',
    who: keepers,
    status: 201,
    says: 'Makes up serial numbers and secrets for new gateways. The secrets are in this answer and never shown again.',
    takes: z.strictObject({ model: oneLine(80, 1), count: z.number().int().min(1).max(most).default(1) }),
    gives: z.object({ items: z.array(newGateway), ...shownOnce }).meta({ id: 'MadeGateways' }),
    does: async ({ model, count }, { caller, language }) => {
      const items = await inventory.makeMany(model, count, by(caller.account))
      if (items.length === 0)
        throw new NoGateways({
          de: 'Eine Modellbezeichnung steht in einer Zeile, ohne Steuerzeichen.',
          en: 'The name of a model stands on one line, without control characters.',
        })
      return created({ items, ...(await filesOf(items, language)) })
    },
  }),
  route({
    at: 'POST /api/desk/gateways/import',
    who: keepers,
    says: `Takes in a CSV file with gateways (serial, model, secret; what is left out is made up) of up to ${most} lines, with a report for each line. Where one is refused, nothing is taken in. The secrets are in this answer and never shown again.`,
    takes: z.strictObject({ csv: opaqueText(200_000, 1) }),
    gives: z
      .object({ lines: z.array(reported), items: z.array(newGateway), ...shownOnce })
      .meta({ id: 'ImportedGateways' }),
    does: async ({ csv }, { caller, language }) => {
      const lines = await inventory.import(csv, by(caller.account), { atMost: most })
      const items = addedIn(lines)
      return ok({
        lines: lines.map(({ line, serial, became, ...more }) => ({
          line,
          serial,
          became,
          ...('why' in more && { why: more.why }),
        })),
        items,
        ...(await filesOf(items, language)),
      })
    },
  }),
  route({
    at: 'POST /api/desk/gateways/:id/retire',
    who: keepers,
    says: 'Takes a gateway out of use: its connection is closed, whoever has it sees that, and what it reported stays under its own periods.',
    takes: z.object({ id: uuid() }),
    gives: z.object({ serial: z.string(), wasClaimed: z.boolean() }),
    does: async ({ id }, { caller }) => ok(await inventory.retire(id, by(caller.account))),
  }),
]

const filesOf = async (items: readonly NewGateway[], language: Language): Promise<{ labels: string; csv: string }> =>
  items.length === 0
    ? { labels: '', csv: '' }
    : { labels: (await Array.fromAsync(labelsPage(items, language))).join(''), csv: secretsFile(items) }

/** What was added by an import, with the secrets. */
export const addedIn = (lines: readonly LineOfImport[]): NewGateway[] =>
  lines.flatMap(one => (one.became === 'added' ? [{ serial: one.serial, model: one.model, secret: one.secret }] : []))
