import { z } from 'zod'
import type { Language } from '../../kernel/declare/terms.ts'
import {
  colleagues,
  customers,
  either,
  everybody,
  steppedUp,
  nothing,
  ok,
  page,
  route,
  signedIn,
  type AnyRoute,
} from '../../platform/route.ts'
import { NotFound } from '../../platform/refusal.ts'
import { opaqueText } from '../../platform/text.ts'
import { codesNow, codesPage } from './dev-codes.ts'
import { isOffered, secondFactorOf, type Own } from './factor-record.ts'
import { addressOf } from './holder.ts'
import { passwordInput } from './input.ts'
import type { Needs } from './needs.ts'
import { confirmEnrolment, enrol, newRecoveryCodes, showSecondFactor, switchOff } from './second-factor.ts'
import * as shapes from './shapes.ts'

const code = opaqueText(40, 1).describe('Six digits from the app, or one of the recovery codes.')
const password = passwordInput
  .optional()
  .describe(
    'The present password. Customers give it again before anything about their second factor changes; staff give a fresh code of the second factor itself.',
  )

/**
 * Setting up the second factor and giving its code: the only routes, beside the own account, that the password alone
 * opens; to customers who have set one up, giving its code alone.
 */
export const secondFactorRoutes = (needs: Needs): AnyRoute[] => [
  route({
    at: 'GET /api/second-factor',
    who: signedIn,
    says: 'How it stands with the own second factor.',
    gives: shapes.secondFactor,
    does: async (_, { caller }) => ok(await secondFactorOf(needs, offered(needs, caller))),
  }),
  route({
    at: 'POST /api/second-factor',
    status: 204,
    who: signedIn,
    says: 'Gives the code of the second factor, so that this session opens the account.',
    takes: z.strictObject({ code }),
    does: async ({ code: typed }, { caller, cookies }) =>
      nothing({ cookies: await showSecondFactor(needs, offered(needs, caller), typed, cookies) }),
  }),
  route({
    at: 'POST /api/second-factor/enrolment',
    who: either(customers, colleagues),
    gives: shapes.enrolment,
    takes: z.strictObject({ password }),
    says: 'Makes a new secret for an app. It counts once its first code is given, within an hour. Staff who have a second factor already replace it only shortly after giving its code.',
    does: async ({ password: typed }, { caller }) =>
      ok(
        await enrol(needs, offered(needs, caller), {
          mail: (await addressOf(needs)(caller.account))?.mail ?? '',
          password: typed,
        }),
      ),
  }),
  route({
    at: 'POST /api/second-factor/enrolment/confirm',
    who: either(customers, colleagues),
    says: 'Confirms the new secret by its first code. The recovery codes are shown this once.',
    takes: z.strictObject({ code }),
    gives: shapes.recoveryCodes,
    does: async ({ code: typed }, { caller, cookies: sent }) => {
      const { recoveryCodes, cookies } = await confirmEnrolment(needs, offered(needs, caller), typed, sent)
      return ok({ recoveryCodes }, { cookies })
    },
  }),
  route({
    at: 'POST /api/second-factor/recovery-codes',
    who: either(customers, steppedUp(colleagues)),
    says: 'Makes new recovery codes; the old ones no longer work.',
    takes: z.strictObject({ password }),
    gives: shapes.recoveryCodes,
    does: async ({ password: typed }, { caller }) => ok(await newRecoveryCodes(needs, offered(needs, caller), typed)),
  }),
  route({
    at: 'POST /api/second-factor/removal',
    status: 204,
    who: customers,
    says: 'Switches the second factor off; all other sessions end. Staff cannot do without one.',
    takes: z.strictObject({ password: passwordInput }),
    does: async ({ password: typed }, { caller }) => {
      await switchOff(needs, offered(needs, caller), typed)
      return nothing()
    },
  }),
  ...(needs.settings.movable ? [codesOfTheDemo(needs)] : []),
]

/** Under a statement that knows no second factor there is none to ask about. */
function offered(needs: Needs, caller: Own): Own {
  if (!isOffered(needs)) throw new NotFound()
  return caller
}

const codesOfTheDemo = (needs: Needs): AnyRoute =>
  route({
    at: 'GET /dev/codes',
    who: everybody,
    unlisted: true,
    says: 'The codes that the apps of this demo’s people show.',
    does: async (_, { accepts, language }: { accepts: string; language: Language }) => {
      const codes = await codesNow(needs)
      return accepts.includes('text/html') ? page(codesPage(codes, language)) : ok({ items: codes })
    },
  })
