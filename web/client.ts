import createClient, { type Middleware } from 'openapi-fetch'
import type { paths } from './api.d.ts'
import { Problem, unreachable } from './problem.ts'
import { language } from './words/language.ts'

/** Answers that mean "nobody is signed in here", told to whoever has to lead the person to the sign-in. */
const signedOut = new Set<() => void>()
export function onSignedOut(hear: () => void) {
  signedOut.add(hear)
  return () => { signedOut.delete(hear) }
}

const manners: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', language())
    // Sent again after a lost answer, a POST with the same key does not act twice.
    if (request.method === 'POST') request.headers.set('Idempotency-Key', crypto.randomUUID())
    return request
  },
  onResponse({ response, schemaPath }) {
    // At the sign-in itself 401 means a wrong password, not a lost session.
    if (response.status === 401 && schemaPath !== '/api/sign-in') signedOut.forEach(hear => hear())
    return response
  },
}

export const api = createClient<paths>({ credentials: 'same-origin' })
api.use(manners)

/** The answer, or a `Problem` thrown: `await answer(api.GET('/api/home'))`. */
export async function answer<T>(asked: Promise<{ data?: T, error?: unknown, response: Response }>): Promise<T> {
  const { data, error, response } = await asked.catch(() => { throw unreachable() })
  if (response.ok) return data as T // as: a 204 carries nothing, and its type says so
  throw new Problem(isDetails(error) ? error : { id: 'unknown', status: response.status })
}

const isDetails = (error: unknown): error is ConstructorParameters<typeof Problem>[0] => typeof error === 'object' && error !== null && 'id' in error
