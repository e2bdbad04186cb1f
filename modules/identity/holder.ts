import { correctRow } from '../../kernel/disclosure/notices.ts'
import { another } from '../../kernel/store/another.ts'
import { person, platform, type Work } from '../../kernel/store/work.ts'
import { NotSignedIn } from '../../platform/refusal.ts'
import type { Needs } from './needs.ts'
import { accounts, signIn, staffAccounts } from './activities.ts'
import { account, login, staff } from './tables.ts'

/** Whose login it is. */
export interface LoginHolder {
  readonly id: string
  readonly kind: 'customer' | 'staff'
}
export interface HolderName {
  readonly language: 'de' | 'en'
  readonly firstName: string | null
  readonly lastName: string | null
  readonly company: string | null
}

/** What the account says of its holder: sign-in itself does not know it and may not read it. */
export async function knownOf(work: Work, { id, kind }: LoginHolder): Promise<HolderName> {
  const found =
    kind === 'customer'
      ? await work.under(accounts, another(id), inner =>
          inner
            .over(account)
            .selectFrom('identity.account')
            .select(['language', 'firstName', 'lastName', 'company'])
            .where('id', '=', id)
            .executeTakeFirst(),
        )
      : await work.under(staffAccounts, another(id), inner =>
          inner
            .over(staff)
            .selectFrom('identity.staff')
            .select(['language', 'firstName', 'lastName'])
            .where('id', '=', id)
            .executeTakeFirst(),
        )
  return { company: null, firstName: null, lastName: null, language: 'de', ...found }
}

/** The name for a salutation; empty where the manifest asks for none. */
export const fullName = ({ firstName, lastName }: Pick<HolderName, 'firstName' | 'lastName'>): string =>
  [firstName, lastName].filter(Boolean).join(' ')
export const namesOf = ({ firstName, lastName, company }: HolderName): (string | null)[] => [
  firstName,
  lastName,
  company,
]
/** A salutation for a letter: none where there is no name. */
export const addressed = (known: HolderName): { language: 'de' | 'en'; name?: string } => ({
  language: known.language,
  ...(fullName(known) && { name: fullName(known) }),
})

/** The holder has opened the link and set a password: the address is proven. */
export async function markConfirmed(work: Work, { id, kind }: LoginHolder): Promise<void> {
  if (kind === 'customer')
    await work.under(accounts, person(id), inner =>
      inner
        .over(account)
        .updateTable('identity.account')
        .where('id', '=', id)
        .where('confirmedAt', 'is', null)
        .set({ confirmedAt: inner.now })
        .execute(),
    )
  else
    await work.under(staffAccounts, person(id), inner =>
      inner
        .over(staff)
        .updateTable('identity.staff')
        .where('id', '=', id)
        .where('confirmedAt', 'is', null)
        .set({ confirmedAt: inner.now })
        .execute(),
    )
}

/** A new address counts from now on. */
export async function moveMail(work: Work, { id, kind }: LoginHolder, mail: string): Promise<void> {
  if (kind === 'customer')
    await work.under(accounts, person(id), inner =>
      correctRow(inner, account, { kind, subject: id, row: id }, { mail }),
    )
  else
    await work.under(staffAccounts, person(id), inner =>
      correctRow(inner, staff, { kind, subject: id, row: id }, { mail }),
    )
}

/**
 * Whether this person is still there; if so, an erasure waits until this transaction ends and then finds what it wrote.
 * Asked before anything new is written about somebody who may be leaving at this moment.
 */
export const isStillHere = async (work: Work, id: string): Promise<boolean> => (await stillHere(work, [id])).has(id)

export async function stillHere(work: Work, ids: readonly string[]): Promise<ReadonlySet<string>> {
  // In the order of the ids, so that two who ask for the same people do not wait for each other.
  const found = await work.under(signIn, platform, inner =>
    inner
      .over(login)
      .selectFrom('identity.login')
      .select('id')
      .where('id', 'in', ids)
      .orderBy('id')
      .forShare()
      .execute(),
  )
  return new Set(found.map(({ id }) => id))
}

/** Since when the password is the present one: what was asked for with an earlier one no longer counts. */
export const passwordSetAt = (work: Work, id: string): Promise<Date | undefined> =>
  work.under(
    signIn,
    person(id),
    async inner =>
      (
        await inner
          .over(login)
          .selectFrom('identity.login')
          .select('passwordSetAt')
          .where('id', '=', id)
          .executeTakeFirst()
      )?.passwordSetAt ?? undefined,
  )

/** The address by which the holder signs in, and the language of the account. */
export const addressOf =
  ({ store }: Pick<Needs, 'store'>) =>
  (id: string): Promise<{ readonly mail: string; readonly language: 'de' | 'en' } | undefined> =>
    store.under(signIn, person(id), async work => {
      const found = await work
        .over(login)
        .selectFrom('identity.login')
        .select(['mail', 'kind'])
        .where('id', '=', id)
        .executeTakeFirst()
      return found && { mail: found.mail, language: (await knownOf(work, { id, kind: found.kind })).language }
    })

/** The login of an account, as far as a browser is known by it. */
export const loginOf = (
  { store }: Pick<Needs, 'store'>,
  id: string,
): Promise<{ readonly id: string; readonly passwordSetAt: Date | null }> =>
  store.under(signIn, person(id), async work => {
    const found = await work
      .over(login)
      .selectFrom('identity.login')
      .select(['id', 'passwordSetAt'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!found) throw new NotSignedIn()
    return found
  })
