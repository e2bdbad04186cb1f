import { useQuery } from '@tanstack/react-query'
import { Waits } from '../../console/parts/Waits.tsx'
import { useWords } from '../../locales/words.tsx'
import { useNow } from '../../parts/now.ts'
import { useFormats } from '../../queries.ts'
import { objectionsWaiting, openRequests } from './queries.ts'
import { rightsConsoleWords } from './words/index.ts'

/** Open requests, by how soon the next one is due. */
export function RequestsWaiting() {
  const { requests: t } = useWords(rightsConsoleWords)
  const now = useNow()
  const format = useFormats()
  const open = useQuery(openRequests).data
  const [first] = open?.items ?? []
  if (!open || !first) return null
  const left = format.daysTo(first.lastDay, now)
  return <Waits tone={left < 0 ? 'bad' : left <= 7 ? 'care' : 'good'} says={t.waiting(open.total)} />
}

export function ObjectionsWaiting() {
  const { objections: t } = useWords(rightsConsoleWords)
  const waiting = useQuery(objectionsWaiting).data?.total ?? 0
  return waiting > 0 && <Waits tone="care" says={t.waiting(waiting)} />
}
