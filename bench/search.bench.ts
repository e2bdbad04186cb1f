import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { guest, surgery, treating } from '../kernel/search/example-for-test.ts'
import { searchableIn, type SearchableColumn } from '../kernel/search/columns.ts'
import { tokensOf, tokensSought, type HowSearched } from '../kernel/search/tokens.ts'
import { platformFor, type Work } from '../kernel/store/work.ts'
import type { Vault } from '../kernel/vault/vault.ts'
import { kernel } from '../server/kernel-module.ts'
import { byHand } from '../kernel/store/by-hand.ts'
import { wholeOf } from '../kernel/store/whole.ts'
import { median, quantile, type Bench } from './parts/bench.ts'
import { platformFor as aPlatformFor } from './parts/platform.ts'

/** Names as people have them: few last names that many have, many that few have. */
const firsts = 2_000
const lasts = 20_000

const search: Bench = {
  name: 'search',
  says: 'names found by words among the rows of one tenant, under policies, beside SQL by hand without them, and beside plain full text under policies',
  async runs({ postgres, dir, whole, say }) {
    const count = whole ? 1_000_000 : 100_000
    const rounds = whole ? 400 : 150
    const here = await aPlatformFor({ postgres, dir }, { name: 'search', modules: [kernel, surgery] })
    await here.jobs.stop()
    const db = new pg.Client({ ...postgres.admin, database: 'search' })
    await db.connect()
    try {
      const { vault } = wholeOf(here.store)
      say(`filling with ${count} rows`)
      const tenant = await fill(db, vault, count)
      const [size] = (
        await db.query<{ words: number; rows: number }>(
          `select pg_relation_size('surgery.guest_name_words_idx')::float8 as words, pg_relation_size('surgery.guest')::float8 as rows`,
        )
      ).rows
      const at = column(guest, 'name')
      const ours = (query: string, how: HowSearched = {}) =>
        here.store.under(treating, platformFor(tenant), (work: Work<typeof treating>) =>
          work
            .read(guest, 'name')
            .where(work.searches(guest, ['name'], query, how))
            .limit(50)
            .execute(),
        )
      const plainly = (query: string) => {
        const sought = tokensSought(vault, at.at, query, at.how, {})
        return db.query(
          `select name from surgery.guest where tenant = $1 ${sought.map((_, place) => `and name_words && $${place + 2}::bigint[]`).join(' ')} limit 50`,
          [tenant, ...sought],
        )
      }
      const fullText = (query: string) =>
        here.store.under(treating, platformFor(tenant), (work: Work<typeof treating>) =>
          fullTextUnderPolicies(work, query),
        )
      const figures = []
      for (const [what, queries, how] of [
        ['a last name', some(rounds, lastOf), {}],
        ['first and last name', some(rounds, nth => `${firstOf(nth)} ${lastOf(nth)}`), {}],
        ['the first four letters of a last name', some(rounds, nth => lastOf(nth).slice(0, 4)), {}],
        ['the commonest last name', some(rounds, () => lastOf(0)), {}],
        ['the commonest last name, of 500 that the index gives first', some(rounds, () => lastOf(0)), { most: 500 }],
        ['a last name with a letter missing', some(rounds, nth => without(lastOf(nth))), { typos: true }],
      ] as const) {
        say(what)
        const [its, theirs]: [number[], number[]] = [[], []]
        for (const [round, query] of queries.entries()) {
          const [took, took2] = [await timed(() => ours(query, how)), await timed(() => plainly(query))]
          if (round >= 10) {
            its.push(took)
            theirs.push(took2)
          }
        }
        figures.push(
          { what: `${what}: 95 % under`, value: quantile(its, 0.95), unit: 'ms', target: { atMost: 50 } },
          {
            what: `${what}: against SQL by hand, medians`,
            value: median(its) / median(theirs),
            unit: 'times',
            note: `${median(its).toFixed(2)} and ${median(theirs).toFixed(2)} ms`,
          },
        )
      }
      say('full text under policies')
      const plain: number[] = []
      for (let round = 0; round < 5; round++) plain.push(await timed(() => fullText(lastOf(round * 31))))
      return [
        ...figures,
        { what: 'plain full text under policies, a last name', value: median(plain), unit: 'ms' },
        { what: 'the index of words, for each row', value: (size?.words ?? 0) / count, unit: 'bytes' },
        { what: 'a row with its words', value: (size?.rows ?? 0) / count, unit: 'bytes' },
      ]
    } finally {
      await db.end()
      await here.stop()
    }
  },
}
export default search

const column = (table: typeof guest, name: string): SearchableColumn =>
  searchableIn(table).find(one => one.name === name)! // declared there

/** A word of its own for each number, as syllables make them. */
const syllables = ['ba', 'de', 'fi', 'go', 'hu', 'ke', 'li', 'mo', 'nu', 'ra', 'se', 'ti', 'wo', 'zu', 'schmi', 'berg']
const word = (number: number): string => {
  let left = number + syllables.length ** 2
  let made = ''
  for (; left > 0; left = Math.floor(left / syllables.length)) made += syllables[left % syllables.length]
  return made
}
/** The lower ones come often: the fourth power bends chance to them. */
const bent = (number: number, of: number): number => Math.floor(((number * 0.618034) % 1) ** 4 * of)
const firstOf = (nth: number): string => word(bent(nth * 7 + 3, firsts) + lasts)
const lastOf = (nth: number): string => word(bent(nth, lasts))
const without = (name: string): string => name.slice(0, 2) + name.slice(3)
const some = (rounds: number, make: (nth: number) => string): string[] =>
  Array.from({ length: rounds + 10 }, (_, round) => make(round * 97))

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

async function fill(db: pg.Client, vault: Vault, count: number): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into obhut.tenant (parent, kind, begins_at) values (null, 'landlord', '2020-01-01') returning id`,
  )
  const tenant = rows[0]!.id // just made
  const { at, how } = column(guest, 'name')
  const known = new Map<string, string[]>()
  const tokens = (name: string): string[] => {
    const before = known.get(name)
    if (before) return before
    const now = tokensOf(vault, at, name, how)
    known.set(name, now)
    return now
  }
  await db.query(`set session_replication_role = replica`)
  await db.query('drop index surgery.guest_name_words_idx')
  for (let from = 0; from < count; from += 5_000) {
    const names = Array.from({ length: Math.min(5_000, count - from) }, (_, at) => [
      firstOf(from + at),
      lastOf(from + at),
    ])
    await db.query(
      `insert into surgery.guest (name, name_words, subject, version, tenant)
        select n.name, n.words::bigint[], n.subject, 1, $1 from unnest($2::text[], $3::text[], $4::uuid[]) n (name, words, subject)`,
      [
        tenant,
        names.map(parts => parts.join(' ')),
        names.map(parts => `{${parts.flatMap(tokens).join(',')}}`),
        names.map(() => randomUUID()),
      ],
    )
  }
  await db.query(
    `create index guest_name_words_idx on surgery.guest using gin (name_words) with (fastupdate = off);
    create index guest_full_text on surgery.guest using gin (to_tsvector('simple', name));
    set session_replication_role = origin`,
  )
  await db.query('vacuum analyze surgery.guest')
  return tenant
}

const fullTextUnderPolicies = (work: Work<typeof treating>, query: string) =>
  byHand(
    work.over(guest),
    { reads: [guest] },
    sql`select name from surgery.guest where to_tsvector('simple', name) @@ to_tsquery('simple', ${query}) limit 50`,
  )
