import type { StaffRole } from '../../modules/identity/contract.ts'

/**
 * Who needs a route for the work that the statement names. Everybody is meant with all factors that the account has,
 * unless "half signed in".
 */
export type Need =
  | 'everybody'
  | 'customers'
  | 'accounts'
  | 'signed in'
  | 'customers, and staff half signed in'
  | readonly StaffRole[]
/** `steppedUp`: only with a code of the last minutes, because it cannot be taken back. */
export interface Needed {
  readonly by: Need
  readonly steppedUp?: true
}

const everybody: Needed = { by: 'everybody' }
const customers: Needed = { by: 'customers' }
/** One's own account, whoever one is. */
const accounts: Needed = { by: 'accounts' }
/** The privacy desk, and the privacy officer for what came in confidence. */
const desk: Needed = { by: ['privacy', 'officer'] }
const privacy: Needed = { by: ['privacy'] }
const administration: Needed = { by: ['administration'] }

/**
 * Every route of the API and who needs it. Whoever adds one says here for whom it is; the tests of meter/5, home/8.1
 * and trial/4-e try each with everybody else, and fail at a route that is missing here or more open than it says.
 */
export const whoNeedsWhat: Readonly<Record<string, Needed>> = {
  'GET /api/site': everybody,
  'POST /api/registrations': everybody,
  'POST /api/registrations/confirm': everybody,
  'POST /api/sign-in': everybody,
  'POST /api/sign-out': everybody,
  'POST /api/password-resets': everybody,
  'POST /api/password-resets/redeem': everybody,
  'POST /api/activations': everybody,
  'POST /api/account/mail/look': everybody,
  'POST /api/account/mail/confirm': everybody,
  'POST /api/links/code': everybody,
  'GET /api/staff/accounts/:id/sessions': administration,
  'DELETE /api/staff/accounts/:id/sessions': { by: ['administration'], steppedUp: true },
  'DELETE /api/staff/customers/:id/sessions': { by: ['administration'], steppedUp: true },
  'POST /api/staff/customers/:id/reset': { by: ['administration'], steppedUp: true },

  'GET /api/session': everybody,
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

  'POST /api/my-data/proof': accounts,
  'POST /api/my-data/proof/code': accounts,
  'POST /api/my-data/proof/code/redeem': accounts,
  'POST /api/my-data/copies': accounts,
  'GET /api/my-data/copies': accounts,
  'GET /api/my-data/copies/:id': accounts,
  'DELETE /api/my-data/copies/:id': accounts,
  'GET /api/my-data/standing': accounts,
  'GET /api/my-data/requests': accounts,
  'POST /api/my-data/requests': accounts,
  'POST /api/my-data/requests/:id/withdraw': accounts,
  'PUT /api/my-data/objections/:activity': customers,
  'DELETE /api/my-data/objections/:activity': customers,
  'PUT /api/my-data/restriction': customers,
  'DELETE /api/my-data/restriction': customers,
  'GET /api/consents': accounts,
  'POST /api/consents': accounts,
  'GET /api/consents/:id/history': accounts,
  'GET /api/consents/:id/receipt': accounts,
  'POST /api/consents/withdraw': accounts,
  'POST /api/consents/withdraw-all': accounts,

  'GET /api/home': customers,
  'GET /api/home/comparison': customers,
  'GET /api/live': customers,
  'POST /api/gateways/claims': customers,
  'DELETE /api/gateways/:id': customers,
  'PATCH /api/devices/:id': customers,
  'POST /api/devices/:id/switch': customers,
  'GET /api/devices/:id/switchings': customers,
  'GET /api/channels/:id/series': customers,
  'GET /api/channels/:id/recent': customers,
  'GET /api/channels/:id/readings.csv': customers,

  'GET /api/second-factor': { by: 'signed in' },
  'POST /api/second-factor': { by: 'signed in' },
  'POST /api/second-factor/enrolment': { by: 'customers, and staff half signed in' },
  'POST /api/second-factor/enrolment/confirm': { by: 'customers, and staff half signed in' },
  'POST /api/second-factor/recovery-codes': { by: 'accounts', steppedUp: true },
  'POST /api/second-factor/removal': customers,

  'GET /api/staff/accounts': administration,
  'POST /api/staff/accounts': { by: ['administration'], steppedUp: true },
  'PATCH /api/staff/accounts/:id': { by: ['administration'], steppedUp: true },
  'GET /api/staff/role-requests': administration,
  'POST /api/staff/role-requests/:id/approval': { by: ['administration'], steppedUp: true },
  'POST /api/staff/role-requests/:id/cancellation': administration,
  'POST /api/staff/accounts/:id/link': administration,
  'POST /api/staff/accounts/:id/reset': { by: ['administration'], steppedUp: true },
  'POST /api/staff/accounts/:id/deactivation': { by: ['administration'], steppedUp: true },
  'DELETE /api/staff/accounts/:id/deactivation': { by: ['administration'], steppedUp: true },
  'POST /api/staff/customers': administration,
  'GET /api/desk/requests': desk,
  'POST /api/desk/requests': desk,
  'GET /api/desk/requests/:id': desk,
  'GET /api/desk/requests/:id/letter': desk,
  'DELETE /api/desk/requests/:id/letter': desk,
  'GET /api/desk/letters-to-print': desk,
  'GET /api/desk/requests/:id/erasure': desk,
  'GET /api/desk/requests/:id/choices': desk,
  'POST /api/desk/requests/:id/take': desk,
  'POST /api/desk/requests/:id/notes': desk,
  'POST /api/desk/requests/:id/person': desk,
  'POST /api/desk/requests/:id/extend': desk,
  'POST /api/desk/requests/:id/answer': desk,
  'POST /api/desk/requests/:id/refuse': desk,
  'POST /api/desk/requests/:id/carry-out': { by: ['privacy', 'officer'], steppedUp: true },
  'GET /api/desk/objections': privacy,
  'POST /api/desk/objections/:id/settle': privacy,
  'GET /api/desk/restrictions': privacy,
  'POST /api/desk/restrictions/:subject/lift': privacy,
  'GET /api/desk/assessments': privacy,
  'POST /api/desk/assessments': privacy,
  'POST /api/desk/assessments/:year/close': privacy,
  'GET /api/desk/disclosures': privacy,
  'GET /api/desk/disclosures/handed-over': privacy,
  'GET /api/desk/disclosures/fields': privacy,
  'POST /api/desk/disclosures': privacy,
  'POST /api/desk/disclosures/:id/decision': { by: ['privacy'], steppedUp: true },
  'POST /api/desk/disclosures/:id/package': { by: ['privacy'], steppedUp: true },
  'GET /api/desk/legal-holds': privacy,
  'POST /api/desk/legal-holds': privacy,
  'POST /api/desk/legal-holds/:id/decision': { by: ['privacy'], steppedUp: true },
  'POST /api/desk/legal-holds/:id/end': { by: ['privacy'], steppedUp: true },
  'GET /api/desk/holds': privacy,
  'POST /api/desk/holds': privacy,
  'POST /api/desk/holds/:id/lift': { by: ['privacy'], steppedUp: true },
  'POST /api/desk/holds/:id/looks': { by: ['privacy'], steppedUp: true },
  'GET /api/desk/gateways': { by: ['administration', 'support'] },
  'POST /api/desk/gateways': { by: ['administration'], steppedUp: true },
  'POST /api/desk/gateways/import': { by: ['administration'], steppedUp: true },
  'POST /api/desk/gateways/:id/retire': { by: ['administration'], steppedUp: true },
  'GET /api/desk/alarms': { by: ['administration', 'privacy'] },
  'POST /api/desk/alarms/:id/acknowledge': { by: ['administration', 'privacy'] },
  'POST /api/desk/alarms/:id/end': { by: ['administration', 'privacy'] },
  'GET /api/desk/audit': administration,
  'GET /api/desk/audit/export': administration,
  'GET /api/desk/audit/terms': administration,
  'GET /api/desk/audit/verification': administration,
  'GET /api/desk/proof': privacy,
  'GET /api/desk/record': privacy,
  'GET /api/desk/record.csv': privacy,
  'POST /api/desk/proof': privacy,
  'GET /api/desk/statement': privacy,
  'GET /api/desk/statement/:version/changes': privacy,
  'POST /api/desk/statement': privacy,
  'POST /api/desk/statement/check': privacy,
  'DELETE /api/desk/statement/waiting': privacy,
  'GET /api/statement': accounts,
  'POST /api/statement/seen': accounts,

  'POST /api/staff/look-ups': { by: ['support', 'privacy', 'administration'] },
}

const rightsOfPersons = [
  'identity.account',
  'mail.letter',
  'rights.request',
  'rights.event',
  'rights.proof',
  'rights.copy',
  'rights.copy_part',
  'rights.erasure_letter',
  'rights.form_link',
  'rights.examination',
]

/**
 * Tables about persons that each role's work may reach in the database beyond what everybody reaches about the own
 * account. The database is asked by what it really granted to the activities that staff of this role were seen working
 * under.
 */
export const whatStaffReach: Readonly<Record<StaffRole, readonly string[]>> = {
  administration: [
    'identity.account',
    'identity.login',
    'identity.role_request',
    'identity.link',
    'identity.mail_change',
    'identity.reset',
    'identity.staff',
    'identity.second_factor',
    'identity.recovery_code',
    'identity.session',
    'mail.letter',
    'homes.claim',
  ],
  // Of the claims only that a gateway has one, not whose.
  support: ['identity.account', 'homes.claim'],
  privacy: rightsOfPersons,
  officer: rightsOfPersons,
  marketing: [],
}
