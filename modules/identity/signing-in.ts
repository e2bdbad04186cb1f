import { randomUUID } from 'node:crypto'
import { accountability } from '../../kernel/declare/activities.ts'
import { person, visitor } from '../../kernel/store/work.ts'
import { fairQueue, type Share } from '../../platform/fair-queue.ts'
import type { Asking, Cookie } from '../../platform/route.ts'
import type { AccountHolder } from './account.ts'
import { signIn } from './activities.ts'
import { hasSecondFactor } from './factor-record.ts'
import { browserOf, knownBrowser, rememberBrowser } from './known-browsers.ts'
import { from, limits, unlessBusy } from './limits.ts'
import { mailAddress } from '../../platform/mail-address.ts'
import type { Needs } from './needs.ts'
import { hashingPlaces, hashPassword, isOutdated, isPassword, shareOf } from './passwords.ts'
import { Busy, WrongCredentials } from './refusals.ts'
import { leave, startSession } from './sessions.ts'
import { login } from './tables.ts'

/** Where somebody comes in. */
export type Client = Pick<Asking, 'address' | 'agent' | 'caller' | 'cookies'>
interface Typed {
  readonly mail: string
  readonly password: string
  readonly stay: boolean
}

/** As many as keep the hashing busy while others are looked up. Whoever waits for it holds nothing but the request. */
const admission = fairQueue({ places: hashingPlaces + 2, mostOfOne: 40, mostOfAll: 400, full: () => new Busy() })

/**
 * Signs somebody in, when it is the turn of this network, or of this browser where it is one of ours. Whose turn it is,
 * and who has none, is decided from memory: a crowd costs no look-up, no count and no hashing before.
 */
export async function enter(
  needs: Needs,
  typed: Typed,
  client: Client,
): Promise<{ caller: AccountHolder; cookies: Cookie[] }> {
  const browser = browserOf(needs, client.cookies)
  if (browser === undefined) needs.limits.refuseAtOnce([limits.signInFrom, from(client.address)])
  // Numbers of browsers are had for nothing by whoever can sign in: those of one network take turns together.
  const share =
    browser === undefined ? shareOf(client.address) : { group: `browsers ${shareOf(client.address)}`, of: browser }
  return admission.run(share, () => admitted(needs, typed, client, share))
}

/** The same work and the same words whether the account is not there, not active, or the password another. */
async function admitted(
  needs: Needs,
  { mail: typed, password, stay }: Typed,
  client: Client,
  share: Share,
): Promise<{ caller: AccountHolder; cookies: Cookie[] }> {
  const mail = mailAddress(typed) ?? ''
  const found = await needs.store.under(signIn, visitor, work =>
    work
      .over(login)
      .selectFrom('identity.login')
      .select(['id', 'kind', 'roles', 'password', 'passwordSetAt', 'deactivatedAt'])
      .where('mail', '=', mail)
      .executeTakeFirst(),
  )
  const known = knownBrowser(needs, client.cookies, found)
  const counted = await needs.limits.count(
    ...(known === undefined
      ? ([
          [limits.signIn, from(client.address), mail],
          [limits.signInOfOne, mail],
          [limits.signInFrom, from(client.address)],
        ] as const)
      : ([[limits.signInKnown, known]] as const)),
  )
  const right = await unlessBusy(counted, isPassword(password, found?.password, share))
  if (!right || !found?.password || found.deactivatedAt) {
    await noteFailure(needs, mail, found?.id)
    throw new WrongCredentials()
  }

  const renewed = isOutdated(found.password) ? await hashPassword(password, share) : undefined
  const stored = found.password
  const session = await needs.store.under(signIn, person(found.id), async work => {
    // It may have been changed or erased while it was being compared.
    const db = work.over(login)
    const still = await db
      .selectFrom('identity.login')
      .select('id')
      .where('id', '=', found.id)
      .where('password', '=', stored)
      .where('deactivatedAt', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!still) throw new WrongCredentials()
    if (renewed) await db.updateTable('identity.login').where('id', '=', found.id).set({ password: renewed }).execute()
    work.note({ what: 'signed in', userName: mail })
    const cookie = await startSession(needs, work, found.id, { stay, agent: client.agent })
    // Last, since whoever else signs in from this network waits for the counters.
    await counted.giveBack(work)
    return cookie
  })
  // The same browser begins anew; its old session is of no use to anybody.
  if (client.caller.is !== 'visitor') await leave(needs, client.caller)
  if (found.kind === 'staff')
    return {
      cookies: [session],
      caller: { is: 'staff', account: found.id, roles: found.roles as string[], secondFactor: 'missing' },
    }
  // Whoever has a second factor has not signed in completely before it, and only then is the browser remembered.
  return (await hasSecondFactor(needs, found.id))
    ? { cookies: [session], caller: { is: 'customer', account: found.id, secondFactor: 'missing' } }
    : {
        cookies: [session, rememberBrowser(needs, client.cookies, found)],
        caller: { is: 'customer', account: found.id },
      }
}

/**
 * A failed attempt is on record too. Whoever typed an address that nobody signs in by is a person unknown to us; of
 * such a one something is kept only where the manifest has user names recorded.
 */
function noteFailure({ store, stating }: Needs, mail: string, id: string | undefined): Promise<void> {
  const subject = id ?? (stating.value(accountability.fields).length ? randomUUID() : undefined)
  return store.under(signIn, visitor, async work => {
    work.note({ what: 'sign-in failed', userName: mail, ...(subject !== undefined && { subject }) })
  })
}
