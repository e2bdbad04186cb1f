import { pathFrom } from '../address.ts'

/** Where to go after signing in: a place inside of the app, whatever the address bar says. */
export function wayBack(search: string): string {
  const back = pathFrom(new URLSearchParams(search).get('back'))
  return back !== undefined && !back.startsWith('/sign-in') ? back : '/'
}

export const signInAnd = (pathname: string) =>
  pathname === '/' || pathname === '/home' ? '/sign-in' : `/sign-in?back=${encodeURIComponent(pathname)}`
