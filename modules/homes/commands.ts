import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { bySkew } from '../../kernel/clock/clock.ts'
import type { Units } from '../../kernel/store/units.ts'
import { person, platform, type Work } from '../../kernel/store/work.ts'
import { each, SetAside } from '../../kernel/problems/batches.ts'
import { exactlyAfter } from '../../kernel/declare/periods.ts'
import type { Stating } from '../../platform/services.ts'
import { NotFound } from '../../platform/refusal.ts'
import { finding, reporting, switching } from './activities.ts'
import type { GatewayHolder } from './gateway-protocol/connection.ts'
import { GatewayRetired, NotSwitchable } from './refusals.ts'
import { claim, device, gateway, switched } from './tables.ts'

export interface Command {
  readonly id: string
  readonly device: string
  readonly on: boolean
  readonly expires: string
}

/**
 * Commands to gateways: a row each, from the wish to the answer, so that nothing is lost whatever is killed in between.
 */
export function commands({ store, stating }: { readonly store: Units; readonly stating: Stating }) {
  const aside = new SetAside(store.clock)
  const waitsUntil = (at: Date): Date => exactlyAfter(at, stating.value(switching.waits), stating.manifest.timeZone)
  return {
    /** The customer wants a device on or off. Of several wishes that still wait for a gateway the last counts. */
    async want(
      account: string,
      deviceId: string,
      on: boolean,
    ): Promise<{ readonly id: string; readonly claim: string }> {
      return store.under(switching, person(account), async work => {
        const found = await work.read(device, 'claimId', 'switchable').where('id', '=', deviceId).executeTakeFirst()
        if (!found) throw new NotFound()
        if (!found.switchable) throw new NotSwitchable()
        if (await work.under(reporting, work.who, own => isRetired(own, found.claimId))) throw new GatewayRetired()
        await work
          .over(switched)
          .selectNoFrom(sql`pg_advisory_xact_lock(hashtextextended(${deviceId}, 0))`.as('alone'))
          .execute()
        await work
          .over(switched)
          .updateTable('homes.switching')
          .set({ state: 'failed', reason: 'another wish came after it', answeredAt: work.now })
          .where('device', '=', deviceId)
          .where('state', '=', 'waiting')
          .execute()
        const { id } = await work
          .over(switched)
          .insertInto('homes.switching')
          .values({
            claimId: found.claimId,
            device: deviceId,
            at: work.now,
            on,
            by: 'you',
            state: 'waiting',
            expiresAt: waitsUntil(work.now),
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        return { id, claim: found.claimId }
      })
    },

    /** Hands a gateway what waits for it, the oldest first. `again`: also what was sent and never answered. */
    async handOver(
      { subject, claim }: GatewayHolder,
      say: (command: Command) => boolean,
      { again = false } = {},
    ): Promise<void> {
      if (!stating.states(switching.name)) return
      await store.under(switching, person(subject), async work => {
        for (const { key, ...one } of await open(work, claim, again, bySkew(waitsUntil(work.now)))) {
          if (!say({ id: one.id, device: key, on: one.on, expires: one.expiresAt.toISOString() })) return
          await work
            .over(switched)
            .updateTable('homes.switching')
            .set({ state: 'sent', sentAt: work.now })
            .where('id', '=', one.id)
            .execute()
        }
      })
    },

    /** How a command stands shortly after it was given: a connected gateway has it within moments. */
    async soon(account: string, id: string): Promise<'waiting' | 'sent'> {
      for (let tries = 0; ; tries++) {
        const found = await store.under(switching, person(account), work =>
          work.read(switched, 'state').where('id', '=', id).executeTakeFirst(),
        )
        if (found?.state !== 'waiting') return 'sent'
        if (tries === 3) return 'waiting'
        await pause(50)
      }
    },

    /** Nobody answered in time. */
    async expire(): Promise<void> {
      if (!stating.states(switching.name)) return
      const now = store.clock.now()
      const late = await store.under(finding, platform, work =>
        work
          .read(switched, 'id', 'subject')
          .where('state', 'in', ['waiting', 'sent'])
          // What is good for longer than any wish was wanted by a clock that was ahead.
          .where(eb => eb.or([eb('expiresAt', '<', now), eb('expiresAt', '>', bySkew(waitsUntil(now)))]))
          .where(aside.without('id'))
          .limit(1000)
          .execute(),
      )
      await each(late, { aside, keyOf: one => one.id }, ({ id, subject }) =>
        store.under(switching, person(subject), work =>
          work
            .over(switched)
            .updateTable('homes.switching')
            .set({ state: 'expired' })
            .where('id', '=', id)
            .where('state', 'in', ['waiting', 'sent'])
            .execute(),
        ),
      )
    },
  }
}

async function isRetired(work: Work<typeof reporting>, claimId: string): Promise<boolean> {
  const found = await work
    .over(claim, gateway)
    .selectFrom('homes.claim')
    .innerJoin('homes.gateway', 'homes.gateway.id', 'homes.claim.gatewayId')
    .select('homes.gateway.id')
    .where('homes.claim.id', '=', claimId)
    .where('homes.gateway.retiredAt', 'is not', null)
    .executeTakeFirst()
  return found !== undefined
}

/**
 * What waits and ends by then, locked: a wish that comes meanwhile may not take the place of one that is just being sent, and an answer
 * waits until it is noted as sent.
 */
async function open(
  work: Work<typeof switching>,
  claimId: string,
  again: boolean,
  atMost: Date,
): Promise<{ id: string; key: string; on: boolean; expiresAt: Date }[]> {
  const rows = await work
    .over(switched, device)
    .selectFrom('homes.switching as wish')
    .innerJoin('homes.device as device', 'device.id', 'wish.device')
    .select(['wish.id', 'device.key', 'wish.on', 'wish.expiresAt'])
    .where('wish.claimId', '=', claimId)
    .where('wish.state', 'in', again ? ['waiting', 'sent'] : ['waiting'])
    .where('wish.expiresAt', '>=', work.now)
    .where('wish.expiresAt', '<=', atMost)
    .orderBy('wish.at')
    .orderBy('wish.id')
    .forUpdate('wish')
    .execute()
  return rows.flatMap(row => (row.expiresAt ? [{ ...row, expiresAt: row.expiresAt }] : []))
}
