import { useQuery } from '@tanstack/react-query'
import { Waits } from '../../console/parts/Waits.tsx'
import { useWords } from '../../locales/words.tsx'
import { alarms } from './queries.ts'
import { operationsConsoleWords } from './words/index.ts'

/** Open alarms nobody looks after yet, and whether one of them is urgent. */
export function AlarmsWaiting() {
  const { alarms: t } = useWords(operationsConsoleWords)
  const open = useQuery(alarms('open')).data?.items.filter(({ acknowledgedAt }) => acknowledgedAt === null) ?? []
  return (
    open.length > 0 && <Waits tone={open.some(({ urgent }) => urgent) ? 'bad' : 'care'} says={t.waiting(open.length)} />
  )
}
