import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { onSignedOut } from '../client.ts'
import { live } from '../live.ts'
import { whoIsThis } from '../queries.ts'
import { forgetPerson } from './queries.ts'
import { onLeft } from './tabs.ts'

/**
 * Who is signed in, for the guard of portal and console: forgotten as soon as the session ends, here or in another tab.
 */
export function useSession() {
  const queries = useQueryClient()
  const account = useQuery(whoIsThis)
  const [leftElsewhere, setLeftElsewhere] = useState(false)
  // Whoever was signed in here a moment ago, and did not sign out here, is told that the session has ended.
  const [ended, setEnded] = useState(false)
  useEffect(
    () =>
      onSignedOut(() => {
        if (queries.getQueryData(whoIsThis.queryKey)) setEnded(true)
        forgetPerson(queries)
      }),
    [queries],
  )
  useEffect(
    () =>
      onLeft(() => {
        setLeftElsewhere(true)
        forgetPerson(queries)
      }),
    [queries],
  )
  // A line that was lost comes back under whichever session there is by then.
  useEffect(() => {
    let lost = false
    return live.watch(() => {
      const { state } = live.now()
      if (state === 'open' && lost) void queries.refetchQueries(whoIsThis)
      lost = state === 'lost'
    })
  }, [queries])
  return { account, left: leftElsewhere ? 'elsewhere' : ended ? 'ended' : undefined } as const
}
