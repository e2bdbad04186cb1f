import { createHash } from 'node:crypto'
import type pg from 'pg'
import { z } from 'zod'
import { Callers } from '../../../platform/access.ts'
import { offer } from '../../../platform/contract.ts'
import { TheStore } from '../../../platform/services.ts'
import { defineModule, type Module } from '../../../platform/module.ts'
import { NotSignedIn } from '../../../platform/refusal.ts'
import { customers, everybody, ok, route, type AnyRoute, type Caller } from '../../../platform/route.ts'
import { hash, moment, text } from '../../../kernel/declare/columns.ts'
import type { Units } from '../../../kernel/store/units.ts'
import { owner, subject } from '../../../kernel/declare/subject.ts'
import { since, table } from '../../../kernel/declare/table.ts'
import { person, visitor } from '../../../kernel/store/work.ts'
import { activity } from '../../../kernel/declare/activity.ts'
import { duration } from '../../../kernel/declare/settings.ts'
import { contract, PersonalData, Purpose } from '../../../kernel/declare/terms.ts'

/** A small desk of notes, twice: under the kernel, and as one would write it by hand on the same tables. */
const words = { de: 'Notizen', en: 'Notes' }
const customer = subject('customer', { provenBy: ['mail'] })
const sessions = activity('desk.session', {
  purposes: [Purpose.IdentityAuthentication],
  basis: contract,
  title: words,
  words,
  reach: { all: 'a request brings nothing but its cookie' },
})
const notes = activity('desk.notes', {
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  title: words,
  words,
  settings: { keep: duration({ means: words, otherwise: 'P1Y' }) },
})
const session = table('desk.session', {
  about: owner(customer),
  under: sessions,
  until: since('endsAt', 'immediately'),
  columns: { token: hash(), endsAt: moment() },
})
const note = table('desk.note', {
  about: owner(customer),
  under: notes,
  until: since('madeAt', notes.keep),
  columns: { wording: text({ is: PersonalData.Opinion, from: 'the customer' }), madeAt: moment() },
})

export const tokenOf = (person: string): string => createHash('sha256').update(person).digest('base64url')
const stored = (token: string): Buffer => createHash('sha256').update(token).digest()

export const desk = (byHand: pg.Pool): Module =>
  defineModule('desk', {
    activities: [sessions, notes],
    keeps: [session, note],
    migrations: import.meta.dirname,
    needs: { store: TheStore },
    starts: ({ store }) => ({
      routes: [
        ...underTheKernel(store),
        ...withoutIt(store, 'bare', inTransactions(byHand)),
        ...withoutIt(store, 'autocommit', autocommitted(byHand)),
      ],
      offers: [offer(Callers, { callerOf: cookies => callerOf(store, cookies['desk']) })],
    }),
  })

async function callerOf(store: Units, token: string | undefined): Promise<Caller> {
  if (!token) return { is: 'visitor' }
  const row = await store.under(sessions, visitor, work =>
    work
      .read(session, 'id', 'subject')
      .where('token', '=', stored(token))
      .where('endsAt', '>', work.now)
      .executeTakeFirst(),
  )
  return row ? { is: 'customer', account: row.subject, session: row.id } : { is: 'visitor' }
}

const aNote = z.object({ wording: z.string().min(1).max(2000) })

const underTheKernel = (store: Units): AnyRoute[] => [
  route({
    at: 'GET /kernel/one',
    who: customers,
    says: 'One note.',
    does: async (_, { caller }) =>
      ok(
        await store.under(notes, person(caller.account), work =>
          work.read(note, 'wording', 'madeAt').orderBy('madeAt', 'desc').limit(1).execute(),
        ),
      ),
  }),
  route({
    at: 'GET /kernel/list',
    who: customers,
    says: 'Fifty notes.',
    does: async (_, { caller }) =>
      ok(
        await store.under(notes, person(caller.account), work =>
          work.read(note, 'id', 'wording', 'madeAt').orderBy('madeAt', 'desc').limit(50).execute(),
        ),
      ),
  }),
  route({
    at: 'POST /kernel/note',
    who: customers,
    says: 'A note.',
    takes: aNote,
    does: async ({ wording }, { caller }) =>
      ok(
        await store.under(notes, person(caller.account), async work => {
          await work.over(note).insertInto('desk.note').values({ wording, madeAt: work.now }).execute()
          return {}
        }),
      ),
  }),
]

/** Runs one statement by hand: in a transaction of its own, or as it is (autocommit). */
type Runs = <R extends pg.QueryResultRow>(query: pg.QueryConfig) => Promise<R[]>

const inTransactions =
  (pool: pg.Pool): Runs =>
  async query => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const { rows } = await client.query(query)
      await client.query('commit')
      return rows as never
    } finally {
      client.release()
    }
  }
const autocommitted =
  (pool: pg.Pool): Runs =>
  async query =>
    (await pool.query(query)).rows as never

/** The same work, the same tables, prepared statements: no roles, no policies, no audit. */
function withoutIt(store: Units, side: string, rows: Runs): AnyRoute[] {
  const who = async (token: string | undefined): Promise<string> => {
    const [session] = token
      ? await rows<{ subject: string }>({
          name: 'session',
          text: 'select id, subject from desk.session where token = $1 and ends_at > $2',
          values: [stored(token), store.clock.now()],
        })
      : []
    if (!session) throw new NotSignedIn()
    return session.subject
  }
  return [
    route({
      at: `GET /${side}/one`,
      who: everybody,
      says: 'One note.',
      does: async (_, { cookies }) => {
        const subject = await who(cookies[side])
        return ok(
          await rows({
            name: 'one',
            text: 'select wording, made_at from desk.note where subject = $1 order by made_at desc limit 1',
            values: [subject],
          }),
        )
      },
    }),
    route({
      at: `GET /${side}/list`,
      who: everybody,
      says: 'Fifty notes.',
      does: async (_, { cookies }) => {
        const subject = await who(cookies[side])
        return ok(
          await rows({
            name: 'list',
            text: 'select id, wording, made_at from desk.note where subject = $1 order by made_at desc limit 50',
            values: [subject],
          }),
        )
      },
    }),
    route({
      at: `POST /${side}/note`,
      who: everybody,
      says: 'A note.',
      takes: aNote,
      does: async ({ wording }, { cookies }) => {
        const subject = await who(cookies[side])
        await rows({
          name: 'note',
          text: 'insert into desk.note (wording, made_at, subject, version) values ($1, $2, $3, 1)',
          values: [wording, store.clock.now(), subject],
        })
        return ok({})
      },
    }),
  ]
}
