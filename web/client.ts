import createClient, { type Middleware } from 'openapi-fetch'
import type { paths } from './api.d.ts'
import { forgetAccount, isOurs, pageAccount } from './page-account.ts'
import { idempotencyKeys } from './keys.ts'
import { Problem, unreachable } from './problem.ts'
import { language } from './locales/language.ts'

/** Answers that mean "nobody is signed in here", told to whoever has to lead the person to the sign-in. */
const signedOut = new Set<() => void>()
/** What an answer said: the page is no longer anybody's. */
export function nobodyIsSignedIn() {
  forgetAccount()
  signedOut.forEach(hear => hear())
}
export function onSignedOut(hear: () => void) {
  signedOut.add(hear)
  return () => {
    signedOut.delete(hear)
  }
}

/** Answers that mean "first the code of the second factor", told to the guards of portal and console. */
const codeNeeded = new Set<() => void>()
export function onCodeNeeded(hear: () => void) {
  codeNeeded.add(hear)
  return () => {
    codeNeeded.delete(hear)
  }
}

const keyed = 'Idempotency-Key'
const keys = idempotencyKeys()

/**
 * The body just written; the middleware hears of the request in the same breath, and could read its body only by making
 * a stream of it.
 */
let written = ''
const write = (body: unknown) => {
  written = JSON.stringify(body)
  return written
}

/** For which account a page asks (409 where it is no longer the one that is signed in). */
const drawnFor = 'Obhut-Account'
/** Who is there, and who is to be there from now on, is asked whoever this page was drawn for. */
const asksWho = (method: string, path: string) =>
  path === '/api/sign-in' || (['/api/session', '/api/account'].includes(path) && method === 'GET')

const manners: Middleware = {
  onRequest({ request, schemaPath }) {
    const account = pageAccount()
    if (account !== null && !asksWho(request.method, schemaPath)) request.headers.set(drawnFor, account)
    request.headers.set('Accept-Language', language())
    if (request.method === 'POST') request.headers.set(keyed, keys.of(`${request.url} ${written}`))
    written = ''
    return request
  },
  onResponse({ request, response, schemaPath }) {
    // A breakdown on the way (502, 504) leaves open whether the platform acted; 409 says that it is still at it.
    if (response.status < 500 && response.status !== 409) keys.answered(request.headers.get(keyed))
    const [askedAs, answeredTo] = [request.headers.get(drawnFor), response.headers.get(drawnFor)]
    // An answer to somebody whom the page has forgotten meanwhile, or is not about, is shown to nobody.
    if (answeredTo !== null && !isOurs(askedAs, answeredTo)) return new Promise<never>(() => {})
    // At the sign-in itself 401 means a wrong password, not a lost session.
    if (response.status === 401 && schemaPath !== '/api/sign-in') nobodyIsSignedIn()
    return response
  },
}

export const api = createClient<paths>({ credentials: 'same-origin', bodySerializer: write })
api.use(manners)

/** The answer, or a `Problem` thrown: `await answer(api.GET('/api/home'))`. */
export async function answer<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked.catch(() => {
    throw unreachable()
  })
  if (response.ok) return data as T // as: a 204 carries nothing, and its type says so
  const problem = new Problem(isDetails(error) ? error : { id: 'unknown', status: response.status })
  if (problem.id === 'second-factor-needed') codeNeeded.forEach(hear => hear())
  throw problem
}

const isDetails = (error: unknown): error is ConstructorParameters<typeof Problem>[0] =>
  typeof error === 'object' && error !== null && 'id' in error
