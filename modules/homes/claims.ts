import { sql } from 'kysely'
import { bySkew } from '../../kernel/clock/clock.ts'
import { restrictionOf } from '../../kernel/restriction/on-request.ts'
import { evenIfCrossed } from '../../kernel/store/retry.ts'
import type { Units } from '../../kernel/store/units.ts'
import { person, platform, type Work } from '../../kernel/store/work.ts'
import type { AnyActivity } from '../../kernel/declare/activity.ts'
import { NotFound, TooManyAttempts } from '../../platform/refusal.ts'
import type { Telemetry } from '../telemetry/contract.ts'
import { claiming, finding, reporting, switching } from './activities.ts'
import type { Claims } from './contract.ts'
import { GatewayRetired, OnlyStored, SerialClaimed, SerialMalformed, SerialUnknown, YoursAlready } from './refusals.ts'
import { serialOf } from './serials.ts'
import { claim, device, gateway, guess, missed, status, switched } from './tables.ts'

/** Serial numbers that one account may try within the hour. */
const triesAnHour = 10

export interface Claimed {
  readonly id: string
  readonly serial: string
}

export function gatewayClaims({ store, telemetry }: { readonly store: Units; readonly telemetry: Telemetry }) {
  /** What was typed, if it is a gateway's that nobody has. Binds nothing. */
  async function free(typed: string): Promise<string> {
    const serial = serialOf(typed)
    if (serial === undefined) throw new SerialMalformed()
    await store.under(finding, platform, async work => {
      const found = await work.read(gateway, 'id', 'retiredAt').where('serial', '=', serial).executeTakeFirst()
      if (!found) throw new SerialUnknown()
      if (found.retiredAt) throw new GatewayRetired()
      if (await work.read(claim, 'id').where('gatewayId', '=', found.id).executeTakeFirst()) throw new SerialClaimed()
    })
    return serial
  }

  /** Binds a gateway to the person of this unit of work, unless somebody has it. */
  async function bind(
    work: Work<typeof claiming>,
    serial: string,
    since: Date,
  ): Promise<Claimed | 'unknown' | 'retired' | 'taken'> {
    const found = await work.read(gateway, 'id', 'serial', 'retiredAt').where('serial', '=', serial).executeTakeFirst()
    if (!found) return 'unknown'
    if (found.retiredAt) return 'retired'
    // Of two at once the database lets one through, and the other's transaction goes on.
    const { numInsertedOrUpdatedRows: bound } = await work
      .over(claim)
      .insertInto('homes.claim')
      .values({ gatewayId: found.id, since })
      .onConflict(conflict => conflict.doNothing())
      .executeTakeFirstOrThrow()
    return bound ? { id: found.id, serial } : 'taken'
  }

  return {
    free,

    /**
     * At the confirmation of a registration, in its transaction. Who was second still gets the account, and reads in
     * the portal what became of the gateway: an account without one can claim another, while a person shut out could
     * only start anew.
     */
    async atConfirmation(work: Work<AnyActivity>, account: string, serial: string): Promise<void> {
      await work.under(claiming, person(account), async own => {
        if (typeof (await bind(own, serial, own.reached)) === 'object') return
        await own.over(missed).insertInto('homes.missed').values({ serial, at: own.now }).execute()
      })
    },

    /** Later, in the portal. */
    async claim(account: string, typed: string): Promise<Claimed> {
      const serial = serialOf(typed)
      if (serial === undefined) throw new SerialMalformed()
      if (await restrictionOf(store, account)) throw new OnlyStored()
      await countTry(account)
      return store.under(claiming, person(account), async work => {
        const found = await bind(work, serial, work.reached)
        if (found === 'unknown') throw new SerialUnknown()
        if (found === 'retired') throw new GatewayRetired()
        if (found === 'taken') throw (await isOwn(work, serial)) ? new YoursAlready() : new SerialClaimed()
        await work.over(guess).deleteFrom('homes.guess').execute()
        await work.over(missed).deleteFrom('homes.missed').execute()
        return found
      })
    },

    /** The customer gives the gateway back: what it told about this person goes, and it is free. */
    async giveBack(account: string, gatewayId: string): Promise<void> {
      // Locked first: a gateway that goes on reporting waits, and then finds that it is nobody's.
      await evenIfCrossed(() =>
        store.under(claiming, person(account), async work => {
          const held = await work.read(claim, 'id').where('gatewayId', '=', gatewayId).forUpdate().executeTakeFirst()
          if (!held) throw new NotFound()
          if (store.inForce.states(switching.name))
            await work.under(switching, person(account), own =>
              own.over(switched).deleteFrom('homes.switching').where('claimId', '=', held.id).execute(),
            )
          await work.under(reporting, person(account), async own => {
            for (const { id } of await own.read(device, 'id').where('claimId', '=', held.id).execute()) {
              await telemetry.releases(own, { subject: account, device: id, until: own.now, erase: true })
            }
            await own.over(device).deleteFrom('homes.device').where('claimId', '=', held.id).execute()
            await own.over(status).deleteFrom('homes.status').where('claimId', '=', held.id).execute()
          })
          await work.over(claim).deleteFrom('homes.claim').where('id', '=', held.id).execute()
          await work.remember({ what: 'erased', table: claim.name, row: held.id })
        }),
      )
    },
  }

  /** Counted before it is looked up, in a transaction of its own: a hundred at once are a hundred tries. */
  async function countTry(account: string): Promise<void> {
    await store.under(claiming, person(account), async work => {
      await work
        .over(guess)
        .selectNoFrom(sql`pg_advisory_xact_lock(hashtextextended(${account}, 0))`.as('alone'))
        .execute()
      const recent = await work
        .read(guess, 'at')
        .where('at', '>', new Date(work.now.getTime() - 3_600_000))
        .where('at', '<=', bySkew(work.now))
        .orderBy('at')
        .execute()
      const [oldest] = recent
      if (oldest && recent.length >= triesAnHour)
        throw new TooManyAttempts(Math.ceil((oldest.at.getTime() + 3_600_000 - work.now.getTime()) / 1000))
      await work.over(guess).insertInto('homes.guess').values({ at: work.now }).execute()
    })
  }
}

async function isOwn(work: Work<typeof claiming>, serial: string): Promise<boolean> {
  const found = await work
    .over(claim, gateway)
    .selectFrom('homes.claim')
    .innerJoin('homes.gateway', 'homes.gateway.id', 'homes.claim.gatewayId')
    .select('homes.claim.id')
    .where('homes.gateway.serial', '=', serial)
    .executeTakeFirst()
  return found !== undefined
}

/** Claims that staff enter for a customer, with the moment from which the gateway was theirs. */
export function claimsByStaff(store: Units): Claims {
  return {
    async enter({ serial: typed, account, since }) {
      const serial = serialOf(typed)
      if (serial === undefined) throw new SerialMalformed()
      await store.under(claiming, person(account), async work => {
        const found = await work.read(gateway, 'id', 'retiredAt').where('serial', '=', serial).executeTakeFirst()
        if (!found) throw new SerialUnknown()
        if (found.retiredAt) throw new GatewayRetired()
        await work
          .over(claim)
          .insertInto('homes.claim')
          .values({ gatewayId: found.id, since: since < work.reached ? since : work.reached })
          .onConflict(conflict => conflict.doNothing())
          .execute()
        if (!(await work.read(claim, 'id').where('gatewayId', '=', found.id).executeTakeFirst()))
          throw new SerialClaimed()
      })
    },
  }
}
