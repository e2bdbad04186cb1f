import { sql } from 'kysely'
import { tenants } from '../declare/activities.ts'
import { DatabaseRefusal } from '../problems/errors.ts'
import { tenantOf, type Work } from '../store/work.ts'
import { tenant } from './tables.ts'

/*
 * The tree of tenants. Each change is one row: what hangs under it follows, and no row that bears a tenant's id is
 * written anew. A unit that is bound to a tenant changes only what hangs under that tenant; for whoever is outside, what
 * is there and what is not look the same.
 */

/** There is no such tenant, or it does not hang under the one that the unit is bound to. */
export class NoSuchTenant extends Error {
  constructor() {
    super('There is no such tenant under the one that this unit of work is bound to.')
    this.name = 'NoSuchTenant'
  }
}

/** A tenant would hang under itself. */
export class TenantUnderItself extends Error {
  constructor() {
    super('A tenant cannot be moved under itself, or under what hangs under it.')
    this.name = 'TenantUnderItself'
  }
}

export interface NewTenant {
  /** None for one at the top of the tree. */
  readonly parent?: string
  /** A word of the operator's: `landlord`. */
  readonly kind: string
  /** When its contract begins; now where nothing is said. */
  readonly begins?: Date
  readonly ends?: Date
}

/** Adds a tenant, and answers its id. */
export const createTenant = (work: Work, { parent, kind, begins, ends }: NewTenant): Promise<string> =>
  changing(work, async inner => {
    await withinReach(inner, parent ?? null)
    const { id } = await inner
      .over(tenant)
      .insertInto('obhut.tenant')
      .values({ parent: parent ?? null, kind, beginsAt: begins ?? inner.reached, endsAt: ends ?? null })
      .returning('id')
      .executeTakeFirstOrThrow()
    // A backup from before knows no such tenant; what hung under it by then has to be told from what stands at the top.
    await inner.remember({ what: 'moved', table: tenant.name, row: id, ...(parent !== undefined && { under: parent }) })
    if (ends) await inner.remember({ what: 'ended', table: tenant.name, row: id, at: ends })
    inner.note({ what: 'created a tenant', about: id })
    return id
  })

/**
 * Hangs a tenant, with all that hangs under it, under another one, or at the top where `parent` is null. A restored
 * backup does not hang it back, where others would see it again.
 */
export const moveTenant = (work: Work, id: string, parent: string | null): Promise<void> =>
  changing(work, async inner => {
    await withinReach(inner, await parentOf(inner, id))
    await withinReach(inner, parent)
    await change(inner, id, { parent })
    await inner.remember({ what: 'moved', table: tenant.name, row: id, ...(parent !== null && { under: parent }) })
    inner.note({ what: 'moved a tenant', about: id })
  })

/**
 * Ends a tenant's contract, now or at a later moment. From then on neither the tenant nor anything under it is there for
 * any activity; what it holds is swept once the period that the manifest states for it is over. A restored backup does
 * not revive it.
 */
export const endTenant = (work: Work, id: string, at: Date = work.reached): Promise<void> =>
  changing(work, async inner => {
    await withinReach(inner, await parentOf(inner, id))
    await change(inner, id, { endsAt: at })
    await inner.remember({ what: 'ended', table: tenant.name, row: id, at })
    inner.note({ what: 'ended a tenant', about: id })
  })

/** Takes an end back, or puts it off to a later moment. What has been swept meanwhile stays away. */
export const reviveTenant = (work: Work, id: string, { ends }: { readonly ends?: Date } = {}): Promise<void> =>
  changing(work, async inner => {
    await withinReach(inner, await parentOf(inner, id))
    await change(inner, id, { endsAt: ends ?? null })
    await inner.remember({ what: 'revived', table: tenant.name, row: id, ...(ends && { at: ends }) })
    inner.note({ what: 'revived a tenant', about: id })
  })

export type Inner = Work<typeof tenants>

const changing = async <R>(work: Work, does: (inner: Inner) => Promise<R>): Promise<R> => {
  try {
    return await work.under(tenants, work.who, does)
  } catch (error) {
    if (error instanceof DatabaseRefusal && error.code === 'OB409') throw new TenantUnderItself()
    if (error instanceof DatabaseRefusal && error.code === 'OB404') throw new NoSuchTenant()
    throw error
  }
}

const change = async (
  inner: Inner,
  id: string,
  values: { readonly parent?: string | null; readonly endsAt?: Date | null },
): Promise<void> => {
  const { numUpdatedRows } = await inner
    .over(tenant)
    .updateTable('obhut.tenant')
    .set(values)
    .where('id', '=', id)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new NoSuchTenant()
}

async function parentOf(inner: Inner, id: string): Promise<string | null> {
  const found = await inner.read(tenant, 'parent').where('id', '=', id).executeTakeFirst()
  if (!found) throw new NoSuchTenant()
  return found.parent
}

/** Whether the unit may change what hangs under this one; who is bound to no tenant may change all. */
export async function withinReach(inner: Inner, parent: string | null): Promise<void> {
  if (tenantOf(inner.who) === undefined) return
  const found =
    parent !== null &&
    (await inner
      .read(tenant, 'id')
      .where('id', '=', parent)
      .where(sql<boolean>`id = any ((select nullif(current_setting('obhut.tenants', true), '')::uuid[])::uuid[])`)
      .executeTakeFirst())
  if (!found) throw new NoSuchTenant()
}
