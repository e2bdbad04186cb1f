import { createContext, use } from 'react'
import type { Account } from '../queries.ts'

/** The person who is signed in, for every screen behind the guard. */
export const Person = createContext<Account | undefined>(undefined)

export function useAccount(): Account {
  const account = use(Person)
  if (!account) throw new Error('An account is asked for outside of <Guard>.')
  return account
}
