import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { components } from './api.d.ts'
import { answer, api, nobodyIsSignedIn } from './client.ts'
import { formats } from './locales/formats.ts'
import { useLanguage } from './locales/words.tsx'

export type Site = components['schemas']['Site']
export type Account = components['schemas']['Account']

/** What the site is like: its name, its languages, what it asks at registration. */
export const site = queryOptions({
  queryKey: ['site'],
  queryFn: () => answer(api.GET('/api/site')),
  staleTime: Infinity,
})
export const useSite = () => useQuery(site)

/** Who is signed in; null is an answer, too. */
export const whoIsThis = queryOptions<Account | null>({
  queryKey: ['account'],
  queryFn: async () => {
    const { account } = await answer(api.GET('/api/session'))
    if (!account) nobodyIsSignedIn()
    return account
  },
  staleTime: 60_000,
  // Another tab may have signed somebody else in while this one was out of sight.
  refetchOnWindowFocus: 'always',
})

/** Numbers and times in the language on screen and the time zone of the platform. */
export function useFormats() {
  const { language } = useLanguage()
  const timeZone = useSite().data?.timeZone ?? 'Europe/Berlin'
  return useMemo(() => formats(language, timeZone), [language, timeZone])
}
