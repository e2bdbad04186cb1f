import { IconLock } from '@tabler/icons-react'
import { Link } from 'react-router'
import { Screen } from '../parts/Screen.tsx'
import { Empty } from '../parts/states.tsx'
import { useWords } from '../locales/words.tsx'
import { type Place, useEveryPlace } from './places.ts'

/** In place of a part whose address somebody knows and may not open. */
export function NotOpen({ place }: { place: Place['name'] }) {
  const { console: t } = useWords()
  const title = useEveryPlace().find(({ name }) => name === place)?.label ?? t.name
  return (
    <Screen title={title} narrow>
      <div className="card">
        <Empty icon={IconLock} title={t.notOpen}>
          <p>{t.notOpenSays}</p>
          <p>
            <Link to="/console">{t.toOverview}</Link>
          </p>
        </Empty>
      </div>
    </Screen>
  )
}
