import { useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, useEffect, useState } from 'react'
import { Navigate, Route, Routes, useLocation } from 'react-router'
import { onCodeNeeded } from '../client.ts'
import { Person } from '../identity/account.ts'
import { signInAnd } from '../identity/back.ts'
import { firstCodes } from '../identity/codes.ts'
import { useSession } from '../identity/session.ts'
import { NotFound } from '../parts/NotFound.tsx'
import { useOnlyHere } from '../parts/onlyHere.ts'
import { useTurn } from '../parts/Preferences.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { problemIn } from '../problem.ts'
import { consoleOf } from '../portal.ts'
import { useSite, whoIsThis } from '../queries.ts'
import { useLanguage } from '../locales/words.tsx'
import { Frame } from './Frame.tsx'
import { NotOpen } from './NotOpen.tsx'
import { Overview } from './Overview.tsx'
import { type Place, usePlaces } from './places.ts'
import './console.css'

const Alarms = lazy(() => import('../operations/console/Alarms.tsx').then(screen => ({ default: screen.Alarms })))
const Customers = lazy(() =>
  import('../identity/console/Customers.tsx').then(screen => ({ default: screen.Customers })),
)
const Colleagues = lazy(() =>
  import('../identity/console/Colleagues.tsx').then(screen => ({ default: screen.Colleagues })),
)
const Requests = lazy(() => import('../rights/console/Requests.tsx').then(screen => ({ default: screen.Requests })))
const RequestScreen = lazy(() =>
  import('../rights/console/RequestScreen.tsx').then(screen => ({ default: screen.RequestScreen })),
)
const Objections = lazy(() =>
  import('../rights/console/Objections.tsx').then(screen => ({ default: screen.Objections })),
)
const Holds = lazy(() => import('../rights/console/Holds.tsx').then(screen => ({ default: screen.Holds })))
const Statement = lazy(() =>
  import('../statements/console/Statement.tsx').then(screen => ({ default: screen.Statement })),
)
const Proof = lazy(() => import('../proof/console/Proof.tsx').then(screen => ({ default: screen.Proof })))
const Disclosures = lazy(() =>
  import('../disclosures/console/Disclosures.tsx').then(screen => ({ default: screen.Disclosures })),
)
const Record = lazy(() => import('../statements/console/Record.tsx').then(screen => ({ default: screen.Record })))
const Audit = lazy(() => import('../audit/console/Audit.tsx').then(screen => ({ default: screen.Audit })))
const Gateways = lazy(() => import('../homes/console/Gateways.tsx').then(screen => ({ default: screen.Gateways })))
const Own = lazy(() => import('../identity/console/Own.tsx').then(screen => ({ default: screen.Own })))
const GiveCode = lazy(() => import('../identity/GiveCode.tsx').then(screen => ({ default: screen.GiveCode })))
const MyDataScreen = lazy(() => import('../rights/MyDataScreen.tsx').then(screen => ({ default: screen.MyDataScreen })))
const Sessions = lazy(() => import('../identity/Sessions.tsx').then(screen => ({ default: screen.Sessions })))
const SetUp = lazy(() => import('../identity/console/SetUp.tsx').then(screen => ({ default: screen.SetUp })))

/** The door of the console: staff alone, and those only with both factors. */
export function Console() {
  const { pathname, search } = useLocation()
  const queries = useQueryClient()
  const { account, left } = useSession()
  const { language: onScreen } = useLanguage()
  const turn = useTurn()
  const { kept: first } = useOnlyHere<readonly string[]>(firstCodes)
  const site = useSite().data
  const speaks = account.data?.language
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
  if (account.data.kind !== 'staff') return <Navigate to="/" replace />
  if (!begun && account.data.language !== onScreen) return <Loading />
  if (account.data.secondFactor === 'to set up' || first) return <SetUp mail={account.data.mail} />
  if (account.data.secondFactor === 'to give') return <GiveCode kind="staff" />
  return (
    <Person value={account.data}>
      <Routes>
        <Route element={<Frame />}>
          <Route index element={<Overview />} />
          <Route
            path="customers"
            element={
              <Behind place="customers">
                <Customers />
              </Behind>
            }
          />
          <Route
            path="alarms"
            element={
              <Behind place="alarms">
                <Alarms />
              </Behind>
            }
          />
          <Route
            path="colleagues"
            element={
              <Behind place="colleagues">
                <Colleagues />
              </Behind>
            }
          />
          <Route
            path="requests"
            element={
              <Behind place="requests">
                <Requests />
              </Behind>
            }
          />
          <Route
            path="requests/:id"
            element={
              <Behind place="requests">
                <RequestScreen />
              </Behind>
            }
          />
          <Route
            path="objections"
            element={
              <Behind place="objections">
                <Objections />
              </Behind>
            }
          />
          <Route
            path="holds"
            element={
              <Behind place="holds">
                <Holds />
              </Behind>
            }
          />
          <Route
            path="disclosures"
            element={
              <Behind place="disclosures">
                <Disclosures />
              </Behind>
            }
          />
          <Route
            path="record"
            element={
              <Behind place="record">
                <Record />
              </Behind>
            }
          />
          <Route
            path="audit"
            element={
              <Behind place="audit">
                <Audit />
              </Behind>
            }
          />
          <Route
            path="statement"
            element={
              <Behind place="versions">
                <Statement />
              </Behind>
            }
          />
          <Route
            path="gateways"
            element={
              <Behind place="gateways">
                <Gateways />
              </Behind>
            }
          />
          <Route
            path="proof"
            element={
              <Behind place="proof">
                <Proof />
              </Behind>
            }
          />
          <Route path="own" element={<Own />} />
          <Route path="my-data" element={<MyDataScreen />} />
          <Route path="sessions" element={<Sessions />} />
          {site &&
            consoleOf(site).map(({ name, path, screen: Shown }) => (
              <Route
                key={path}
                path={path}
                element={
                  <Behind place={name}>
                    <Shown />
                  </Behind>
                }
              />
            ))}
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Person>
  )
}

/** A part of the console, for whom it is open; to others it asks the server nothing. */
function Behind({ place, children }: { place: Place['name']; children: ReactNode }) {
  const open = usePlaces().some(({ name }) => name === place)
  const known = useSite().data !== undefined
  if (open) return children
  return known ? <NotOpen place={place} /> : <Loading />
}
