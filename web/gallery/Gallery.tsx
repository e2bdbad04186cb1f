import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useWords } from '../locales/words.tsx'
import { LanguageMenu, SchemeMenu } from '../parts/Preferences.tsx'
import { exhibits, pages } from './exhibits.tsx'

/** A list of all parts, or one part in all its states: `/app/gallery?part=Rows`. */
export function Gallery() {
  const [asked] = useSearchParams()
  const part = asked.get('part') ?? ''
  const Page = pages[part]
  if (Page) return <Page />
  const states = exhibits[part]
  return states ? (
    <Frame title={part}>
      {Object.entries(states).map(([state, Shown]) => (
        <section key={state} className="stack" aria-label={state}>
          <h2>{state}</h2>
          <Shown />
        </section>
      ))}
    </Frame>
  ) : (
    <Frame title="Gallery">
      <ul className="stack">
        {[...Object.keys(exhibits), ...Object.keys(pages)].toSorted().map(name => (
          <li key={name}>
            <Link to={`/gallery?part=${name}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </Frame>
  )
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  const t = useWords()
  return (
    <main id="main" className="broken stack-wide" lang="en">
      <div className="line-apart">
        <h1>{title}</h1>
        <div className="line">
          <LanguageMenu />
          <SchemeMenu />
        </div>
      </div>
      {children}
      <p>
        <Link to="/gallery">{t.notFound.toHome}</Link>
      </p>
    </main>
  )
}
