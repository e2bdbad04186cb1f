import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Outlet } from 'react-router'
import { Loading } from '../parts/states.tsx'
import { screen } from '../screens.ts'
import { isNews, statementStanding } from './queries.ts'
import { statementsWords } from './words/index.ts'

const Changed = screen(statementsWords, () => import('./Changed.tsx').then(it => it.Changed))

/** What has changed in the statement stands in place of these screens until it was seen. */
export function UntilSeen() {
  const { data: standing, isPending } = useQuery(statementStanding)
  if (isPending) return <Loading />
  // Where it cannot be shown nobody is kept out, and nothing counts as seen.
  return (
    <Suspense fallback={<Loading />}>
      {standing && isNews(standing) ? <Changed standing={standing} /> : <Outlet />}
    </Suspense>
  )
}
