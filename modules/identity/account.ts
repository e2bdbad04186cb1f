import { correctRow } from '../../kernel/disclosure/notices.ts'
import { erasureOf, eraseSubject, type ErasureReport } from '../../kernel/rights/erase.ts'
import { whyKept } from '../../kernel/statement/keeping-laws.ts'
import { person, type Who } from '../../kernel/store/work.ts'
import { titleOfNamed } from '../../kernel/statement/names.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { NotSignedIn, WrongInput } from '../../platform/refusal.ts'
import type { Caller, Cookie, Customer, Staff } from '../../platform/route.ts'
import { accounts, signIn, staffAccounts } from './activities.ts'
import { customer, staffMember } from './subjects.ts'
import { askedFields } from './fields.ts'
import { hasSecondFactor, isOffered } from './factor-record.ts'
import { faultsOf, faultsOfNames, tidied } from './input.ts'
import { forgetBrowser, type Cookies } from './known-browsers.ts'
import { pendingMail } from './mail-change.ts'
import type { Needs } from './needs.ts'
import { askForPassword, type SignedIn } from './password-change.ts'
import { profileOf } from './registration.ts'
import { forgetCookie } from './sessions.ts'
import { account, login, staff } from './tables.ts'

export interface ShownAccount {
  readonly kind: 'customer' | 'staff'
  readonly customerNumber: string | null
  readonly mail: string
  readonly language: Language
  readonly fields: Readonly<Record<string, string>>
  readonly may: readonly string[]
  readonly secondFactor: 'not needed' | 'to set up' | 'to give' | 'given'
  readonly createdAt: Date
  readonly pendingMail: string | null
}

/** What a person sees of the own account. The password alone shows customers who have a second factor nothing of it. */
export async function accountOf(needs: Needs, caller: AccountHolder): Promise<ShownAccount> {
  const ofAccount = caller.is === 'customer' ? customersOwn : staffsOwn
  if (caller.is === 'customer' && caller.secondFactor === 'missing') {
    const { mail, language, createdAt } = await ofAccount(needs, caller.account)
    return {
      kind: 'customer',
      customerNumber: null,
      mail,
      language,
      fields: {},
      may: [],
      secondFactor: 'to give',
      createdAt,
      pendingMail: null,
    }
  }
  const [own, secondFactor, pending] = await Promise.all([
    ofAccount(needs, caller.account),
    factorOf(needs, caller),
    pendingMail(needs, caller.account),
  ])
  return { kind: caller.is, ...own, may: mayOf(needs, caller), secondFactor, pendingMail: pending }
}
/** The same for whoever asks: null for visitors, and where the account was deleted while this was asked. */
export async function whoIsSignedIn(needs: Needs, caller: Caller): Promise<ShownAccount | null> {
  if (caller.is === 'visitor') return null
  try {
    return await accountOf(needs, caller)
  } catch (problem) {
    if (problem instanceof NotSignedIn) return null
    throw problem
  }
}
export type AccountHolder =
  | Pick<Customer, 'is' | 'account' | 'secondFactor'>
  | Pick<Staff, 'is' | 'account' | 'roles' | 'secondFactor'>

const mayOf = (needs: Needs, caller: AccountHolder): string[] =>
  caller.is === 'customer'
    ? ['change', 'delete', ...(isOffered(needs) ? ['second-factor'] : [])]
    : ['change', ...caller.roles.map(role => `staff:${role}`)]

async function factorOf(needs: Needs, caller: AccountHolder): Promise<ShownAccount['secondFactor']> {
  if (caller.secondFactor === undefined) return 'not needed'
  if (caller.secondFactor !== 'missing') return 'given'
  return (await hasSecondFactor(needs, caller.account)) ? 'to give' : 'to set up'
}

async function customersOwn({ store, stating }: Needs, id: string) {
  const row = await store.under(accounts, person(id), work =>
    work.over(account).selectFrom('identity.account').selectAll().where('id', '=', id).executeTakeFirst(),
  )
  if (!row) throw new NotSignedIn()
  const fields = Object.fromEntries(askedFields(stating).map(({ name }) => [name, row[name] ?? '']))
  return {
    customerNumber: row.customerNumber,
    mail: row.mail,
    language: row.language,
    createdAt: row.confirmedAt ?? row.requestedAt,
    fields,
  }
}

async function staffsOwn({ store }: Needs, id: string) {
  const row = await store.under(staffAccounts, person(id), work =>
    work.over(staff).selectFrom('identity.staff').selectAll().where('id', '=', id).executeTakeFirst(),
  )
  if (!row) throw new NotSignedIn()
  const { firstName, lastName, mail, language, createdAt } = row
  return { customerNumber: null, mail, language, createdAt, fields: { firstName, lastName } }
}

export interface Correction {
  readonly language?: Language | undefined
  readonly fields?: Readonly<Record<string, string>> | undefined
}

/** Corrects what the person sees; what is required stays filled. */
export async function correct(
  needs: Needs,
  caller: AccountHolder,
  { language, fields = {} }: Correction,
): Promise<ShownAccount> {
  const wrong = caller.is === 'customer' ? faultsOf(needs.stating, fields, 'in part') : faultsOfNames(fields)
  if (Object.keys(wrong).length) throw new WrongInput(wrong)
  const corrections = { ...(language && { language }), ...tidied(fields) }
  if (Object.keys(corrections).length > 0)
    await (caller.is === 'customer' ? correctCustomer : correctStaff)(needs, caller.account, corrections)
  return accountOf(needs, caller)
}

/** The same, done for a customer by somebody who is on record with it: a letter asked for it. */
export async function correctFor(
  needs: Needs,
  by: Who,
  id: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const wrong = faultsOf(needs.stating, fields, 'in part')
  if (Object.keys(wrong).length) throw new WrongInput(wrong)
  await correctCustomer(needs, id, tidied(fields), by)
}

const correctCustomer = (needs: Needs, id: string, { language, ...fields }: Corrections, by: Who = person(id)) =>
  needs.store.under(accounts, by, work =>
    correctRow(
      work,
      account,
      { kind: customer.kind, subject: id, row: id },
      { ...(language && { language }), ...profileOf(needs, fields) },
    ),
  )

const correctStaff = ({ store }: Needs, id: string, corrections: Corrections) =>
  store.under(staffAccounts, person(id), work =>
    correctRow(work, staff, { kind: staffMember.kind, subject: id, row: id }, corrections),
  )

type Corrections = { readonly language?: Language } & Readonly<Record<string, string>>

export interface Deletion {
  /** Something stands against it for now: nothing goes yet, and all of it goes later. */
  readonly waits: boolean
  readonly gone: readonly { readonly what: string; readonly rows: number }[]
  readonly kept: readonly {
    readonly what: string
    readonly rows: number
    readonly why: string
    readonly until: string
  }[]
  /** Entries about others that lost what was this person's, and go on without it. */
  readonly blanked: readonly { readonly what: string; readonly rows: number }[]
  /** What is somebody else's as well, who held the same thing at the same time: it goes with the last of them. */
  readonly shared: readonly { readonly what: string; readonly rows: number }[]
  /** Whoever received data and hears of it. */
  readonly told: readonly string[]
}

/**
 * Deletes a customer's account with everything about this person, in every module, at once. Sessions end with it,
 * everywhere: each request looks its own up.
 */
export async function deleteAccount(
  needs: Needs,
  { account: id, session }: SignedIn,
  password: string,
  language: Language,
  cookies: Cookies,
): Promise<{ deletion: Deletion; cookies: Cookie[] }> {
  await askForPassword(needs, { account: id, session }, password)
  const known = await needs.store.under(signIn, person(id), work =>
    work
      .over(login)
      .selectFrom('identity.login')
      .select(['id', 'passwordSetAt'])
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  const erased = await eraseSubject(
    needs.store,
    { kind: customer.kind, id },
    {
      by: person(id),
      // Whoever is just signing in or being written to comes first, and is found; whoever comes later finds nobody
      // (`isStillHere`).
      first: { table: login, where: { id } },
    },
  )
  return {
    deletion: told(needs, erased, language),
    cookies: [forgetCookie(needs), ...(known ? [forgetBrowser(needs, cookies, known)] : [])],
  }
}

/** What a deletion would take away and what it would leave, before the person decides. */
export const deletionOf = async (needs: Needs, id: string, language: Language): Promise<Deletion> =>
  told(needs, { ...(await erasureOf(needs.store, { kind: customer.kind, id })), told: [] }, language)

/** Tables by the titles that "My data" shows them with; those with one title are one line. */
function told(
  { store, stating }: Needs,
  { waits, gone, kept, blanked, shared, told: recipients }: Omit<ErasureReport, 'at'>,
  language: Language,
): Deletion {
  const titleOf = (name: string): string => titleOfNamed(store.declarations, name, language)
  const byTitle = (some: ErasureReport['gone']): Deletion['gone'] => {
    const sums = new Map<string, number>()
    for (const { table, rows } of some) sums.set(titleOf(table), (sums.get(titleOf(table)) ?? 0) + rows)
    return [...sums].map(([what, rows]) => ({ what, rows }))
  }
  return {
    waits,
    gone: byTitle(gone),
    blanked: byTitle(blanked),
    shared: byTitle(shared),
    kept: kept.map(({ table, rows, law, until }) => ({
      what: titleOf(table),
      rows,
      why: whyKept(law, language),
      until,
    })),
    told: stating.manifest.recipients.filter(({ id }) => recipients.includes(id)).map(({ name }) => name),
  }
}
