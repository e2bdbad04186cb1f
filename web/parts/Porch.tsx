import { IconEye, IconLockCheck, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useHouse } from '../questions.ts'
import { useWords } from '../words/words.tsx'
import { Foot } from './Foot.tsx'
import { Mark } from './Mark.tsx'
import { LanguageMenu, SchemeMenu } from './Preferences.tsx'
import { useArrival } from './Screen.tsx'
import './Porch.css'

const promises = [['purpose', IconLockCheck], ['open', IconEye], ['gone', IconTrash]] as const

/** What stands before the door: everything that one does without being signed in. */
export function Porch({ title, lead, wide = false, children }: { title: string, lead?: ReactNode, wide?: boolean, children: ReactNode }) {
  const t = useWords()
  const heading = useArrival(title)
  const company = useHouse().data?.company
  return (
    <div className="porch">
      <aside className="porch-wall" aria-label={t.porch.about}>
        <a className="porch-home" href="/"><Mark size={44} /><span>{company ?? 'Obhut'}</span></a>
        <div className="porch-says">
          <p className="porch-claim">{t.porch.claim}</p>
          <ul>
            {promises.map(([name, Shown]) => (
              <li key={name}><Shown size={24} stroke={1.5} aria-hidden /><div><p className="strong">{t.porch[name].title}</p><p>{t.porch[name].says}</p></div></li>
            ))}
          </ul>
        </div>
        <svg className="porch-arch" viewBox="0 0 400 400" aria-hidden="true" focusable="false">
          <path d="M60 400V220a140 140 0 0 1 280 0v180" /><path d="M120 400V228a80 80 0 0 1 160 0v172" /><circle cx="200" cy="262" r="34" />
        </svg>
      </aside>
      <div className="porch-door">
        <header className="porch-top">
          <a className="porch-home porch-home-small" href="/"><Mark size={34} /><span>{company ?? 'Obhut'}</span></a>
          <div className="line porch-prefs"><LanguageMenu /><SchemeMenu /></div>
        </header>
        <main id="main" className={wide ? 'porch-main porch-main-wide' : 'porch-main'} tabIndex={-1}>
          <div className="screen-words">
            <h1 ref={heading} tabIndex={-1}>{title}</h1>
            {lead && <div className="quiet screen-lead">{lead}</div>}
          </div>
          {children}
        </main>
        <Foot />
      </div>
    </div>
  )
}
