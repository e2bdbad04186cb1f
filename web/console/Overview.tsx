import { IconChevronRight } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useAccount } from '../identity/account.ts'
import { Screen } from '../parts/Screen.tsx'
import { Empty } from '../parts/states.tsx'
import { useWords } from '../locales/words.tsx'
import { usePlaces, type Place } from './places.ts'
import { waiting } from './Waiting.tsx'
import '../parts/Rows.css'

/** What is open to this member of staff, each with a sentence. */
export function Overview() {
  const { console: t } = useWords()
  const account = useAccount()
  const name = account.fields['firstName']
  const groups = Map.groupBy(
    usePlaces().filter(({ group }) => group !== 'start'),
    ({ group }) => group,
  )
  return (
    <Screen title={t.places.overview} lead={name ? t.lead(name) : t.leadNoName}>
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

function Tile({ place: { name, label, says, to, icon: Shown } }: { place: Place }) {
  const Waiting = waiting[name]
  return (
    <li>
      <Link to={to} className="card tile">
        <span className="row-icon">
          <Shown size={22} stroke={1.6} aria-hidden />
        </span>
        <span className="tile-words">
          <span className="strong">{label}</span>
          {says !== undefined && <span className="quiet small">{says}</span>}
          {Waiting && <Waiting />}
        </span>
        <IconChevronRight size={18} stroke={1.75} aria-hidden className="quiet" />
      </Link>
    </li>
  )
}
