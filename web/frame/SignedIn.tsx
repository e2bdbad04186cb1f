import { useEffect } from 'react'
import { useLocation } from 'react-router'
import { live } from '../live.ts'
import { Shell } from './Shell.tsx'
import { Guard } from '../identity/Guard.tsx'

/** Where staff have what these addresses of the portal show: letters lead there. */
const ofStaff: Readonly<Record<string, string>> = {
  '/my-data': '/console/my-data',
  '/account': '/console/own',
  '/sessions': '/console/sessions',
}

/** The portal, for customers who are signed in. */
export function SignedIn() {
  const { pathname } = useLocation()
  useEffect(
    () => () => {
      live.stop()
    },
    [],
  )
  return (
    <Guard lets="customer" others={ofStaff[pathname] ?? '/console'}>
      <Shell />
    </Guard>
  )
}
