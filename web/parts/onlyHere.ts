import { queryOptions, skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

type Held = Readonly<Record<string, unknown>>
const held = queryOptions<Held>({ queryKey: ['only here'], queryFn: skipToken, gcTime: Infinity, staleTime: Infinity })

/**
 * What the server gave once and keeps nowhere (secrets of new gateways, recovery codes, the answer to somebody who was
 * erased). It stays in sight, also after a look at another page, until somebody says that it is saved. It is in the
 * memory of this page alone, so the browser asks before it leaves.
 */
export function useOnlyHere<T>(name: string): { readonly kept: T | undefined; readonly keep: (what?: T) => void } {
  const queries = useQueryClient()
  const kept = useQuery(held).data?.[name] as T | undefined // as: put there under this name, by `keep`
  const keep = (what?: T) => {
    queries.setQueryData<Held>(held.queryKey, all =>
      Object.fromEntries([
        ...Object.entries(all ?? {}).filter(([other]) => other !== name),
        ...(what === undefined ? [] : [[name, what]]),
      ]),
    )
  }
  return { kept, keep }
}

/** All that is kept under names that begin like this. */
export const useAllHere = <T>(begins: string): readonly (readonly [name: string, what: T])[] =>
  Object.entries(useQuery(held).data ?? {}).filter(([name]) => name.startsWith(begins)) as [string, T][] // as: names of one kind hold one kind

/** Has the browser ask before it leaves while anything is only here; says whether anything is. */
export function useAsksBeforeLeaving(): boolean {
  const asks = useAllHere('').length > 0
  useEffect(() => {
    if (!asks) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [asks])
  return asks
}
