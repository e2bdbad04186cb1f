import { UnstyledButton } from '@mantine/core'
import { IconSelector, IconUserCircle } from '@tabler/icons-react'
import { NavLink, Outlet } from 'react-router'
import { useAccount } from '../identity/account.ts'
import { openConsents } from '../consents/actions.ts'
import { openAccount, openSessions, signOut, signOutAnyway } from '../identity/actions.ts'
import { CodesWait } from '../identity/CodesWait.tsx'
import { useLine } from '../live.ts'
import { startOf, waysOf } from '../portal.ts'
import { useFormats, useSite } from '../queries.ts'
import { useLanguage, useWords } from '../locales/words.tsx'
import { ActionMenu } from '../parts/Act.tsx'
import { Guarded } from '../parts/Broken.tsx'
import { Foot } from '../parts/Foot.tsx'
import { Mark } from '../parts/Mark.tsx'
import { LanguageMenu, SchemeMenu } from '../parts/Preferences.tsx'
import { useAsksBeforeLeaving } from '../parts/onlyHere.ts'
import './Shell.css'

/** The frame of the portal, for whoever is signed in: at the side of a desktop, under the thumb on a phone. */
export function Shell() {
  const { say } = useLanguage()
  const t = useWords()
  const site = useSite().data
  const company = site?.company ?? 'Obhut'
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t.shell.skip}
      </a>
      <header className="shell-head">
        <NavLink to={site ? startOf(site) : '/'} className="shell-brand" aria-label={t.shell.toHome(company)}>
          <Mark size={36} />
          <span>{company}</span>
        </NavLink>
        <nav className="shell-ways" aria-label={t.shell.ways}>
          {site &&
            waysOf(site).map(({ name, label, to, icon: Shown }) => (
              <NavLink key={name} to={to} className={`shell-way shell-way-${name}`}>
                <Shown size={22} stroke={1.6} aria-hidden />
                <span>{label(say)}</span>
              </NavLink>
            ))}
        </nav>
        <div className="shell-prefs">
          <LanguageMenu />
          <SchemeMenu />
          <PersonMenu />
        </div>
      </header>
      <div className="shell-body">
        <LostLine />
        <CodesWait at="/account" />
        <main id="main" tabIndex={-1}>
          <Guarded>
            <Outlet />
          </Guarded>
        </main>
        <Foot />
      </div>
    </div>
  )
}

function PersonMenu() {
  const t = useWords()
  const { fields, mail } = useAccount()
  const loses = useAsksBeforeLeaving()
  const name = [fields['firstName'], fields['lastName']].filter(Boolean).join(' ') || mail
  return (
    <ActionMenu does={[openAccount, openConsents, openSessions, loses ? signOutAnyway : signOut]} to={undefined}>
      <UnstyledButton className="shell-person" aria-label={t.shell.personIs(name)}>
        <IconUserCircle size={22} stroke={1.6} aria-hidden />
        <span className="shell-name">{name}</span>
        <IconSelector size={16} stroke={1.6} aria-hidden className="shell-name" />
      </UnstyledButton>
    </ActionMenu>
  )
}

/** Old values must not look like new ones: says so as long as nothing comes in. */
function LostLine() {
  const t = useWords()
  const line = useLine()
  const { time } = useFormats()
  return (
    <div role="status" className="shell-line">
      {line.state === 'lost' && <p className="note note-care">{t.shell.lost(time(new Date(line.since)))}</p>}
    </div>
  )
}
