import { isToldTo, type AnyActivity } from '../declare/activity.ts'
import type { Settings } from '../declare/settings.ts'
import type { Audience } from '../declare/terms.ts'
import type { Change } from './change.ts'
import { changesInFull } from './difference.ts'
import type { Outline } from './outline.ts'

/**
 * In what two versions differ for these people: what employees' data is used for is no news to customers, nor the other
 * way round. Changes of the whole statement (controller, measures, countries) concern everybody, those of a recipient
 * everybody whose data it gets.
 */
export function changesFor(
  audience: Audience,
  before: Outline,
  after: Outline,
  activities: ReadonlyMap<string, AnyActivity>,
): Change[] {
  const concerns = (name: string): boolean => {
    const activity = activities.get(name)
    return activity ? isToldTo(activity, audience) : audience === 'public'
  }
  const isSetFor = (name: string, key: string): boolean => {
    const only = (activities.get(name)?.spec.settings as Settings | undefined)?.[key]?.audience
    return only === undefined || only === audience
  }
  const receives = (id: string): boolean =>
    [before, after].some(outline =>
      Object.entries(outline.activities).some(([name, { recipients }]) => recipients.includes(id) && concerns(name)),
    )
  return changesInFull(before, after).filter(({ where }) => {
    const [part = '', what, id = ''] = where.split('/')
    if (part !== 'statement') return concerns(part) && isSetFor(part, what ?? '')
    return what !== 'recipient' || receives(id) || (audience === 'public' && !isHandedTo([before, after], id))
  })
}

const isHandedTo = (outlines: readonly Outline[], id: string): boolean =>
  outlines.some(({ activities }) => Object.values(activities).some(({ recipients }) => recipients.includes(id)))
