import { z } from 'zod'
import { listOf } from '../../platform/list.ts'
import { paged } from '../../platform/paging.ts'
import {
  accepted,
  accounts,
  created,
  customers,
  everybody,
  whoever,
  steppedUp,
  nothing,
  ok,
  route,
  signedIn,
  staff,
  type AnyRoute,
} from '../../platform/route.ts'
import { oneLine, opaqueText, uuid } from '../../platform/text.ts'
import { accountOf, correct, deleteAccount, deletionOf, whoIsSignedIn, type AccountHolder } from './account.ts'
import { staffRoles } from './contract.ts'
import {
  changeRoles,
  colleagues,
  deactivate,
  endColleagueSessions,
  endCustomerSessions,
  reactivate,
  resetColleague,
  resetCustomer,
  sessionsOfColleague,
} from './colleagues.ts'
import { answerTo } from './fields.ts'
import { forgot } from './forgotten.ts'
import { shownSite } from './site.ts'
import { findCustomer } from './look-up.ts'
import {
  answers,
  byManifest,
  languages,
  mailInput,
  newPasswordInput,
  passwordInput,
  registrationShape,
  tokenInput,
  type RegistrationInput,
} from './input.ts'
import { askedMail, askForMail, confirmMail } from './mail-change.ts'
import { tokenForCode } from './links.ts'
import type { Needs } from './needs.ts'
import { openForCustomer, openForStaff, renewInvitation } from './opened-by-staff.ts'
import { changePassword, setPassword } from './password-change.ts'
import { confirmRegistered, isOpen, register } from './registration.ts'
import { endOtherSessions, endSession, forgetCookie, leave, sessionsOf } from './sessions.ts'
import { approveRoles, cancelRoles, divided, roleRequests } from './role-requests.ts'
import { secondFactorRoutes } from './second-factor-routes.ts'
import * as shapes from './shapes.ts'
import { enter } from './signing-in.ts'

export const routes = (needs: Needs): AnyRoute[] => [
  ...signedOutRoutes(needs),
  ...inTheAccount(needs),
  ...secondFactorRoutes(needs),
  ...sessionRoutes(needs),
  ...byStaff(needs),
  ...onColleagues(needs),
]

/** A holder's name, as staff have it. */
const nameInput = answerTo({ name: 'firstName', required: true })

function signedOutRoutes(needs: Needs): AnyRoute[] {
  const registration = byManifest(needs.stating, () =>
    registrationShape(
      needs.stating,
      needs.parts.map(part => part.field),
    ),
  )
  const anything = z.looseObject({}) as unknown as z.ZodType<RegistrationInput>
  return [
    route({
      at: 'GET /api/site',
      who: everybody,
      says: 'What this platform is: its company, its languages, and what it asks at registration.',
      gives: shapes.site,
      does: async (_, { language }) => ok(shownSite(needs, language)),
    }),
    route({
      at: 'POST /api/registrations',
      who: everybody,
      says: 'Asks for an account. The answer is the same whether or not the address has one already.',
      once: true,
      // Follows the statement in force; where nobody registers, nothing is looked at and everything refused.
      get takes() {
        return isOpen(needs) ? registration() : anything
      },
      status: 202,
      gives: shapes.empty,
      does: async (input, asking) => {
        await register(needs, input, asking)
        return accepted()
      },
    }),
    route({
      at: 'POST /api/registrations/confirm',
      who: everybody,
      says: 'Confirms the address by the link of the mail and the password that was chosen; the account comes about, and whoever did it is signed in.',
      gives: shapes.customerNumber,
      takes: z.strictObject({ token: tokenInput, password: passwordInput }),
      does: async (input, asking) => {
        const { customerNumber, cookies } = await confirmRegistered(needs, input, asking)
        return ok({ customerNumber }, { cookies })
      },
    }),
    route({
      at: 'POST /api/sign-in',
      who: everybody,
      says: 'Signs in with address and password.',
      gives: shapes.account,
      takes: z.strictObject({
        mail: opaqueText(320),
        password: passwordInput,
        stay: z.boolean().default(false).describe('Whether the session outlasts the browser.'),
      }),
      does: async (input, asking) => {
        const { cookies, caller } = await enter(needs, input, asking)
        return ok(await accountOf(needs, caller), { cookies })
      },
    }),
    route({
      at: 'POST /api/sign-out',
      status: 204,
      who: everybody,
      says: 'Ends this session.',
      does: async (_, { caller }) => {
        if (caller.is !== 'visitor') await leave(needs, caller)
        return nothing({ cookies: [forgetCookie(needs)] })
      },
    }),
    route({
      at: 'POST /api/password-resets',
      who: everybody,
      says: 'Asks for a link to set a new password. The answer is the same whether or not the address has an account.',
      takes: z.strictObject({ mail: mailInput }),
      status: 202,
      gives: shapes.empty,
      does: async ({ mail }, asking) => {
        await forgot(needs, mail, asking)
        return accepted()
      },
    }),
    route({
      at: 'POST /api/password-resets/redeem',
      status: 204,
      who: everybody,
      says: 'Sets a new password by the link of the mail; all sessions end.',
      takes: z.strictObject({ token: tokenInput, password: newPasswordInput }),
      does: async (input, { cookies }) => nothing({ cookies: await setPassword(needs, 'reset', input, cookies) }),
    }),
    route({
      at: 'POST /api/activations',
      status: 204,
      who: everybody,
      says: 'Sets the first password of an account that staff opened.',
      takes: z.strictObject({ token: tokenInput, password: newPasswordInput }),
      does: async (input, { cookies }) => nothing({ cookies: await setPassword(needs, 'activation', input, cookies) }),
    }),
    route({
      at: 'POST /api/links/code',
      who: everybody,
      says: 'Takes the code of a mailed link, for those whose mail gateway cut the link short. Gives a token in place of the one that the link had, and the page of the portal that it opens.',
      gives: shapes.linkByCode,
      takes: z.strictObject({ mail: mailInput, code: opaqueText(40, 1) }),
      does: async (input, { address }) => ok(await tokenForCode(needs, input, address)),
    }),
    route({
      at: 'POST /api/account/mail/look',
      who: everybody,
      says: 'What the link of a mail about a new address agrees to.',
      takes: z.strictObject({ token: tokenInput }),
      gives: shapes.askedMail,
      does: async ({ token }) => ok(await askedMail(needs, token)),
    }),
    route({
      at: 'POST /api/account/mail/confirm',
      who: everybody,
      says: 'Agrees to a new address by the link of a mail; it counts once the old and the new one have agreed.',
      takes: z.strictObject({ token: tokenInput }),
      gives: shapes.confirmed,
      does: async ({ token }) => ok(await confirmMail(needs, token)),
    }),
  ]
}

function inTheAccount(needs: Needs): AnyRoute[] {
  return [
    route({
      at: 'GET /api/session',
      who: whoever,
      says: 'Who is signed in here, for whoever does not know yet: the own account, or null.',
      gives: shapes.whoIsSignedIn,
      does: async (_, { caller }) => ok({ account: await whoIsSignedIn(needs, caller) }),
    }),
    route({
      at: 'GET /api/account',
      who: signedIn,
      says: 'The own account.',
      gives: shapes.account,
      does: async (_, { caller }) => ok(await accountOf(needs, caller as AccountHolder)),
    }),
    route({
      at: 'PATCH /api/account',
      who: accounts,
      says: 'Corrects language or fields of the own account.',
      takes: z.strictObject({
        language: languages.optional(),
        fields: answers.optional().describe('By name, as the registration form asks for them.'),
      }),
      gives: shapes.account,
      does: async (input, { caller }) => ok(await correct(needs, caller as AccountHolder, input)),
    }),
    route({
      at: 'POST /api/account/password',
      status: 204,
      who: accounts,
      says: 'Sets a new password; all other sessions end.',
      takes: z.strictObject({ current: passwordInput, next: newPasswordInput }),
      does: async (input, { caller, cookies }) =>
        nothing({ cookies: await changePassword(needs, caller, input, cookies) }),
    }),
    route({
      at: 'POST /api/account/mail',
      who: accounts,
      says: 'Asks for a new address; links go to the old and the new one.',
      takes: z.strictObject({ mail: mailInput, password: passwordInput }),
      status: 202,
      gives: shapes.empty,
      does: async (input, { caller }) => {
        await askForMail(needs, caller, input)
        return accepted()
      },
    }),
    route({
      at: 'GET /api/account/deletion',
      who: customers,
      says: 'What deleting the own account would take away, and what a law would keep. Nothing happens yet.',
      gives: shapes.deletion,
      does: async (_, { caller, language }) => ok(await deletionOf(needs, caller.account, language)),
    }),
    route({
      at: 'POST /api/account/delete',
      who: customers,
      says: 'Deletes the own account with all that is held about its owner.',
      takes: z.strictObject({ password: passwordInput }),
      gives: shapes.deletion,
      does: async ({ password }, { caller, language, cookies }) => {
        const deleted = await deleteAccount(needs, caller, password, language, cookies)
        return ok(deleted.deletion, { cookies: deleted.cookies })
      },
    }),
  ]
}

function sessionRoutes(needs: Needs): AnyRoute[] {
  return [
    route({
      at: 'GET /api/sessions',
      who: accounts,
      says: 'Where one is signed in.',
      gives: shapes.sessions,
      does: async (_, { caller, language }) => ok({ items: await sessionsOf(needs, caller, language) }),
    }),
    route({
      at: 'DELETE /api/sessions/:id',
      status: 204,
      who: accounts,
      says: 'Ends one of the own sessions.',
      takes: z.strictObject({ id: uuid() }),
      does: async ({ id }, { caller }) => {
        await endSession(needs, caller.account, id)
        return nothing(id === caller.session ? { cookies: [forgetCookie(needs)] } : {})
      },
    }),
    route({
      at: 'DELETE /api/sessions',
      status: 204,
      who: accounts,
      says: 'Ends all other sessions.',
      does: async (_, { caller }) => {
        await endOtherSessions(needs, caller)
        return nothing()
      },
    }),
  ]
}

const administration = staff('administration')

function byStaff(needs: Needs): AnyRoute[] {
  return [
    route({
      at: 'POST /api/staff/accounts',
      status: 201,
      who: steppedUp(administration),
      says: 'Opens an account for a member of staff, who gets a link by mail and sets the password. Administration, privacy and officer are asked for, and given once a second administrator has approved them.',
      once: true,
      gives: shapes.openedForStaff,
      takes: z.strictObject({
        mail: mailInput,
        firstName: nameInput,
        lastName: nameInput,
        roles: listOf(z.enum(staffRoles), 10),
        language: languages.optional(),
      }),
      does: async (input, { caller }) =>
        created({
          id: (await openForStaff(needs, { staff: caller.account }, definite(input))).id,
          waiting: divided(input.roles).asked,
        }),
    }),
    route({
      at: 'POST /api/staff/customers',
      status: 201,
      who: administration,
      says: 'Opens an account for a customer, who gets a link by mail and sets the password.',
      once: true,
      gives: shapes.opened,
      takes: z.strictObject({
        mail: mailInput,
        language: languages.optional(),
        fields: answers.default({}).describe('By name, as the registration form asks for them.'),
        contractReference: oneLine(100, 1)
          .optional()
          .describe('The contract that the account rests on; required where accounts are opened by staff.'),
      }),
      does: async (input, { caller }) =>
        created({ id: (await openForCustomer(needs, { staff: caller.account }, definite(input))).id }),
    }),
    route({
      at: 'POST /api/staff/accounts/:id/link',
      status: 202,
      who: administration,
      says: 'Sends a new link for an account of staff or customer that is not active yet; the old one no longer works.',
      takes: z.strictObject({ id: uuid() }),
      gives: shapes.empty,
      does: async ({ id }, { caller }) => {
        await renewInvitation(needs, { staff: caller.account }, id)
        return accepted()
      },
    }),
  ]
}

const ofOne = z.strictObject({ id: uuid() })
const roles = listOf(z.enum(staffRoles), 10)

function onColleagues(needs: Needs): AnyRoute[] {
  return [
    route({
      at: 'GET /api/staff/accounts',
      who: administration,
      says: 'Everybody who works here, by name, in pages, with permissions and state.',
      takes: z.strictObject(paged),
      gives: shapes.colleagues,
      does: async (paging, { caller }) => ok(await colleagues(needs, caller.account, paging)),
    }),
    route({
      at: 'PATCH /api/staff/accounts/:id',
      who: steppedUp(administration),
      says: 'Gives a colleague these permissions in place of the present ones. New ones of administration, privacy and officer wait for a second administrator.',
      gives: shapes.changedRoles,
      takes: z.strictObject({ id: uuid(), roles }),
      does: async ({ id, roles: next }, { caller }) =>
        ok({ waiting: await changeRoles(needs, caller.account, id, next) }),
    }),
    route({
      at: 'GET /api/staff/role-requests',
      who: administration,
      says: 'Permissions that were asked for, the latest first, with what the caller can do about each.',
      gives: shapes.roleRequests,
      takes: z.strictObject(paged),
      does: async (paging, { caller }) => ok(await roleRequests(needs, caller.account, paging)),
    }),
    route({
      at: 'POST /api/staff/role-requests/:id/approval',
      status: 204,
      who: steppedUp(administration),
      says: 'Approves permissions that another administrator asked for, whose account goes back to neither side. They are given when the wait is over.',
      takes: ofOne,
      does: async ({ id }, { caller }) => {
        await approveRoles(needs, caller.account, id)
        return nothing()
      },
    }),
    route({
      at: 'POST /api/staff/role-requests/:id/cancellation',
      status: 204,
      who: administration,
      says: 'Ends such a request before it takes effect.',
      takes: ofOne,
      does: async ({ id }, { caller }) => {
        await cancelRoles(needs, caller.account, id)
        return nothing()
      },
    }),
    route({
      at: 'POST /api/staff/accounts/:id/reset',
      status: 202,
      who: steppedUp(administration),
      says: 'Takes a colleague’s second factor and password away and sends a link for a new beginning; all sessions end.',
      takes: ofOne,
      gives: shapes.empty,
      does: async ({ id }, { caller }) => {
        await resetColleague(needs, caller.account, id)
        return accepted()
      },
    }),
    route({
      at: 'GET /api/staff/accounts/:id/sessions',
      who: administration,
      says: 'Where a colleague is signed in.',
      takes: ofOne,
      gives: shapes.sessions,
      does: async ({ id }, { caller, language }) =>
        ok({ items: await sessionsOfColleague(needs, caller.account, id, language) }),
    }),
    route({
      at: 'DELETE /api/staff/accounts/:id/sessions',
      status: 204,
      who: steppedUp(administration),
      says: 'Ends all sessions of a colleague, who signs in anew.',
      takes: ofOne,
      does: async ({ id }, { caller }) => {
        await endColleagueSessions(needs, caller.account, id)
        return nothing()
      },
    }),
    route({
      at: 'DELETE /api/staff/customers/:id/sessions',
      status: 204,
      who: steppedUp(administration),
      says: 'Ends all sessions of a customer who turned to us, for example because a device was lost.',
      takes: ofOne,
      does: async ({ id }, { caller }) => {
        await endCustomerSessions(needs, caller.account, id)
        return nothing()
      },
    }),
    route({
      at: 'POST /api/staff/customers/:id/reset',
      status: 202,
      who: steppedUp(administration),
      says: 'Takes a customer’s second factor and password away and sends a link for a new password; all sessions end. For customers who have lost app and recovery codes, once it is certain that it is they who ask.',
      takes: ofOne,
      gives: shapes.empty,
      does: async ({ id }, { caller }) => {
        await resetCustomer(needs, caller.account, id)
        return accepted()
      },
    }),
    route({
      at: 'POST /api/staff/accounts/:id/deactivation',
      status: 204,
      who: steppedUp(administration),
      says: 'Keeps a colleague out, at once.',
      takes: ofOne,
      does: async ({ id }, { caller }) => {
        await deactivate(needs, caller.account, id)
        return nothing()
      },
    }),
    route({
      at: 'DELETE /api/staff/accounts/:id/deactivation',
      status: 204,
      who: steppedUp(administration),
      says: 'Lets a colleague back in, by a new link. Administration, privacy and officer are asked for anew.',
      takes: ofOne,
      does: async ({ id }, { caller }) => {
        await reactivate(needs, caller.account, id)
        return nothing()
      },
    }),
    route({
      at: 'POST /api/staff/look-ups',
      who: staff('support', 'privacy', 'administration'),
      says: 'Finds a customer by the whole customer number or mail address. Who looked, and why, is on record; the customer can see it, too.',
      takes: z.strictObject({
        by: oneLine(320, 3).describe('Customer number or mail address.'),
        reason: oneLine(200, 3),
      }),
      gives: shapes.lookedUp,
      does: async (input, { caller, language }) =>
        ok({ customer: (await findCustomer(needs, caller.account, { ...input, language })) ?? null }),
    }),
  ]
}

type Definite<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}
/** What was left out is left out, not undefined. */
const definite = <T extends object>(input: T): Definite<T> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Definite<T>
