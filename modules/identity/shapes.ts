import { z } from 'zod'
import { next } from '../../platform/paging.ts'
import { statesOfRoleRequest } from './tables.ts'
import { staffRoles } from './contract.ts'

/** What the routes give, for the API description. */
export const empty = z.strictObject({})
export const customerNumber = z.strictObject({ customerNumber: z.string() })
export const confirmed = z.strictObject({ confirmed: z.enum(['one', 'both']) })
export const linkByCode = z
  .strictObject({
    page: z
      .enum(['confirm', 'activate', 'reset', 'mail'])
      .describe('The page of the portal, which takes the token behind a #.'),
    token: z.string(),
  })
  .meta({ id: 'LinkByCode' })
export const askedMail = z
  .strictObject({
    mail: z.string(),
    side: z.enum(['old', 'new']).describe('Whether the link went to the present address or to the new one.'),
  })
  .meta({ id: 'AskedMail' })
export const opened = z.strictObject({ id: z.uuid() })

export const field = z
  .strictObject({
    name: z.string(),
    label: z.string(),
    required: z.boolean(),
    kind: z.enum(['text', 'choice', 'email', 'password', 'tel', 'date', 'serial']),
    choices: z
      .array(z.strictObject({ value: z.string(), label: z.string() }))
      .readonly()
      .optional(),
    why: z.string().describe('What the answer is used for.'),
    without: z.string().describe('What does not work without it.'),
    autocomplete: z.string().optional(),
  })
  .meta({ id: 'Field', description: 'A question of the registration form, as the statement in force asks it.' })

export const site = z
  .strictObject({
    company: z.string(),
    languages: z.array(z.enum(['de', 'en'])).readonly(),
    demo: z.boolean(),
    timeZone: z.string(),
    runs: z.array(z.string()).readonly().describe('The modules of which the statement in force states an activity.'),
    registration: z.strictObject({ open: z.boolean(), fields: z.array(field).readonly() }),
    statement: z.strictObject({ effective: z.iso.date() }),
  })
  .meta({ id: 'Site' })

export const account = z
  .strictObject({
    kind: z.enum(['customer', 'staff']),
    customerNumber: z.string().nullable(),
    mail: z.string(),
    language: z.enum(['de', 'en']),
    fields: z.record(z.string(), z.string()),
    may: z.array(z.string()).readonly(),
    secondFactor: z
      .enum(['not needed', 'to set up', 'to give', 'given'])
      .describe(
        'What is still missing before the account opens: staff set one up, and whoever has one gives its code. Customers who have none need none.',
      ),
    createdAt: z.date(),
    pendingMail: z.string().nullable().describe('A new address that waits for its confirmations.'),
  })
  .meta({ id: 'Account' })

export const whoIsSignedIn = z.strictObject({ account: account.nullable() })

const session = z
  .strictObject({
    id: z.uuid(),
    current: z.boolean(),
    startedAt: z.date(),
    lastSeenAt: z.date(),
    stay: z.boolean(),
    agent: z.string(),
  })
  .meta({ id: 'Session' })
export const sessions = z.strictObject({ items: z.array(session) })

const whats = { what: z.string(), rows: z.number() }
export const deletion = z
  .strictObject({
    waits: z.boolean().describe('Something stands against it for now: nothing goes yet, and all of it goes later.'),
    gone: z.array(z.strictObject(whats)).readonly(),
    kept: z.array(z.strictObject({ ...whats, why: z.string(), until: z.string() })).readonly(),
    blanked: z.array(z.strictObject(whats)).readonly(),
    shared: z.array(z.strictObject(whats)).readonly(),
    told: z.array(z.string()).describe('Recipients of the data, who hear of it (Art. 19 GDPR).'),
  })
  .meta({ id: 'DeletionReport' })

export const secondFactor = z
  .strictObject({
    isSetUp: z.boolean(),
    since: z.date().nullable(),
    shown: z.enum(['none', 'missing', 'given', 'fresh']).describe('Whether the code was given in this session.'),
    recoveryCodesLeft: z.number(),
  })
  .meta({ id: 'SecondFactor' })
export const enrolment = z
  .strictObject({
    key: z.string().describe('For typing by hand.'),
    uri: z.string().describe('For the picture that an app reads.'),
  })
  .meta({ id: 'Enrolment' })
export const recoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) })

const colleague = z
  .strictObject({
    id: z.uuid(),
    firstName: z.string(),
    lastName: z.string(),
    mail: z.string(),
    roles: z.array(z.enum(staffRoles)).readonly(),
    state: z.enum(['invited', 'active', 'deactivated']),
    secondFactor: z.boolean(),
    createdAt: z.date(),
    oneself: z.boolean(),
    may: z.array(z.string()).readonly(),
  })
  .meta({ id: 'Colleague' })
export const colleagues = z.strictObject({ items: z.array(colleague), next }).meta({ id: 'Colleagues' })
/** Permissions that wait for a second administrator. */
const waitingRoles = z
  .array(z.enum(staffRoles))
  .readonly()
  .describe('Permissions that a second administrator has to approve before they are given.')
export const openedForStaff = z.strictObject({ id: z.uuid(), waiting: waitingRoles })
export const changedRoles = z.strictObject({ waiting: waitingRoles })
const named = z
  .strictObject({ name: z.string(), mail: z.string() })
  .describe('People choose their own names; the address tells whose account it is.')
  .meta({ id: 'NamedColleague' })
const shownRoleRequest = z
  .strictObject({
    id: z.uuid(),
    colleague: named
      .extend({
        since: z.date(),
        openedBy: named
          .nullable()
          .describe('Null where it was opened from the command line, or by somebody who is no longer here.'),
      })
      .nullable(),
    roles: z.array(z.enum(staffRoles)).readonly(),
    state: z.enum(statesOfRoleRequest),
    askedBy: named.nullable(),
    askedAt: z.date(),
    waitsUntil: z.date(),
    approvedBy: named.nullable(),
    approvedAt: z.date().nullable(),
    endedBy: named.nullable(),
    endedAt: z.date().nullable(),
    may: z.array(z.string()).readonly(),
    because: z.enum(['own', 'concerned', 'not independent']).nullable().describe('Why the caller cannot approve it.'),
  })
  .meta({ id: 'RoleRequest' })
export const roleRequests = z.strictObject({ items: z.array(shownRoleRequest), next })

const foundCustomer = z
  .strictObject({
    id: z.uuid(),
    customerNumber: z.string(),
    name: z.string(),
    company: z.string().nullable(),
    mail: z.string(),
    phone: z.string().nullable(),
    address: z.array(z.string()).readonly(),
    language: z.enum(['de', 'en']),
    since: z.date().nullable(),
  })
  .meta({ id: 'FoundCustomer' })
export const lookedUp = z.strictObject({ customer: foundCustomer.nullable() })
