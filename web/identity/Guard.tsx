import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Navigate, useLocation } from 'react-router'
import { onCodeNeeded } from '../client.ts'
import { useLanguage } from '../locales/words.tsx'
import { useTurn } from '../parts/Preferences.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { problemIn } from '../problem.ts'
import { type Account, whoIsThis } from '../queries.ts'
import { screen } from '../screens.ts'
import { Person } from './account.ts'
import { signInAnd } from './back.ts'
import { useSession } from './session.ts'
import { identityWords } from './words/index.ts'

const GiveCode = screen(identityWords, () => import('./GiveCode.tsx').then(it => it.GiveCode))

interface Guards {
  /** Whom it lets through; the others go to where they have their own. */
  readonly lets: Account['kind']
  readonly others: string
  /** What stands in place of it until a second factor is set up, where one is needed. */
  readonly setUp?: ReactNode
  /** It is set up, and its recovery codes are still to be kept. */
  readonly settingUp?: boolean
  readonly children: ReactNode
}

/** In front of portal and console: only who is signed in gets further, and comes back to where the way was meant to lead. */
export function Guard({ lets, others, setUp, settingUp, children }: Guards) {
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
  if (account.data.kind !== lets) return <Navigate to={others} replace />
  if (!begun && account.data.language !== onScreen) return <Loading />
  if (setUp && (settingUp || account.data.secondFactor === 'to set up')) return setUp
  if (account.data.secondFactor === 'to give') return <GiveCode />
  return <Person value={account.data}>{children}</Person>
}
