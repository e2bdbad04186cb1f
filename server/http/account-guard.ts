import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { everybody, type AnyRoute, type Caller } from '../../platform/route.ts'
import { AccountNotNamed, OtherAccount } from './refusals.ts'

/**
 * Two people share one browser, and with it one cookie: what one of them began in a tab must not be done in the name of
 * the other who signed in meanwhile. So each answer to somebody signed in names the account in `Obhut-Account`, and a
 * page sends the name that it was drawn for with everything it asks.
 */
export const accountHeader = 'obhut-account'

/**
 * Names an account to its own browser, and says nothing to anybody else: 22 letters that only this platform can make.
 */
export type AccountName = (account: string) => string
export function accountNames(secret: Buffer): AccountName {
  const key = createHmac('sha256', secret).update('http.account-name').digest()
  return account => createHmac('sha256', key).update(account).digest('base64url').slice(0, 22)
}

/** Names the account of this session to its page, and refuses what a page of another account asks for. */
export function refuseOtherAccounts(
  route: AnyRoute,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
  nameOf: AccountName,
): void {
  if (caller.is === 'visitor') return
  const name = nameOf(caller.account)
  // What everybody may ask for may lie in a shared cache; it is nobody's.
  if (route.who !== everybody) reply.header(accountHeader, name)
  const drawnFor = request.headers[accountHeader]
  if (drawnFor !== undefined && drawnFor !== name) {
    reply.header(accountHeader, name)
    throw new OtherAccount()
  }
}

/**
 * A browser writes under a session only for the account that it names. Programs hold a cookie of their own and have no
 * tabs.
 */
export function refuseUnnamedAccounts(route: AnyRoute, caller: Caller, { method, headers }: FastifyRequest): void {
  if (caller.is === 'visitor' || route.who === everybody || safe.has(method)) return
  const isBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined
  if (isBrowser && headers[accountHeader] === undefined) throw new AccountNotNamed()
}

/** Methods that change nothing (RFC 9110, 9.2.1). */
export const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
