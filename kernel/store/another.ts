import type { AnyActivity } from '../declare/activity.ts'
import { reachesAll } from '../declare/whose.ts'
import type { Audited, BoundTo, Who } from './work.ts'

const others = new WeakSet<Who>()
const withinTenants = new WeakSet<Who>()

/**
 * Somebody whom the request of another concerns: who is invited, whose access an administrator resets. The unit sees that
 * person's rows; what it reads and writes is entered as done by the platform, about that person. Which files of modules may say so stands in
 * tools/border-rules.ts, and the kernel's consents do; anywhere else a request works for whoever asked (`NotTheCaller`).
 */
export const another = (subject: string, tenant?: BoundTo): Who => {
  const who: Who = { is: 'person', subject, ...(tenant !== undefined && { tenant }) }
  others.add(who)
  return who
}
/** Whether this was said by `another`, and is not put together by hand. */
export const concernsAnother = (who: Who): boolean => others.has(who)

/**
 * A tenant whom a request works for though nobody signed in is bound to it: an integration that shows the tenant's
 * secret, a page of the tenant's. The caller has checked that it is allowed. The same files say so as `another`; of the
 * operator's staff a unit says who it is, and the database asks for the grant.
 */
export const withinTenant = (who: Exclude<Who, { is: 'staff' }>): Who => {
  const said = { ...who }
  withinTenants.add(said)
  return said
}

/**
 * Whether a unit of a request takes its tenant from nowhere but the code: whom it is for, its caller does not say. Of a
 * person's own rows the tenant says no more than which; an activity for all would see those of everybody there.
 */
export const takesATenant = (activity: AnyActivity, who: Who): boolean =>
  who.is !== 'staff' &&
  (who.is !== 'person' || reachesAll(activity)) &&
  who.tenant !== undefined &&
  !withinTenants.has(who)

/**
 * An entry of the audit log as it was: what a request did to somebody else was not done by that person, nor from where the
 * request came. It is the platform's, about them.
 */
export const attributed = (entry: Audited, caller: string | undefined): Audited => {
  const { who, subject } = entry
  if (caller === undefined || who.is !== 'person' || who.subject === caller) return entry
  const { tenant } = who
  return { ...entry, who: { is: 'platform', ...(tenant !== undefined && { tenant }) }, subject: subject ?? who.subject }
}
