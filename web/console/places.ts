import { type Icon, IconLayoutDashboard } from '@tabler/icons-react'
import { use } from 'react'
import { useAccount } from '../identity/account.ts'
import { useLanguage, useWords } from '../locales/words.tsx'
import { everything } from '../portal.ts'
import { useSite } from '../queries.ts'
import { type Console, type ConsolePart, isThere, type OwnScreen, type Screens } from '../screens.ts'
import { consoleWords } from './words/index.ts'

type Brought = Console & { readonly by: Screens }
let loading: Promise<readonly Brought[]> | undefined
/** What every module brings to the console; it comes once. */
const brought = (): Promise<readonly Brought[]> =>
  (loading ??= Promise.all(everything.map(async by => ({ by, ...(await by.console?.()) }))))

const groups: readonly ConsolePart['group'][] = ['people', 'privacy', 'platform']

function useBrought(): readonly Console[] {
  const all = use(brought())
  const site = useSite().data
  return site ? all.filter(({ by }) => isThere(site, by)) : []
}

/** Every part of what runs here, in the order of the navigation. */
export function useParts(): readonly ConsolePart[] {
  return useBrought()
    .flatMap(({ parts = [] }) => parts)
    .toSorted((one, other) => groups.indexOf(one.group) - groups.indexOf(other.group) || one.place - other.place)
}

/** The screens about whoever is signed in. */
export function useOwnScreens(): readonly OwnScreen[] {
  return useBrought()
    .flatMap(({ own = [] }) => own)
    .toSorted((one, other) => one.place - other.place)
}

/** A place in the navigation of the console, by its name in the language on screen. */
export interface ConsoleWay {
  readonly name: string
  readonly label: string
  readonly to: string
  readonly icon: Icon
  readonly group: 'start' | ConsolePart['group']
  /** Nothing for the overview itself. */
  readonly part?: ConsolePart
}

/** The overview, and those parts that are open to whoever is signed in. */
export function usePlaces(): readonly ConsoleWay[] {
  const { may } = useAccount()
  const { language } = useLanguage()
  const t = useWords(consoleWords)
  const open = useParts().filter(({ opens }) => opens.some(one => may.includes(one)))
  return [
    { name: 'overview', label: t.groups.start, to: '/console', icon: IconLayoutDashboard, group: 'start' },
    ...open.map(part => ({
      name: part.name,
      label: part.label[language],
      to: `/console/${part.path}`,
      icon: part.icon,
      group: part.group,
      part,
    })),
  ]
}
