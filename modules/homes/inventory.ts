import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Units } from '../../kernel/store/units.ts'
import { platform, type Who, type Work } from '../../kernel/store/work.ts'
import { NotFound } from '../../platform/refusal.ts'
import { oneLine } from '../../platform/text.ts'
import { inventory } from './activities.ts'
import type { Inventory, Listed, GatewayQuery, LineOfImport, NewGateway } from './contract.ts'
import { gatewaysIn, type GatewayLine } from './inventory-csv.ts'
import { newSerial, serialOf } from './serials.ts'
import { claim, gateway } from './tables.ts'

/** A secret is long and random, so a plain hash cannot be turned round, and checking it costs a gateway nothing. */
export const secretHash = (secret: string | Buffer): Buffer => createHash('sha256').update(secret).digest()

const shortest = 24
/** Begins with a letter or a digit: a program for spreadsheets takes what begins with a hyphen for a formula. */
function newSecret(): string {
  const made = randomBytes(24).toString('base64url')
  return /^[a-z\d]/i.test(made) ? made : newSecret()
}
/** What a line says is printed on labels and read by programs. U+FFFD is what became of a file that is not UTF-8. */
const model = oneLine(80, 1)
const modelOf = (typed: string): string | undefined =>
  typed.includes('\uFFFD') ? undefined : model.safeParse(typed).data
const isSecret = (typed: string): boolean => typed.length <= 200 && /^[\x21-\x7e]+$/.test(typed)

export function theInventory(store: Units): Inventory {
  const under = <R>(by: Who, work: (work: Work<typeof inventory>) => Promise<R>): Promise<R> =>
    store.under(inventory, by, work)

  async function takeIn(lines: readonly GatewayLine[], by: Who): Promise<LineOfImport[]> {
    return under(by, async work => {
      const read = lines.map(readLine)
      const known = await secretsOf(
        work,
        read.flatMap(one => (one.is === 'right' ? [one.gateway.serial] : [])),
      )
      const fresh = new Map<string, NewGateway>()
      const report = read.map(one => (one.is === 'right' ? decided(one, known, fresh) : one.report))
      // All or nothing: of a file that is mended and taken in again, a line without a serial number would make a second
      // gateway.
      if (report.some(({ became }) => became === 'refused'))
        return report.map((one, index) =>
          one.became === 'added'
            ? { line: one.line, serial: lines[index]?.serial === '' ? '' : one.serial, became: 'left-out' }
            : one,
        )
      const ids = await insert(work, [...fresh.values()])
      for (const id of ids) work.note({ what: 'added a gateway', about: id })
      return report
    })
  }

  return {
    async make(model, by = platform) {
      const [made] = await this.makeMany(model, 1, by)
      return made! // one was asked for
    },
    async makeMany(model, count, by) {
      const lines = Array.from({ length: count }, (_, index) => ({
        line: index + 1,
        serial: newSerial(randomBytes),
        model,
        secret: newSecret(),
      }))
      const report = await takeIn(lines, by)
      return lines.filter((_, index) => report[index]?.became === 'added').map(({ line: _, ...made }) => made)
    },
    import: async (csv, by, { atMost } = {}) => takeIn(gatewaysIn(csv, atMost), by),
    list: (asked, by) => under(by, work => listed(work, asked)),
    retire: (which, by) =>
      under(by, async work => {
        const serial = serialOf(which)
        const found = await work
          .over(gateway)
          .updateTable('homes.gateway')
          .set({ retiredAt: work.now })
          .where(serial === undefined ? 'id' : 'serial', '=', serial ?? (isId(which) ? which : nobody))
          .where('retiredAt', 'is', null)
          .returning(['id', 'serial'])
          .executeTakeFirst()
        if (!found) throw new NotFound()
        work.note({ what: 'retired a gateway', about: found.id })
        return {
          serial: found.serial,
          wasClaimed: (await work.read(claim, 'id').where('gatewayId', '=', found.id).executeTakeFirst()) !== undefined,
        }
      }),
  }
}

const nobody = '00000000-0000-0000-0000-000000000000'
const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

type Read =
  | { readonly is: 'right'; readonly line: number; readonly gateway: NewGateway; readonly given: boolean }
  | { readonly is: 'wrong'; readonly report: LineOfImport }

/** What a line says, if it can be a gateway; a secret that it does not bring is made up. */
function readLine({ line, serial: typed, model: called, secret }: GatewayLine): Read {
  const wrong = (why: Extract<LineOfImport, { became: 'refused' }>['why']): Read => ({
    is: 'wrong',
    report: { line, serial: typed.slice(0, 40), became: 'refused', why },
  })
  const serial = typed === '' ? newSerial(randomBytes) : serialOf(typed)
  if (serial === undefined) return wrong('serial')
  const model = modelOf(called)
  if (model === undefined) return wrong('model')
  if (secret !== '' && secret.length < shortest) return wrong('secret-too-short')
  if (secret !== '' && !isSecret(secret)) return wrong('secret')
  return {
    is: 'right',
    line,
    given: secret !== '',
    gateway: { serial, model, secret: secret === '' ? newSecret() : secret },
  }
}

function decided(
  { line, gateway: one, given }: Extract<Read, { is: 'right' }>,
  known: ReadonlyMap<string, Buffer>,
  fresh: Map<string, NewGateway>,
): LineOfImport {
  const { serial, secret } = one
  const there = known.get(serial)
  if (there)
    return given && !there.equals(secretHash(secret))
      ? { line, serial, became: 'refused', why: 'other-secret' }
      : { line, serial, became: 'known' }
  if (fresh.has(serial)) return { line, serial, became: 'refused', why: 'twice' }
  fresh.set(serial, one)
  return { line, serial, became: 'added', model: one.model, secret }
}

async function secretsOf(work: Work<typeof inventory>, serials: readonly string[]): Promise<Map<string, Buffer>> {
  // Of two who take in the same at once the second waits, and then finds it there.
  await work.over(gateway).selectNoFrom(sql`pg_advisory_xact_lock(hashtext('homes.inventory'))`.as('alone')).execute()
  const found = new Map<string, Buffer>()
  for (let from = 0; from < serials.length; from += 1000) {
    for (const row of await work
      .read(gateway, 'serial', 'secret')
      .where('serial', 'in', serials.slice(from, from + 1000))
      .execute())
      found.set(row.serial, row.secret)
  }
  return found
}

async function insert(work: Work<typeof inventory>, fresh: readonly NewGateway[]): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < fresh.length; from += 1000) {
    const rows = fresh
      .slice(from, from + 1000)
      .map(({ serial, secret, model }) => ({ serial, secret: secretHash(secret), model, addedAt: work.now }))
    ids.push(
      ...(await work.over(gateway).insertInto('homes.gateway').values(rows).returning('id').execute()).map(
        row => row.id,
      ),
    )
  }
  return ids
}

const isClaimed = sql<boolean>`exists (select from homes.claim c where c.gateway_id = homes.gateway.id)`
const stateOf = sql<
  Listed['items'][number]['state']
>`case when retired_at is not null then 'retired' when ${isClaimed} then 'claimed' else 'in stock' end`

async function listed(
  work: Work<typeof inventory>,
  { search = '', state, after, limit }: GatewayQuery,
): Promise<Listed> {
  let query = work
    .over(gateway, claim)
    .selectFrom('homes.gateway')
    .select(['id', 'serial', 'model', 'addedAt', 'retiredAt'])
  const wanted = search.trim().toLowerCase()
  if (wanted !== '') query = query.where(sql<boolean>`strpos(lower(serial || ' ' || model), ${wanted}) > 0`)
  if (state !== undefined) query = query.where('retiredAt', state === 'retired' ? 'is not' : 'is', null)
  if (state === 'claimed') query = query.where(isClaimed)
  if (state === 'in stock') query = query.where(sql<boolean>`not ${isClaimed}`)
  if (after !== undefined) query = query.where('serial', '>', after)
  const rows = await query
    .orderBy('serial')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  const claimed = await claimedOf(work, shown)
  const items = shown.map(one => ({
    ...one,
    state: one.retiredAt ? ('retired' as const) : claimed.has(one.id) ? ('claimed' as const) : ('in stock' as const),
  }))
  const counts = await work
    .over(gateway, claim)
    .selectFrom('homes.gateway')
    .select(all => [stateOf.as('state'), all.fn.countAll<number>().as('count')])
    .groupBy(stateOf)
    .execute()
  const countOf = (of: string): number => counts.find(one => one.state === of)?.count ?? 0
  return {
    items,
    next: rows.length > limit ? (items.at(-1)?.serial ?? null) : null,
    counts: { inStock: countOf('in stock'), claimed: countOf('claimed'), retired: countOf('retired') },
  }
}

/** Of these gateways those that somebody has. */
async function claimedOf(
  work: Work<typeof inventory>,
  gateways: readonly { readonly id: string }[],
): Promise<ReadonlySet<string>> {
  if (gateways.length === 0) return new Set()
  const claims = await work
    .read(claim, 'gatewayId')
    .where(
      'gatewayId',
      'in',
      gateways.map(({ id }) => id),
    )
    .execute()
  return new Set(claims.map(({ gatewayId }) => gatewayId))
}
