import { IconLock } from '@tabler/icons-react'
import { Link } from 'react-router'
import { Empty } from '../parts/states.tsx'
import { useFormats } from '../queries.ts'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

/** In place of a home whose data is only stored: nothing of it is found, and nothing is lost. */
export function OnlyStored({ since }: { since: string }) {
  const t = useWords(homesWords)
  const format = useFormats()
  return (
    <Empty icon={IconLock} title={t.restricted.title}>
      <p>{t.restricted.since(format.day(since))}</p>
      <p>
        <Link to="/my-data#restrict">{t.restricted.lift}</Link>
      </p>
    </Empty>
  )
}
