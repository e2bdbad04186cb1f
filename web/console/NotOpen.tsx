import { IconLock } from '@tabler/icons-react'
import { Link } from 'react-router'
import { Screen } from '../parts/Screen.tsx'
import { Empty } from '../parts/states.tsx'
import type { ConsolePart } from '../screens.ts'
import { useLanguage, useWords } from '../locales/words.tsx'
import { consoleWords } from './words/index.ts'

/** In place of a part whose address somebody knows and may not open. */
export function NotOpen({ part }: { part: ConsolePart }) {
  const t = useWords(consoleWords)
  const { language } = useLanguage()
  return (
    <Screen title={part.label[language]} narrow>
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
