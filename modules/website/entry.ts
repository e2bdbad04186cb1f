import type { Insertable } from 'kysely'
import type { Visit } from '../../platform/access.ts'
import type { RowOf } from '../../kernel/declare/table.ts'
import type { AccessLogField } from './activities.ts'
import { shortened } from './address.ts'
import { referrerWithoutTraces } from './referrer.ts'
import type { request } from './tables.ts'
import { browserIn } from '../../platform/user-agent.ts'

/** How the manifest in force wants the log kept. */
export interface LogRules {
  readonly fields: readonly AccessLogField[]
  readonly address: 'full' | 'shortened'
  readonly timeZone: string
  /** Hosts under which people reach this platform. */
  readonly ownHosts: ReadonlySet<string>
}
export type AccessEntry = Insertable<RowOf<typeof request>>

/** One row of the access log: the time, the fields that the manifest asks for, and no other. */
export function entryOf(visit: Visit, rules: LogRules): AccessEntry {
  const browser = browserIn(visit.agent)
  const all: Record<Exclude<AccessLogField, 'at'>, string | number | null> = {
    host: rules.address === 'shortened' ? shortened(visit.address) : visit.address,
    provider: visit.provider ?? null,
    zoneOffset: offsetAt(visit.at, rules.timeZone),
    path: visit.path,
    file: visit.file ?? visit.path,
    status: visit.status,
    bytes: visit.bytes,
    referrer: referrerWithoutTraces(visit.referrer, rules.ownHosts),
    ...browser,
    language: languageIn(visit.languages),
  }
  return {
    at: visit.at,
    ...Object.fromEntries(rules.fields.filter(field => field !== 'at').map(field => [field, all[field]])),
  }
}

/** `+01:00`: what the clocks of the platform showed, against universal time. */
const offsetAt = (at: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).offset

/** The first language that the browser asks for, without its region. */
const languageIn = (header: string | undefined): string | null =>
  /^\s*([a-z]{2,3})(?![a-z])/i.exec(header ?? '')?.[1]?.toLowerCase() ?? null
