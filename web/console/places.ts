import {
  type Icon,
  IconBellRinging,
  IconBuildingBank,
  IconClipboardList,
  IconFileText,
  IconId,
  IconInbox,
  IconLayoutDashboard,
  IconListSearch,
  IconLock,
  IconRouter,
  IconScale,
  IconShieldCheck,
  IconUsers,
} from '@tabler/icons-react'
import { useAccount } from '../identity/account.ts'
import { useSite } from '../queries.ts'
import { useLanguage } from '../locales/words.tsx'
import { consoleOf } from '../portal.ts'
import { isThere } from '../screens.ts'
import type { Words } from '../locales/de.ts'

type Name = keyof Words['console']['says']
export interface Place {
  readonly name: string
  readonly label: string
  readonly says?: string
  readonly to: string
  readonly icon: Icon
  readonly group: keyof Words['console']['groups']
  readonly opens: readonly string[]
  /** The module that it shows, where a statement may leave that out. */
  readonly of?: string
}

/**
 * Every part of the console, in the order of its navigation, and which of what the server says a person may do opens
 * it.
 */
const places: readonly (Omit<Place, 'name' | 'label' | 'says'> & { readonly name: Name | 'overview' })[] = [
  { name: 'overview', to: '/console', icon: IconLayoutDashboard, group: 'start', opens: [] },
  {
    name: 'customers',
    to: '/console/customers',
    icon: IconId,
    group: 'people',
    opens: ['staff:support', 'staff:privacy', 'staff:administration'],
  },
  {
    name: 'requests',
    to: '/console/requests',
    icon: IconInbox,
    group: 'privacy',
    opens: ['staff:privacy', 'staff:officer'],
  },
  { name: 'objections', to: '/console/objections', icon: IconScale, group: 'privacy', opens: ['staff:privacy'] },
  { name: 'holds', to: '/console/holds', icon: IconLock, group: 'privacy', opens: ['staff:privacy'] },
  {
    name: 'disclosures',
    to: '/console/disclosures',
    icon: IconBuildingBank,
    group: 'privacy',
    opens: ['staff:privacy'],
  },
  { name: 'versions', to: '/console/statement', icon: IconFileText, group: 'privacy', opens: ['staff:privacy'] },
  { name: 'record', to: '/console/record', icon: IconClipboardList, group: 'privacy', opens: ['staff:privacy'] },
  { name: 'proof', to: '/console/proof', icon: IconShieldCheck, group: 'privacy', opens: ['staff:privacy'] },
  {
    name: 'alarms',
    to: '/console/alarms',
    icon: IconBellRinging,
    group: 'platform',
    opens: ['staff:administration', 'staff:privacy'],
  },
  {
    name: 'gateways',
    of: 'homes',
    to: '/console/gateways',
    icon: IconRouter,
    group: 'platform',
    opens: ['staff:administration', 'staff:support'],
  },
  {
    name: 'colleagues',
    to: '/console/colleagues',
    icon: IconUsers,
    group: 'platform',
    opens: ['staff:administration'],
  },
  { name: 'audit', to: '/console/audit', icon: IconListSearch, group: 'platform', opens: ['staff:administration'] },
]

/** Every part of what runs here, with its name in the language on screen. */
export function useEveryPlace(): readonly Place[] {
  const site = useSite().data
  const {
    language,
    words: { console: t },
  } = useLanguage()
  return [
    ...places
      .filter(({ of }) => of === undefined || (site && isThere(site, of)))
      .map(one => ({ ...one, label: t.places[one.name], ...(one.name !== 'overview' && { says: t.says[one.name] }) })),
    ...(site ? consoleOf(site) : []).map(({ path, label, says, ...one }) => ({
      ...one,
      label: label[language],
      says: says[language],
      to: `/console/${path}`,
    })),
  ]
}

/** Those that are open to whoever is signed in. */
export function usePlaces(): readonly Place[] {
  const { may } = useAccount()
  return useEveryPlace().filter(({ opens }) => opens.length === 0 || opens.some(one => may.includes(one)))
}
