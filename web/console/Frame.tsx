import { ActionIcon, UnstyledButton } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconMenu2, IconSearch, IconSelector, IconUserCircle, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, lazy, Suspense, useRef, useState } from 'react'
import { NavLink, Outlet } from 'react-router'
import { useAccount } from '../identity/account.ts'
import { signOut, signOutAnyway } from '../identity/actions.ts'
import { CodesWait } from '../identity/CodesWait.tsx'
import { ActionMenu } from '../parts/Act.tsx'
import { Guarded } from '../parts/Broken.tsx'
import { Foot } from '../parts/Foot.tsx'
import { Mark } from '../parts/Mark.tsx'
import { LanguageMenu, SchemeMenu } from '../parts/Preferences.tsx'
import { Loading } from '../parts/states.tsx'
import { useSite } from '../queries.ts'
import { StepUpDialog } from './parts/StepUp.tsx'
import { useAsksBeforeLeaving } from '../parts/onlyHere.ts'
import type { Action } from '../parts/action.ts'
import { useOwnScreens, usePlaces } from './places.ts'
import { useLanguage, useWords } from '../locales/words.tsx'
import { consoleWords } from './words/index.ts'

const CommandBar = lazy(() => import('./CommandBar.tsx').then(part => ({ default: part.CommandBar })))

/** The frame of the console: a dark side on a desktop, a bar with a menu on a phone. */
export function Frame() {
  const t = useWords(consoleWords)
  const company = useSite().data?.company ?? 'Obhut'
  const [searching, { open: search, close }] = useDisclosure()
  // A sheet of its own comes up when it is first called for, and stays in memory.
  const [called, call] = useState(false)
  const openSearch = () => {
    call(true)
    search()
  }
  useHotkeys([['mod+K', openSearch]], [])
  return (
    <div className="desk">
      <a className="skip" href="#main">
        {t.shell.skip}
      </a>
      <header className="desk-head">
        <NavLink to="/console" end className="desk-brand">
          <Mark size={34} />
          <span>
            {company} <small>{t.name}</small>
            <span className="unseen">, {t.toStart}</span>
          </span>
        </NavLink>
        <button type="button" className="desk-search" onClick={openSearch}>
          <IconSearch size={18} stroke={1.75} aria-hidden />
          <span>{t.search.open}</span>
          <kbd aria-hidden>{t.search.key}</kbd>
        </button>
        <Ways />
        <div className="desk-prefs">
          <PersonMenu />
          <LanguageMenu />
          <SchemeMenu />
        </div>
      </header>
      <div className="desk-body">
        <main id="main" tabIndex={-1}>
          <CodesWait at="/console/own" />
          <Guarded>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </Guarded>
        </main>
        <Foot employees />
      </div>
      {called && (
        <Suspense>
          <CommandBar opened={searching} close={close} />
        </Suspense>
      )}
      <StepUpDialog />
    </div>
  )
}

function Ways() {
  const t = useWords(consoleWords)
  const [opened, { toggle, close }] = useDisclosure()
  const button = useRef<HTMLButtonElement>(null)
  function hear({ key }: KeyboardEvent) {
    if (key !== 'Escape' || !opened) return
    close()
    button.current?.focus()
  }
  const groups = Map.groupBy(usePlaces(), ({ group }) => group)
  return (
    <nav className={opened ? 'desk-ways desk-ways-open' : 'desk-ways'} aria-label={t.ways} onKeyDown={hear}>
      <ActionIcon
        ref={button}
        className="desk-menu"
        variant="subtle"
        size="xl"
        aria-expanded={opened}
        aria-controls="desk-list"
        aria-label={t.menu}
        onClick={toggle}
      >
        {opened ? <IconX size={22} stroke={1.6} aria-hidden /> : <IconMenu2 size={22} stroke={1.6} aria-hidden />}
      </ActionIcon>
      <div id="desk-list" className="desk-list">
        {[...groups].map(([group, places]) => (
          <div key={group}>
            {group !== 'start' && (
              <p className="desk-group" id={`desk-${group}`}>
                {t.groups[group]}
              </p>
            )}
            <ul {...(group !== 'start' && { 'aria-labelledby': `desk-${group}` })}>
              {places.map(({ name, label, to, icon: Shown }) => (
                <li key={name}>
                  <NavLink to={to} end={name === 'overview'} className="desk-way" onClick={close}>
                    <Shown size={20} stroke={1.6} aria-hidden />
                    <span>{label}</span>
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  )
}

function PersonMenu() {
  const t = useWords(consoleWords)
  const { fields, mail } = useAccount()
  const { language } = useLanguage()
  const own = useOwnScreens().map(
    ({ label, icon, path }): Action => ({
      label: () => label[language],
      icon,
      run: (_, { go }) => go(`/console/${path}`),
    }),
  )
  const loses = useAsksBeforeLeaving()
  const name = [fields['firstName'], fields['lastName']].filter(Boolean).join(' ') || mail
  return (
    <ActionMenu does={[...own, loses ? signOutAnyway : signOut]} to={undefined}>
      <UnstyledButton className="desk-person" aria-label={t.shell.personIs(name)}>
        <IconUserCircle size={22} stroke={1.6} aria-hidden />
        <span className="desk-name">{name}</span>
        <IconSelector size={16} stroke={1.6} aria-hidden className="desk-name" />
      </UnstyledButton>
    </ActionMenu>
  )
}
