import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { Activate, ConfirmMail, ConfirmRegistration, Forgot, Reset } from './identity/Links.tsx'
import { Register } from './identity/Register.tsx'
import { SignedIn } from './identity/SignedIn.tsx'
import { SignIn } from './identity/SignIn.tsx'
import { Loading } from './parts/states.tsx'
import { NotFound } from './parts/NotFound.tsx'
import { screensOf, startOf } from './portal.ts'
import { useSite } from './queries.ts'
import { UntilSeen } from './statements/UntilSeen.tsx'

const Console = lazy(() => import('./console/Console.tsx').then(part => ({ default: part.Console })))
const Gone = lazy(() => import('./rights/Gone.tsx').then(screen => ({ default: screen.Gone })))

/** Every screen and its address, as far as what it shows runs here. */
export function App() {
  const site = useSite().data
  const screens = site ? screensOf(site).flatMap(its => its.screens) : []
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route path="sign-in" element={<SignIn />} />
        <Route path="register" element={<Register />} />
        <Route path="confirm" element={<ConfirmRegistration />} />
        <Route path="forgot" element={<Forgot />} />
        <Route path="reset" element={<Reset />} />
        <Route path="activate" element={<Activate />} />
        <Route path="mail" element={<ConfirmMail />} />
        <Route path="gone" element={<Gone />} />
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
