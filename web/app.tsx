import { Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { SignedIn } from './frame/SignedIn.tsx'
import { Loading } from './parts/states.tsx'
import { identityWords } from './identity/words/index.ts'
import { consoleWords } from './console/words/index.ts'
import { NotFound } from './parts/NotFound.tsx'
import { everything, screensOf, startOf } from './portal.ts'
import { useSite } from './queries.ts'
import { screen } from './screens.ts'
import { UntilSeen } from './statements/UntilSeen.tsx'

const Console = screen([consoleWords, identityWords], () => import('./console/Console.tsx').then(it => it.Console))
const outside = everything.flatMap(its => its.outside ?? [])

/** Every screen and its address, as far as what it shows runs here. */
export function App() {
  const site = useSite().data
  const screens = site ? screensOf(site).flatMap(its => its.screens ?? []) : []
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        {outside.map(({ path, screen: Shown }) => (
          <Route key={path} path={path} element={<Shown />} />
        ))}
        <Route path="console/*" element={<Console />} />
        <Route element={<SignedIn />}>
          <Route index element={site ? <Navigate to={startOf(site)} replace /> : <Loading />} />
          <Route element={<UntilSeen />}>
            {screens
              .filter(({ afterNews }) => afterNews)
              .map(({ path, screen: Shown }) => (
                <Route key={path} path={path} element={<Shown />} />
              ))}
          </Route>
          {screens
            .filter(({ afterNews }) => !afterNews)
            .map(({ path, screen: Shown }) => (
              <Route key={path} path={path} element={<Shown />} />
            ))}
          <Route path="*" element={site ? <NotFound /> : <Loading />} />
        </Route>
      </Routes>
    </Suspense>
  )
}
