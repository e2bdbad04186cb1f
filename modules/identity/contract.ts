import { offered } from '../../kernel/declare/table.ts'
import type { Who, Work } from '../../kernel/store/work.ts'
import type { AnyActivity } from '../../kernel/declare/activity.ts'
import type { Language, Words } from '../../kernel/declare/terms.ts'
import { contract, contracts } from '../../platform/contract.ts'
import { account, staff } from './tables.ts'

export { customer, staffMember } from './subjects.ts'

/**
 * What other activities may read of a customer: `reads: { 'identity.account': ['firstName', 'mail'] }`. The id is the
 * subject of all that is kept about the person.
 */
export const customerAccount = offered(account, [
  'id',
  'firstName',
  'lastName',
  'mail',
  'language',
  'customerNumber',
  'company',
  'street',
  'postcode',
  'city',
  'country',
  'phone',
  'requestedAt',
])
/** What other activities may read of a member of staff. */
export const staffAccount = offered(staff, ['id', 'firstName', 'lastName', 'mail', 'language', 'createdAt'])

/** Somebody to write to. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly mail: string
  readonly language: Language
}
/**
 * A customer by id, read under the caller's activity: it has to read `firstName`, `lastName`, `mail` and `language` of
 * `identity.account`. `const ada = await people.byId(work, accountId)`
 */
export const People = contract<{
  byId(work: Work<any>, id: string): Promise<Person | undefined> // any: whatever activity the caller works under
  /**
   * Which of these people, customers or staff, have an account still; an erasure waits until this transaction ends and
   * then finds what it wrote.
   */
  stillHere(work: Work<any>, ids: readonly string[]): Promise<ReadonlySet<string>> // any: whatever activity the caller works under
}>('identity.people')

/** How a field is typed in. */
export type FieldKind = 'text' | 'choice' | 'email' | 'password' | 'tel' | 'date' | 'serial'
export interface FieldAtRegistration {
  readonly name: string
  readonly kind: FieldKind
  readonly label: Words
  readonly required: boolean
  /** What it is needed for, and what fails without it. */
  readonly why: Words
  readonly without: Words
  readonly autocomplete?: string
}

/** Another module takes part in registration: it asks for one thing more and hears when the address is confirmed. */
export interface PartInRegistration {
  readonly field: FieldAtRegistration
  /**
   * What was typed as it is to be kept; throws a Refusal where it is wrong. Nothing is stored yet, and nothing is bound
   * by it.
   */
  check(typed: string): Promise<string>
  /**
   * The address is confirmed and the account there: bind it, in this transaction. A Refusal undoes the confirmation,
   * and the link can be opened again.
   */
  confirmed(work: Work<AnyActivity>, accountId: string, kept: string): Promise<void>
}
export const AtRegistration = contracts<PartInRegistration>('identity.at-registration')

/** What a member of staff may do; a route asks `staff('support')`. */
export const staffRoles = ['administration', 'support', 'marketing', 'privacy', 'officer'] as const
export type StaffRole = (typeof staffRoles)[number]

/** Permissions that no administrator gives alone. */
export const needSecondPerson = ['administration', 'privacy', 'officer'] as const satisfies readonly StaffRole[]

/**
 * Where two persons are needed, two accounts are not enough: whether neither of these members of staff was let in by
 * the other, directly or through others. `if (!await secondPerson.independent(recordedBy, caller.account)) throw new
 * NotIndependent()`
 */
export const SecondPerson = contract<{
  independent(first: string, second: string): Promise<boolean>
  /** Of which of these the second is independent, looked up once for all. */
  independentOf(second: string, firsts: readonly string[]): Promise<ReadonlySet<string>>
}>('identity.second-person')

export interface Invited {
  readonly id: string
  /** Opens the page on which the person sets a password. It was also sent by mail. */
  readonly link: string
}
export interface NewStaff {
  readonly mail: string
  readonly firstName: string
  readonly lastName: string
  readonly roles: readonly StaffRole[]
  readonly language?: Language
}
/** Accounts of staff, from the inside: for the command that makes the first one, and for the demo. */
export const StaffAccounts = contract<{
  invite(staff: NewStaff): Promise<Invited>
  /**
   * How an address stands that an account goes by, and a new link where its owner set no password yet; the earlier one
   * no longer works.
   */
  renew(
    mail: string,
  ): Promise<
    | { readonly is: 'renewed'; readonly link: string }
    | { readonly is: 'active' | 'deactivated' | 'of a customer' }
    | undefined
  >
  /** Whether nobody else could administrate any more without this account. */
  isOnlyAdministrator(id: string): Promise<boolean>
  /**
   * Gives somebody these permissions in place of the present ones, for whoever runs the machine; undefined where there
   * is no such account.
   */
  setRoles(mail: string, roles: readonly StaffRole[]): Promise<readonly StaffRole[] | undefined>
  /** An account that is active at once. In a demo or test store only. */
  withPassword(staff: NewStaff, password: string): Promise<string>
}>('identity.staff-accounts')

export interface NewCustomer {
  readonly mail: string
  readonly language?: Language
  readonly contractReference?: string
  readonly fields: Readonly<Record<string, string>>
}
/**
 * Accounts of customers, from the inside. Where a manifest has accounts opened by staff, a contract reference is
 * required.
 */
export const CustomerAccounts = contract<{
  invite(customer: NewCustomer): Promise<Invited>
  /** An account that is active at once. In a demo or test store only. */
  withPassword(customer: NewCustomer, password: string): Promise<string>
}>('identity.customer-accounts')

/**
 * Corrects what an account says of a customer, for whoever acts for the person; a Refusal where a field does not exist
 * or an answer cannot be.
 */
export const Details = contract<{
  /** What can be corrected, as the statement in force has it. */
  fields(): readonly Pick<FieldAtRegistration, 'name' | 'label'>[]
  correct(by: Who, account: string, fields: Readonly<Record<string, string>>): Promise<void>
}>('identity.details')

/**
 * Counts what strangers send us, so that no mailbox is flooded, and what costs this platform much; a Refusal with the
 * time to wait where it was too much.
 */
export const Attempts = contract<{
  /** Counts a message that somebody sends us by a form. */
  countMessage(address: string): Promise<void>
  /**
   * Counts the letter that answers a message, by the address that was typed and by the network of whoever typed it,
   * where that is known. Where too many went there, it gives the seconds for which the letter has to wait, and refuses
   * nobody: else strangers would keep the owner of an address out.
   */
  waitForMail(asked: { readonly address?: string; readonly mail: string }): Promise<number>
  /** Counts a copy of everything that an account has made, which is much work for the store. */
  countCopy(by: { readonly kind: 'customer' | 'staff'; readonly account: string }): Promise<void>
  /**
   * Counts a guess at the code of a mailed link (`platform/mailed-code.ts`), by the address that the letter went to and
   * by the network of whoever types it.
   */
  countCode(from: { readonly address: string; readonly mail: string }): Promise<{ giveBack(): Promise<void> }>
}>('identity.attempts')

/** Whether it is really the holder who sits there: for what an open session is not enough for. */
export const HolderProof = contract<{
  /** When the session began, by address and password. */
  signedInAt(account: string, session: string): Promise<Date | undefined>
  /** Since when the password is the present one. */
  passwordSetAt(work: Work<any>, account: string): Promise<Date | undefined> // any: whatever activity the caller works under
  /** Asks for the password again; a Refusal where it is wrong, or was wrong too often in this session. */
  ask(holder: { readonly account: string; readonly session: string }, password: string): Promise<void>
  /** The address that is known of the account, for a code or a letter. */
  addressOf(account: string): Promise<{ readonly mail: string; readonly language: Language } | undefined>
}>('identity.holder-proof')

/**
 * The customers of a demo, by what they are for: one who has been here for a while; one who has just registered; one
 * who has not opened the link of the letter yet; one who objects and asks what is stored; one who waits for an answer.
 */
export const demoCustomers = ['settled', 'registered', 'unconfirmed', 'critical', 'waiting'] as const
export type DemoCustomer = (typeof demoCustomers)[number]
export interface DemoPerson {
  readonly mail: string
  readonly firstName: string
  readonly lastName: string
}
export interface DemoAccount extends DemoPerson {
  readonly id: string
}
/** People of the demo who have an account by now, and still have it: for what other modules have them do. */
export const DemoPeople = contract<{
  readonly customers: { readonly [name in DemoCustomer]?: DemoAccount }
  readonly staff: { readonly [role in StaffRole]?: DemoAccount }
}>('identity.demo-people')
/** What people of the demo answer where another module takes part in registration. */
export const DemoAnswers = contracts<{ readonly field: string; answer(of: DemoCustomer): Promise<string> }>(
  'identity.demo-answers',
)
