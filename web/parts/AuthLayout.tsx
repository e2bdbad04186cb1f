import { IconEye, IconLockCheck, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useSite } from '../queries.ts'
import { useWords } from '../locales/words.tsx'
import { Foot } from './Foot.tsx'
import { Mark } from './Mark.tsx'
import { LanguageMenu, SchemeMenu } from './Preferences.tsx'
import { useArrival } from './Screen.tsx'
import './AuthLayout.css'

const promises = [
  ['purpose', IconLockCheck],
  ['open', IconEye],
  ['gone', IconTrash],
] as const

/** The frame of everything that one does without being signed in. */
export function AuthLayout({
  title,
  lead,
  wide = false,
  children,
}: {
  title: string
  lead?: ReactNode
  wide?: boolean
  children: ReactNode
}) {
  const t = useWords()
  const heading = useArrival(title)
  const company = useSite().data?.company
  return (
    <div className="auth">
      <aside className="auth-aside" aria-label={t.auth.about}>
        <a className="auth-home" href="/">
          <Mark size={44} />
          <span>{company ?? 'Obhut'}</span>
        </a>
        <div className="auth-says">
          <p className="auth-claim">{t.auth.claim}</p>
          <ul>
            {promises.map(([name, Shown]) => (
              <li key={name}>
                <Shown size={24} stroke={1.5} aria-hidden />
                <div>
                  <p className="strong">{t.auth[name].title}</p>
                  <p>{t.auth[name].says}</p>
                </div>
              </li>
            ))}
          </ul>
        </div>
        <svg className="auth-picture" viewBox="0 0 400 400" aria-hidden="true" focusable="false">
          <path d="M60 400V220a140 140 0 0 1 280 0v180" />
          <path d="M120 400V228a80 80 0 0 1 160 0v172" />
          <circle cx="200" cy="262" r="34" />
        </svg>
      </aside>
      <div className="auth-body">
        <header className="auth-top">
          <a className="auth-home auth-home-small" href="/">
            <Mark size={34} />
            <span>{company ?? 'Obhut'}</span>
          </a>
          <div className="line auth-prefs">
            <LanguageMenu />
            <SchemeMenu />
          </div>
        </header>
        <main id="main" className={wide ? 'auth-main auth-main-wide' : 'auth-main'} tabIndex={-1}>
          <div className="screen-words">
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {lead && <div className="quiet screen-lead">{lead}</div>}
          </div>
          {children}
        </main>
        <Foot />
      </div>
    </div>
  )
}
