import { useQueryClient } from '@tanstack/react-query'
import { lazy, useEffect, useState } from 'react'
import { Navigate, Route, Routes, useLocation } from 'react-router'
import { onCodeNeeded } from '../client.ts'
import { Person } from '../identity/account.ts'
import { signInAnd } from '../identity/back.ts'
import { useSession } from '../identity/session.ts'
import { NotFound } from '../parts/NotFound.tsx'
import { useTurn } from '../parts/Preferences.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { problemIn } from '../problem.ts'
import { whoIsThis } from '../queries.ts'
import { useLanguage } from '../locales/words.tsx'
import { Frame } from './Frame.tsx'
import { Overview } from './Overview.tsx'
import './console.css'

const Alarms = lazy(() => import('./Alarms.tsx').then(screen => ({ default: screen.Alarms })))
const Customers = lazy(() => import('./Customers.tsx').then(screen => ({ default: screen.Customers })))
const Colleagues = lazy(() => import('./Colleagues.tsx').then(screen => ({ default: screen.Colleagues })))
const Requests = lazy(() => import('./Requests.tsx').then(screen => ({ default: screen.Requests })))
const RequestScreen = lazy(() => import('./RequestScreen.tsx').then(screen => ({ default: screen.RequestScreen })))
const Objections = lazy(() => import('./Objections.tsx').then(screen => ({ default: screen.Objections })))
const Holds = lazy(() => import('./Holds.tsx').then(screen => ({ default: screen.Holds })))
const Statement = lazy(() => import('./Statement.tsx').then(screen => ({ default: screen.Statement })))
const Proof = lazy(() => import('./Proof.tsx').then(screen => ({ default: screen.Proof })))
const Disclosures = lazy(() => import('./Disclosures.tsx').then(screen => ({ default: screen.Disclosures })))
const Record = lazy(() => import('./Record.tsx').then(screen => ({ default: screen.Record })))
const Audit = lazy(() => import('./Audit.tsx').then(screen => ({ default: screen.Audit })))
const Gateways = lazy(() => import('./Gateways.tsx').then(screen => ({ default: screen.Gateways })))
const Own = lazy(() => import('./Own.tsx').then(screen => ({ default: screen.Own })))
const GiveCode = lazy(() => import('../identity/GiveCode.tsx').then(screen => ({ default: screen.GiveCode })))
const SetUp = lazy(() => import('./SetUp.tsx').then(screen => ({ default: screen.SetUp })))

/** The door of the console: staff alone, and those only with both factors. */
export function Console() {
  const { pathname, search } = useLocation()
  const queries = useQueryClient()
  const { account, leftElsewhere } = useSession()
  const { language: onScreen } = useLanguage()
  const turn = useTurn()
  const speaks = account.data?.language
  const [begun, begin] = useState(false)
  useEffect(() => { if (speaks) void turn(speaks, false).finally(() => begin(true)) }, [speaks, turn])
  useEffect(() => onCodeNeeded(() => void queries.invalidateQueries(whoIsThis)), [queries])

  if (account.data === undefined) return account.isError ? <Failed problem={problemIn(account.error)} again={() => account.refetch()} /> : <Loading />
  if (account.data === null && leftElsewhere) return <Navigate to="/sign-in" state={{ left: 'elsewhere' }} replace />
  if (account.data === null) return <Navigate to={signInAnd(pathname + search)} replace />
  if (account.data.kind !== 'staff') return <Navigate to="/" replace />
  if (!begun && account.data.language !== onScreen) return <Loading />
  if (account.data.secondFactor === 'to set up') return <SetUp mail={account.data.mail} />
  if (account.data.secondFactor === 'to give') return <GiveCode kind="staff" />
  return (
    <Person value={account.data}>
      <Routes>
        <Route element={<Frame />}>
          <Route index element={<Overview />} />
          <Route path="customers" element={<Customers />} />
          <Route path="alarms" element={<Alarms />} />
          <Route path="colleagues" element={<Colleagues />} />
          <Route path="requests" element={<Requests />} />
          <Route path="requests/:id" element={<RequestScreen />} />
          <Route path="objections" element={<Objections />} />
          <Route path="holds" element={<Holds />} />
          <Route path="disclosures" element={<Disclosures />} />
          <Route path="record" element={<Record />} />
          <Route path="audit" element={<Audit />} />
          <Route path="statement" element={<Statement />} />
          <Route path="gateways" element={<Gateways />} />
          <Route path="proof" element={<Proof />} />
          <Route path="own" element={<Own />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Person>
  )
}
