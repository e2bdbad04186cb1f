import { useQueryClient } from '@tanstack/react-query'
import { lazy, useEffect, useState } from 'react'
import { Navigate, useLocation } from 'react-router'
import { onCodeNeeded } from '../client.ts'
import { live } from '../live.ts'
import { useTurn } from '../parts/Preferences.tsx'
import { Shell } from '../parts/Shell.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { problemIn } from '../problem.ts'
import { whoIsThis } from '../queries.ts'
import { useLanguage } from '../locales/words.tsx'
import { Person } from './account.ts'
import { signInAnd } from './back.ts'
import { useSession } from './session.ts'

const GiveCode = lazy(() => import('./GiveCode.tsx').then(screen => ({ default: screen.GiveCode })))

/** Where staff have what these addresses of the portal show: letters lead there. */
const ofStaff: Readonly<Record<string, string>> = {
  '/my-data': '/console/my-data',
  '/account': '/console/own',
  '/sessions': '/console/sessions',
}

/** The door: only who is signed in gets further, and comes back to where the way was meant to lead. */
export function SignedIn() {
  const { pathname, search } = useLocation()
  const { account, left } = useSession()
  const { language: onScreen } = useLanguage()
  const turn = useTurn()
  const queries = useQueryClient()
  const speaks = account.data?.language
  // Nothing is asked for before it is clear in which language the answers are to come.
  const [begun, begin] = useState(false)
  useEffect(() => {
    if (speaks) void turn(speaks, false).finally(() => begin(true))
  }, [speaks, turn])

  useEffect(
    () => () => {
      live.stop()
    },
    [],
  )
  useEffect(() => onCodeNeeded(() => void queries.invalidateQueries(whoIsThis)), [queries])

  if (account.data === undefined)
    return account.isError ? <Failed problem={problemIn(account.error)} again={() => account.refetch()} /> : <Loading />
  if (account.data === null)
    return (
      <Navigate
        to={left === 'elsewhere' ? '/sign-in' : signInAnd(pathname + search)}
        {...(left && { state: { left } })}
        replace
      />
    )
  if (account.data.kind === 'staff') return <Navigate to={ofStaff[pathname] ?? '/console'} replace />
  if (!begun && account.data.language !== onScreen) return <Loading />
  if (account.data.secondFactor === 'to give') return <GiveCode kind="customer" />
  return (
    <Person value={account.data}>
      <Shell />
    </Person>
  )
}
