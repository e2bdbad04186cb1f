import { int, long, moment, text } from '../../kernel/declare/columns.ts'
import { unattributed } from '../../kernel/declare/subject.ts'
import { since, table } from '../../kernel/declare/table.ts'
import { PersonalData, type Words } from '../../kernel/declare/terms.ts'
import { accessLog, accessLogFields, type AccessLogField } from './activities.ts'

const browser = { is: PersonalData.UserAgent, from: 'the browser' } as const

/**
 * The access log. Nobody can be found in it by construction (Art. 11 GDPR): no identifier, no reference, a schema of
 * its own. A column that the manifest does not ask for cannot be filled: the activity holds no grant for it.
 */
export const request = table('website.request', {
  about: unattributed,
  under: accessLog,
  until: since('at', accessLog.keep),
  holdable: true,
  columns: {
    at: moment({ from: 'the clock', label: accessLogFields.at }),
    host: asked('host', label => text({ is: PersonalData.IPAddress, from: 'the connection', label })),
    provider: asked('provider', label =>
      text({ is: PersonalData.Location, from: 'the proxy in front of the platform', label }),
    ),
    zoneOffset: asked('zoneOffset', label => text({ from: 'the clock', label })),
    path: asked('path', label => text({ is: PersonalData.BrowsingBehaviour, from: 'the route', label })),
    file: asked('file', label => text({ is: PersonalData.BrowsingBehaviour, from: 'the route', label })),
    status: asked('status', label => int({ from: 'the answer', label })),
    bytes: asked('bytes', label => long({ from: 'the answer', label })),
    referrer: asked('referrer', label => text({ is: PersonalData.BrowsingReferral, from: 'the browser', label })),
    browser: asked('browser', label => text({ ...browser, label })),
    browserVersion: asked('browserVersion', label => text({ ...browser, label })),
    language: asked('language', label => text({ is: PersonalData.Language, from: 'the browser', label })),
    os: asked('os', label => text({ is: PersonalData.DeviceOperatingSystem, from: 'the browser', label })),
    surface: asked('surface', label => text({ is: PersonalData.DeviceBased, from: 'the browser', label })),
  },
})

function asked<C extends { askedBy(settings: typeof accessLog.fields, field: string): unknown }>(
  field: AccessLogField,
  column: (label: Words) => C,
): ReturnType<C['askedBy']> {
  return column(accessLogFields[field]).askedBy(accessLog.fields, field) as ReturnType<C['askedBy']>
}
