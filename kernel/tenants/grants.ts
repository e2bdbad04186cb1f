import { tenants } from '../declare/activities.ts'
import type { Work } from '../store/work.ts'
import { tenant, tenantGrant } from './tables.ts'
import { NoSuchTenant } from './tree.ts'

/*
 * The operator's own staff see nothing of a tenant's rows unless a grant is on record for them; with one, each read of
 * theirs stands in the audit log with the tenant.
 */

export interface Granting {
  /** Who of the staff may look. */
  readonly staff: string
  /** Into which tenant, and all that hangs under it. */
  readonly tenant: string
  /** Why: 3 to 500 characters. */
  readonly reason: string
  readonly until: Date
}

/** Nobody grants anything to themselves; none but staff and the platform give or end a grant. */
export class NotTheirsToGrant extends Error {
  constructor() {
    super(
      'A grant for a tenant is given by one of the staff to another, or by the platform, and ended by staff or platform.',
    )
    this.name = 'NotTheirsToGrant'
  }
}

/** Lets one of the staff look into a tenant for a time, and answers the id of the grant. */
export async function grantTenant(work: Work, granting: Granting): Promise<string> {
  const { who } = work
  if ((who.is !== 'staff' && who.is !== 'platform') || (who.is === 'staff' && who.id === granting.staff))
    throw new NotTheirsToGrant()
  return work.under(tenants, who, async inner => {
    if (!(await inner.read(tenant, 'id').where('id', '=', granting.tenant).executeTakeFirst())) throw new NoSuchTenant()
    const { id } = await inner
      .over(tenantGrant)
      .insertInto('obhut.tenant_grant')
      .values({
        subject: granting.staff,
        tenantId: granting.tenant,
        reason: granting.reason,
        givenAt: inner.reached,
        until: granting.until,
        givenBy: who.is === 'staff' ? who.id : null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    inner.note({ what: 'gave a grant for a tenant', about: granting.tenant, subject: granting.staff })
    return id
  })
}

/** Ends a grant before its time, one's own too; one that has ended stays as it is. */
export async function endGrant(work: Work, id: string): Promise<void> {
  if (work.who.is !== 'staff' && work.who.is !== 'platform') throw new NotTheirsToGrant()
  return work.under(tenants, work.who, async inner => {
    const ended = await inner
      .over(tenantGrant)
      .updateTable('obhut.tenant_grant')
      .set({ endedAt: inner.reached })
      .where('id', '=', id)
      .where('endedAt', 'is', null)
      .where('until', '>', inner.reached)
      .returning(['tenantId', 'subject'])
      .executeTakeFirst()
    if (!ended) return
    await inner.remember({ what: 'ended', table: tenantGrant.name, row: id, at: inner.reached })
    inner.note({ what: 'ended a grant for a tenant', about: ended.tenantId, subject: ended.subject })
  })
}
