import type { QueryClient } from '@tanstack/react-query'
import { whoIsThis } from '../queries.ts'
import { forgetPerson } from './queries.ts'
import { tellArrived } from './tabs.ts'

/**
 * Somebody has just signed in here, by whatever way: what this page knew of whoever was here before is forgotten, and
 * other tabs hear of it. Gives who it is; nobody where the browser keeps no cookie.
 */
export async function arrive(queries: QueryClient) {
  forgetPerson(queries)
  const held = await queries.fetchQuery({ ...whoIsThis, staleTime: 0 })
  if (held) tellArrived()
  return held
}
