import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { Activate, ConfirmMail, ConfirmRegistration, Forgot, Reset } from './identity/Links.tsx'
import { Register } from './identity/Register.tsx'
import { SignedIn } from './identity/SignedIn.tsx'
import { SignIn } from './identity/SignIn.tsx'
import { Loading } from './parts/states.tsx'
import { NotFound } from './parts/NotFound.tsx'
import { UntilSeen } from './statements/UntilSeen.tsx'

const HomeScreen = lazy(() => import('./homes/HomeScreen.tsx').then(screen => ({ default: screen.HomeScreen })))
const DevicesScreen = lazy(() => import('./homes/DevicesScreen.tsx').then(screen => ({ default: screen.DevicesScreen })))
const DeviceScreen = lazy(() => import('./homes/DeviceScreen.tsx').then(screen => ({ default: screen.DeviceScreen })))
const MyDataScreen = lazy(() => import('./rights/MyDataScreen.tsx').then(screen => ({ default: screen.MyDataScreen })))
const ConsentsScreen = lazy(() => import('./consents/ConsentsScreen.tsx').then(screen => ({ default: screen.ConsentsScreen })))
const Account = lazy(() => import('./identity/Account.tsx').then(screen => ({ default: screen.Account })))
const Sessions = lazy(() => import('./identity/Sessions.tsx').then(screen => ({ default: screen.Sessions })))
const Console = lazy(() => import('./console/Console.tsx').then(part => ({ default: part.Console })))
const Gone = lazy(() => import('./rights/Gone.tsx').then(screen => ({ default: screen.Gone })))

/** Every screen and its address. */
export function App() {
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
          <Route index element={<Navigate to="/home" replace />} />
          <Route element={<UntilSeen />}>
            <Route path="home" element={<HomeScreen />} />
            <Route path="devices" element={<DevicesScreen />} />
            <Route path="devices/:id" element={<DeviceScreen />} />
          </Route>
          <Route path="account" element={<Account />} />
          <Route path="sessions" element={<Sessions />} />
          <Route path="my-data" element={<MyDataScreen />} />
          <Route path="consents" element={<ConsentsScreen />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Suspense>
  )
}
