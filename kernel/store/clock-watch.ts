import { sql } from 'kysely'
import type { ClientBase } from 'pg'
import { OperatorProblem } from '../problems/problem.ts'
import { operation } from '../declare/activities.ts'
import { upkeep } from './tables.ts'
import type { Store } from './store.ts'
import type { StoreKind } from './units.ts'
import { platform, type Work } from './work.ts'
import { clocksDiffer, days, hours, type Doubt } from '../clock/clock.ts'

/**
 * A machine may have been off for so long (a weekend) without anybody being asked; what is deleted then goes at most so
 * much too early.
 */
export const mostOff = days(3)
/** How far the clock may run ahead of the time that has passed in this process. */
const mostAhead = hours(1)

/** The clock of a live store jumped or differs from the database's. Whatever deletes or takes effect by time waits. */
export class ClockInDoubt extends OperatorProblem {
  readonly doubt: Doubt
  constructor(doubt: Doubt) {
    const [shows, expected] = [doubt.shows.toISOString(), doubt.expected.toISOString()]
    const wait = {
      de: 'Solange ruht, was nach Datum und Uhrzeit gelöscht, beendet, berechnet oder in Kraft gesetzt wird; Anmeldungen, Messwerte und Briefe laufen weiter.',
      en: 'Until then whatever deletes, ends, is summed up or takes effect by date and time waits; sign-ins, readings and letters go on.',
    }
    super({
      urgent: true,
      ...(doubt.is === 'not as the database'
        ? {
            says: {
              de: `Die Uhr dieses Rechners zeigt ${shows}, die des Datenbankservers ${expected}. ${wait.de}`,
              en: `The clock of this machine shows ${shows}, that of the database server ${expected}. ${wait.en}`,
            },
            mend: {
              de: 'Stellen Sie die falsche Uhr richtig (NTP); danach geht es von selbst weiter.',
              en: 'Set the wrong clock right (NTP); work then continues automatically.',
            },
          }
        : {
            says: {
              de: `Die Uhr zeigt ${shows} und ist ${doubt.is === 'ahead' ? 'vorgesprungen: erwartet wurde etwa' : 'zurückgesprungen: es war schon'} ${expected}. ${wait.de}`,
              en: `The clock shows ${shows} and has jumped ${doubt.is === 'ahead' ? 'ahead: it should be about' : 'back: it was'} ${expected}${doubt.is === 'ahead' ? '' : ' already'}. ${wait.en}`,
            },
            mend: {
              de: `Ist die Uhr falsch, stellen Sie sie richtig (NTP); danach geht es von selbst weiter. Ist sie richtig (der Rechner war lange aus, eine Sicherung wurde eingespielt), bestätigen Sie das Datum: obhut clock confirm ${shows.slice(0, 10)}`,
              en: `If the clock is wrong, set it right (NTP); work then continues automatically. If it is right (the machine was off for long, a backup was restored), confirm the date: obhut clock confirm ${shows.slice(0, 10)}`,
            },
          }),
    })
    this.doubt = doubt
  }
}

export interface ClockWatch {
  /** Looks now; answers why the clock is not believed. */
  look(): Promise<Doubt | undefined>
}

/**
 * A moment that was believed, and by how much the clock may be ahead of it beside the time that has passed in this
 * process.
 */
interface Anchor {
  readonly wall: number
  readonly passed: number
  readonly slack: number
}

/**
 * Holds the clock of a live store against the database server's, against the last moment that the store saw, and
 * against the time that has passed since in this process. The clock of a demo or test store is moved on purpose and
 * always believed.
 *
 * `passed` counts milliseconds that nobody can set (CLOCK_MONOTONIC; it stands while a machine sleeps).
 */
export function watchClock(store: Store, passed: () => number = () => performance.now()): ClockWatch {
  let anchor: Anchor | undefined
  let confirmed: number | undefined
  let differs: Doubt | undefined
  const { clock } = store
  const expectedBy = ({ wall, passed: then }: Anchor): number => wall + passed() - then
  const jumped = (): Doubt | undefined => anchor && jump(clock.now().getTime(), expectedBy(anchor), anchor.slack)
  if (store.kind !== 'live') return { look: async () => undefined }
  clock.watchedBy(() => differs ?? jumped())
  return {
    look: () =>
      store.under(operation, platform, async work => {
        const before = clock.now().getTime()
        const { seen, confirmed: said, database } = await standing(work)
        const now = clock.now().getTime()
        if (said !== undefined && said !== confirmed && Math.abs(now - said) <= mostOff)
          anchor = { wall: now, passed: passed(), slack: mostAhead }
        confirmed = said
        anchor ??= { wall: seen ?? now, passed: passed(), slack: mostOff }
        differs = differenceTo(database + clock.offset, before, now)
        const doubt = differs ?? jumped()
        // Also while it is not believed time passes, at least so much: whoever starts next knows.
        const sure = doubt ? expectedBy(anchor) : now
        if (!doubt) anchor = { wall: now, passed: passed(), slack: mostAhead }
        if (seen === undefined || sure > seen) await note(work, 'seen', new Date(sure))
        return doubt
      }),
  }
}

function differenceTo(database: number, before: number, now: number): Doubt | undefined {
  return database < before - clocksDiffer || database > now + clocksDiffer
    ? { is: 'not as the database', shows: new Date(now), expected: new Date(database) }
    : undefined
}

function jump(now: number, expected: number, slack: number): Doubt | undefined {
  if (now < expected - clocksDiffer) return { is: 'behind', shows: new Date(now), expected: new Date(expected) }
  if (now > expected + slack + clocksDiffer) return { is: 'ahead', shows: new Date(now), expected: new Date(expected) }
  return undefined
}

/**
 * The moment by which a start may bring a version of the statement into force, before anything watches the clock: what
 * the clock of this machine shows, or where that is in doubt on a live store the latest that is sure. A store of
 * software that noted nothing yet has only the database's clock to hold it against.
 */
export async function trustedMoment(
  owner: ClientBase,
  machineNow: Date,
  { kind, offset }: { readonly kind: StoreKind; readonly offset: number },
): Promise<Date> {
  const now = new Date(machineNow.getTime() + offset)
  if (kind !== 'live') return now
  const {
    rows: [there],
  } = await owner.query<{ upkeep: boolean; database: Date }>(
    `select to_regclass('obhut.upkeep') is not null as upkeep, clock_timestamp() as database`,
  )
  const { rows } = there?.upkeep
    ? await owner.query<{ what: string; at: Date }>(
        `select what, at from obhut.upkeep where what in ('seen', 'confirmed')`,
      )
    : { rows: [] }
  const of = (what: string): number | undefined => rows.find(row => row.what === what)?.at.getTime()
  const [seen, confirmed, shows] = [of('seen'), of('confirmed'), now.getTime()]
  const vouched = confirmed !== undefined && Math.abs(shows - confirmed) <= mostOff
  const doubt =
    (there && differenceTo(there.database.getTime() + offset, shows, shows)) ??
    (seen === undefined || vouched ? undefined : jump(shows, seen, mostOff))
  return doubt ? new Date(Math.min(shows, doubt.expected.getTime(), seen ?? shows)) : now
}

/** Stops whatever is about to delete by time while the clock is in doubt. */
export function refuseInDoubt({ clock }: Pick<Store, 'clock'>): void {
  const doubt = clock.inDoubt
  if (doubt) throw new ClockInDoubt(doubt)
}

interface Standing {
  readonly seen: number | undefined
  readonly confirmed: number | undefined
  readonly database: number
}

/** What the store has seen last: of a store that was not watched yet, when it last encrypted its log. */
async function standing(work: Work<typeof operation>): Promise<Standing> {
  const db = work.over(upkeep)
  const rows = await db
    .selectFrom('obhut.upkeep')
    .select(['what', 'at'])
    .where('what', 'in', ['seen', 'confirmed', 'purge', 'backup'])
    .execute()
  const server = await db.selectNoFrom(sql<Date>`clock_timestamp()`.as('at')).executeTakeFirst()
  const of = (what: string): number | undefined => rows.find(row => row.what === what)?.at.getTime()
  const others = [of('purge'), of('backup')].flatMap(at => at ?? [])
  return {
    seen: of('seen') ?? (others.length ? Math.max(...others) : undefined),
    confirmed: of('confirmed'),
    database: (server?.at ?? work.now).getTime(),
  }
}

const note = async (work: Work<typeof operation>, what: 'seen' | 'confirmed', at: Date): Promise<void> => {
  await work
    .over(upkeep)
    .insertInto('obhut.upkeep')
    .values({ what, at })
    .onConflict(same => same.column('what').doUpdateSet({ at }))
    .execute()
}

/** Somebody vouches for the clock as it is now: what waits goes on, in every process within a minute. */
export const confirmClock = (store: Store): Promise<void> =>
  store.under(operation, platform, async work => {
    await note(work, 'confirmed', work.now)
    await note(work, 'seen', work.now)
    work.note({ what: 'confirmed the clock' })
  })
