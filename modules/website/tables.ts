import { int, long, moment, text } from '../../kernel/data/columns.ts'
import { unattributed } from '../../kernel/data/subject.ts'
import { since, table } from '../../kernel/data/table.ts'
import { PersonalData } from '../../kernel/statement/terms.ts'
import { accessLog, accessLogFields, type AccessLogField } from './activities.ts'

const browser = { is: PersonalData.UserAgent, from: 'the browser' } as const

/**
 * The access log. Nobody can be found in it by construction (Art. 11 GDPR): no identifier, no reference, a schema of its own.
 * A column that the manifest does not ask for cannot be filled: the activity holds no grant for it.
 */
export const request = table('website.request', {
  about: unattributed, under: accessLog, until: since('at', accessLog.keep), holdable: true,
  columns: {
    at: moment({ from: 'the clock', label: accessLogFields.at }),
    host: asked('host', text({ is: PersonalData.IPAddress, from: 'the connection' })),
    provider: asked('provider', text({ is: PersonalData.Location, from: 'the proxy in front of the platform' })),
    zoneOffset: asked('zoneOffset', text({ from: 'the clock' })),
    path: asked('path', text({ is: PersonalData.BrowsingBehaviour, from: 'the route' })),
    file: asked('file', text({ is: PersonalData.BrowsingBehaviour, from: 'the route' })),
    status: asked('status', int({ from: 'the answer' })),
    bytes: asked('bytes', long({ from: 'the answer' })),
    referrer: asked('referrer', text({ is: PersonalData.BrowsingReferral, from: 'the browser' })),
    browser: asked('browser', text(browser)),
    browserVersion: asked('browserVersion', text(browser)),
    language: asked('language', text({ is: PersonalData.Language, from: 'the browser' })),
    os: asked('os', text({ is: PersonalData.DeviceOperatingSystem, from: 'the browser' })),
    surface: asked('surface', text({ is: PersonalData.DeviceBased, from: 'the browser' })),
  },
})

function asked<C extends { askedBy(settings: typeof accessLog.fields, field: string): unknown }>(field: AccessLogField, column: C): ReturnType<C['askedBy']> {
  return { ...column.askedBy(accessLog.fields, field) as object, label: accessLogFields[field] } as ReturnType<C['askedBy']>
}
