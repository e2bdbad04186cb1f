import { z } from 'zod'
import type { Language } from '../../kernel/statement/terms.ts'
import { colleagues, everybody, freshly, nothing, ok, page, route, type AnyRoute, type Staff } from '../../house/route.ts'
import { opaqueText } from '../../house/text.ts'
import { accountOf } from './account.ts'
import { codesNow, codesPage } from './dev-codes.ts'
import type { Needs } from './needs.ts'
import { confirmEnrolment, enrol, newRecoveryCodes, secondFactorOf, showSecondFactor } from './second-factor.ts'
import * as shapes from './shapes.ts'

const code = opaqueText(40, 1).describe('Six digits from the app, or one of the spare codes.')
const ownMail = async (needs: Needs, caller: Staff): Promise<string> => (await accountOf(needs, caller)).mail

/** Setting up the second factor and giving its code: the only routes, beside the own account, that staff reach by the password alone. */
export const secondFactorRoutes = (needs: Needs): AnyRoute[] => [
  route({
    at: 'GET /api/second-factor', who: colleagues, says: 'How it stands with the own second factor.', gives: shapes.secondFactor,
    does: async (_, { caller }) => ok(await secondFactorOf(needs, caller)),
  }),
  route({
    at: 'POST /api/second-factor', status: 204, who: colleagues, says: 'Gives the code of the second factor, so that this session opens what the roles allow.', takes: z.strictObject({ code }),
    does: async ({ code: typed }, { caller, cookies }) => nothing({ cookies: await showSecondFactor(needs, caller, typed, cookies) }),
  }),
  route({
    at: 'POST /api/second-factor/enrolment', who: colleagues, says: 'Makes a new secret for an app. It counts once its first code is given; in place of one that counts already only shortly after that one’s code.', gives: shapes.enrolment,
    does: async (_, { caller }) => ok(await enrol(needs, caller, await ownMail(needs, caller))),
  }),
  route({
    at: 'POST /api/second-factor/enrolment/confirm', who: colleagues, says: 'Confirms the new secret by its first code. The spare codes are shown this once.', takes: z.strictObject({ code }), gives: shapes.recoveryCodes,
    does: async ({ code: typed }, { caller, cookies: sent }) => {
      const { recoveryCodes, cookies } = await confirmEnrolment(needs, caller, typed, sent)
      return ok({ recoveryCodes }, { cookies })
    },
  }),
  route({
    at: 'POST /api/second-factor/recovery-codes', who: freshly(colleagues), says: 'Makes new spare codes; the old ones no longer work.', gives: shapes.recoveryCodes,
    does: async (_, { caller }) => ok(await newRecoveryCodes(needs, caller.account)),
  }),
  ...(needs.settings.movable ? [codesOfTheDemo(needs)] : []),
]

const codesOfTheDemo = (needs: Needs): AnyRoute => route({
  at: 'GET /dev/codes', who: everybody, unlisted: true, says: 'The codes of this demo’s staff.',
  does: async (_, { accepts, language }: { accepts: string, language: Language }) => {
    const codes = await codesNow(needs)
    return accepts.includes('text/html') ? page(codesPage(codes, language)) : ok({ items: codes })
  },
})
