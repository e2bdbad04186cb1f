import { type Icon, IconBellRinging, IconBuildingBank, IconClipboardList, IconFileText, IconId, IconInbox, IconLayoutDashboard, IconListSearch, IconLock, IconRouter, IconScale, IconShieldCheck, IconUsers } from '@tabler/icons-react'
import { useAccount } from '../identity/account.ts'
import { useSite } from '../queries.ts'
import { isThere } from '../screens.ts'
import type { Words } from '../locales/de.ts'

type Name = keyof Words['console']['says']
export interface Place { readonly name: Name | 'overview', readonly to: string, readonly icon: Icon, readonly group: keyof Words['console']['groups'], readonly opens: readonly string[], /** The module that it shows, where a statement may leave that out. */ readonly of?: string }

/** Every part of the console, in the order of its navigation, and which of what the server says a person may do opens it. */
const places: readonly Place[] = [
  { name: 'overview', to: '/console', icon: IconLayoutDashboard, group: 'start', opens: [] },
  { name: 'customers', to: '/console/customers', icon: IconId, group: 'people', opens: ['staff:support', 'staff:privacy', 'staff:administration'] },
  { name: 'requests', to: '/console/requests', icon: IconInbox, group: 'privacy', opens: ['staff:privacy', 'staff:officer'] },
  { name: 'objections', to: '/console/objections', icon: IconScale, group: 'privacy', opens: ['staff:privacy'] },
  { name: 'holds', to: '/console/holds', icon: IconLock, group: 'privacy', opens: ['staff:privacy'] },
  { name: 'disclosures', to: '/console/disclosures', icon: IconBuildingBank, group: 'privacy', opens: ['staff:privacy'] },
  { name: 'versions', to: '/console/statement', icon: IconFileText, group: 'privacy', opens: ['staff:privacy'] },
  { name: 'record', to: '/console/record', icon: IconClipboardList, group: 'privacy', opens: ['staff:privacy'] },
  { name: 'proof', to: '/console/proof', icon: IconShieldCheck, group: 'privacy', opens: ['staff:privacy'] },
  { name: 'alarms', to: '/console/alarms', icon: IconBellRinging, group: 'platform', opens: ['staff:administration', 'staff:privacy'] },
  { name: 'gateways', of: 'homes', to: '/console/gateways', icon: IconRouter, group: 'platform', opens: ['staff:administration', 'staff:support'] },
  { name: 'colleagues', to: '/console/colleagues', icon: IconUsers, group: 'platform', opens: ['staff:administration'] },
  { name: 'audit', to: '/console/audit', icon: IconListSearch, group: 'platform', opens: ['staff:administration'] },
]

/** What is open to whoever is signed in, of what runs here. */
export function usePlaces(): readonly Place[] {
  const { may } = useAccount()
  const site = useSite().data
  return places.filter(({ opens, of }) => (opens.length === 0 || opens.some(one => may.includes(one))) && (of === undefined || (site && isThere(site, of))))
}
