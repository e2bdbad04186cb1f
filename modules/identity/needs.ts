import { exactlyAfter } from '../../kernel/declare/periods.ts'
import type { SettingOf } from '../../kernel/declare/activity.ts'
import type { Period } from '../../kernel/declare/settings.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { Settings, Stating } from '../../platform/services.ts'
import type { Mailer } from '../mail/contract.ts'
import type { PartInRegistration } from './contract.ts'
import type { Limits } from './limits.ts'

type TypeOf<C> = C extends { readonly type?: infer T } ? Exclude<T, undefined> : never

/** What the work of this module asks for; each capability takes what it needs of it. */
export interface Needs {
  readonly store: Units
  readonly stating: Stating
  readonly settings: Settings
  readonly mailer: TypeOf<typeof Mailer>
  readonly parts: readonly PartInRegistration[]
  readonly limits: Limits
}

/** When a period of the manifest is over that begins now. */
export const endOfPeriod = (
  { stating }: Pick<Needs, 'stating'>,
  now: Date,
  period: SettingOf<string, string, Period>,
): Date => exactlyAfter(now, stating.value(period), stating.manifest.timeZone)

/** A page of the portal; a token travels behind the #, which no server and no log gets to see. */
export const pageAt = ({ settings }: Pick<Needs, 'settings'>, path: string, token: string): string =>
  `${settings.baseUrl}/app/${path}#${token}`
