import { bySkew, hasPassed, minutes } from '../../../kernel/clock/clock.ts'
import type { Units } from '../../../kernel/store/units.ts'
import { person, platform } from '../../../kernel/store/work.ts'
import { each, SetAside } from '../../../kernel/problems/batches.ts'
import { exactlyAfter } from '../../../kernel/declare/periods.ts'
import type { Stating } from '../../../platform/services.ts'
import { finding, reporting } from '../activities.ts'
import { status } from '../tables.ts'
import type { Connection, GatewayHolder } from './connection.ts'

/** A sign of life is written down this often; one row a message would be a log of when somebody is at home. */
const notedEvery = minutes(2)

/** Whether gateways are there. */
export function presence({ store, stating }: { readonly store: Units; readonly stating: Stating }) {
  const aside = new SetAside(store.clock)
  const note = (holder: GatewayHolder, online: boolean, lastSeenAt: Date): Promise<unknown> =>
    store.under(reporting, person(holder.subject), work =>
      work
        .over(status)
        .updateTable('homes.status')
        .set({ online, lastSeenAt })
        .where('claimId', '=', holder.claim)
        .execute(),
    )

  /** In the order in which it happened: who went must not be noted as there by what came before. */
  function inTurn(connection: Connection, what: () => Promise<unknown>): Promise<unknown> {
    const mine = connection.noting.then(what)
    connection.noting = mine.catch(() => {})
    return mine
  }

  return {
    /** It said something. Whether that should be written down again. */
    isNews(connection: Connection): boolean {
      const now = store.clock.now()
      connection.lastSeen = now
      return (
        connection.holder !== undefined && (!connection.lastNoted || hasPassed(connection.lastNoted, now, notedEvery))
      )
    },
    async seen(connection: Connection): Promise<void> {
      const now = store.clock.now()
      const { holder } = connection
      if (!holder) return
      connection.lastNoted = now
      await inTurn(connection, () => note(holder, true, now))
    },
    /** Its connection has ended. */
    async gone(connection: Connection): Promise<void> {
      await connection.turn
      const { holder, lastSeen } = connection
      connection.lastNoted = undefined
      if (holder) await inTurn(connection, () => note(holder, false, lastSeen ?? store.clock.now()))
    },
    /**
     * A gateway whose connection stands and from which nothing comes is silent too, and so is one whose platform was
     * killed.
     */
    async noteSilence(): Promise<void> {
      const now = store.clock.now()
      const quiet = await store.under(finding, platform, work =>
        work
          .read(status, 'subject', 'claimId', 'lastSeenAt')
          .where(eb =>
            // A sign of life that is yet to come was noted by a clock that was ahead, and says nothing.
            eb.or([
              eb.and([eb('online', '=', true), eb('lastSeenAt', '<', silentBefore(now, stating))]),
              eb('lastSeenAt', '>', bySkew(now)),
            ]),
          )
          .where(aside.without('claimId'))
          .limit(1000)
          .execute(),
      )
      await each(quiet, { aside, keyOf: one => one.claimId }, ({ subject, claimId, lastSeenAt }) =>
        note({ claim: claimId, subject, since: lastSeenAt }, false, lastSeenAt > now ? now : lastSeenAt),
      )
    },
  }
}

/** Whoever gave no sign since then is silent. */
export function silentBefore(now: Date, stating: Stating): Date {
  const span =
    exactlyAfter(now, stating.value(reporting.silentAfter), stating.manifest.timeZone).getTime() - now.getTime()
  return new Date(now.getTime() - span)
}
