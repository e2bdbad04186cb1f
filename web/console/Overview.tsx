import { IconChevronRight } from '@tabler/icons-react'
import { Link } from 'react-router'
import { Suspense } from 'react'
import { useAccount } from '../identity/account.ts'
import { Screen } from '../parts/Screen.tsx'
import { Empty } from '../parts/states.tsx'
import { usePlaces, type ConsoleWay } from './places.ts'
import '../parts/Rows.css'
import { useLanguage, useWords } from '../locales/words.tsx'
import { consoleWords } from './words/index.ts'

/** What is open to this member of staff, each with a sentence. */
export function Overview() {
  const t = useWords(consoleWords)
  const account = useAccount()
  const name = account.fields['firstName']
  const groups = Map.groupBy(
    usePlaces().filter(({ group }) => group !== 'start'),
    ({ group }) => group,
  )
  return (
    <Screen title={t.groups.start} lead={name ? t.lead(name) : t.leadNoName}>
      {groups.size === 0 && (
        <div className="card">
          <Empty title={t.noRoles}>{t.noRolesSays}</Empty>
        </div>
      )}
      {[...groups].map(([group, places]) => (
        <section key={group} className="stack" aria-label={t.groups[group]}>
          <h2>{t.groups[group]}</h2>
          <ul className="tiles">
            {places.map(place => (
              <Tile key={place.name} place={place} />
            ))}
          </ul>
        </section>
      ))}
    </Screen>
  )
}

function Tile({ place: { label, to, icon: Shown, part } }: { place: ConsoleWay }) {
  const { language } = useLanguage()
  return (
    <li>
      <Link to={to} className="card tile">
        <span className="row-icon">
          <Shown size={22} stroke={1.6} aria-hidden />
        </span>
        <span className="tile-words">
          <span className="strong">{label}</span>
          {part && <span className="quiet small">{part.says[language]}</span>}
          {part?.waits && (
            <Suspense>
              <part.waits />
            </Suspense>
          )}
        </span>
        <IconChevronRight size={18} stroke={1.75} aria-hidden className="quiet" />
      </Link>
    </li>
  )
}
