import type { StaffRole } from '../../modules/identity/contract.ts'

/** Who needs a route for the work that the statement names. Staff are meant with both factors, unless they are "half signed in". */
export type Need = 'everybody' | 'customers' | 'accounts' | 'signed in' | 'staff' | readonly StaffRole[]
/** `freshly`: only with a code of the last minutes, because it cannot be taken back. */
export interface Needed { readonly by: Need, readonly freshly?: true }

const everybody: Needed = { by: 'everybody' }
const customers: Needed = { by: 'customers' }
/** One's own account, whoever one is. */
const accounts: Needed = { by: 'accounts' }
const administration: Needed = { by: ['administration'] }

/**
 * Every route of the API and who needs it. Whoever adds one says here for whom it is; the tests of meter/5, home/8.1 and trial/4-e try each with
 * everybody else, and fail at a route that is missing here, that is more open than said here, or that is gone.
 */
export const whoNeedsWhat: Readonly<Record<string, Needed>> = {
  'GET /api/house': everybody,
  'POST /api/registrations': everybody,
  'POST /api/registrations/confirm': everybody,
  'POST /api/sign-in': everybody,
  'POST /api/sign-out': everybody,
  'POST /api/password-resets': everybody,
  'POST /api/password-resets/redeem': everybody,
  'POST /api/activations': everybody,
  'POST /api/account/mail/confirm': everybody,

  'GET /api/account': { by: 'signed in' },
  'PATCH /api/account': accounts,
  'POST /api/account/password': accounts,
  'POST /api/account/mail': accounts,
  'GET /api/account/deletion': customers,
  'POST /api/account/delete': customers,
  'GET /api/sessions': accounts,
  'DELETE /api/sessions': accounts,
  'DELETE /api/sessions/:id': accounts,
  'GET /api/my-data': accounts,
  'GET /api/my-data/copy': accounts,
  'GET /api/my-data/:table': accounts,

  'GET /api/home': customers,
  'GET /api/live': customers,
  'POST /api/gateways/claims': customers,
  'DELETE /api/gateways/:id': customers,
  'PATCH /api/devices/:id': customers,
  'POST /api/devices/:id/switch': customers,
  'GET /api/devices/:id/switchings': customers,
  'GET /api/channels/:id/series': customers,
  'GET /api/channels/:id/recent': customers,
  'GET /api/channels/:id/readings.csv': customers,

  'GET /api/second-factor': { by: 'staff' },
  'POST /api/second-factor': { by: 'staff' },
  'POST /api/second-factor/enrolment': { by: 'staff' },
  'POST /api/second-factor/enrolment/confirm': { by: 'staff' },
  'POST /api/second-factor/recovery-codes': { by: 'staff', freshly: true },

  'GET /api/staff/accounts': administration,
  'POST /api/staff/accounts': { by: ['administration'], freshly: true },
  'PATCH /api/staff/accounts/:id': { by: ['administration'], freshly: true },
  'POST /api/staff/accounts/:id/link': administration,
  'POST /api/staff/accounts/:id/reset': { by: ['administration'], freshly: true },
  'POST /api/staff/accounts/:id/deactivation': { by: ['administration'], freshly: true },
  'DELETE /api/staff/accounts/:id/deactivation': { by: ['administration'], freshly: true },
  'POST /api/staff/customers': administration,
  'POST /api/staff/look-ups': { by: ['support', 'privacy', 'administration'] },
}

/**
 * Tables about persons that each role's work may reach in the database beyond what everybody reaches about the own account. The database is asked
 * by what it really granted to the activities that staff of this role were seen working under.
 */
export const whatStaffReach: Readonly<Record<StaffRole, readonly string[]>> = {
  administration: ['identity.account', 'identity.login', 'identity.link', 'identity.mail_change', 'identity.reset', 'identity.staff', 'identity.second_factor', 'identity.recovery_code', 'identity.session', 'mail.letter'],
  support: ['identity.account'],
  privacy: ['identity.account'],
  officer: [],
  marketing: [],
}
