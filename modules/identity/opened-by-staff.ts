import { randomUUID } from 'node:crypto'
import { isDuplicate } from '../../kernel/problems/errors.ts'
import { person, platform, type Who, type Work } from '../../kernel/store/work.ts'
import { NotFound, WrongInput } from '../../platform/refusal.ts'
import type { Words } from '../../kernel/declare/terms.ts'
import { accounts, administration, signIn, staffAccounts } from './activities.ts'
import type { Invited, NewCustomer, NewStaff, StaffRole } from './contract.ts'
import { knownOf } from './holder.ts'
import { faultsOf, tidied } from './input.ts'
import { invite } from './invitation.ts'
import { activation } from './letters.ts'
import type { Needs } from './needs.ts'
import { openAccount } from './opening.ts'
import { hashPassword } from './passwords.ts'
import { AlreadyActive, MailTaken } from './refusals.ts'
import { profileOf } from './registration.ts'
import { askForRoles, divided, dropRoleRequests } from './role-requests.ts'
import { givenSecondFactor } from './factor-record.ts'
import { login, staff } from './tables.ts'

/** Who opens the account: a member of staff, or the platform itself (the first account, the demo). */
export type Opener = { readonly staff: string } | 'the platform'
const actor = (by: Opener, subject: string): Who =>
  by === 'the platform' ? person(subject) : { is: 'staff', id: by.staff, subject }

/** Who opened an account of staff; the platform is nobody in particular. */
const openerOf = (by: Opener): string | null => (by === 'the platform' ? null : by.staff)

interface Opened {
  readonly mail: string
  readonly language: 'de' | 'en'
  readonly kind: 'customer' | 'staff'
  readonly roles?: readonly string[]
  readonly password: Buffer | undefined
}

/** Opens an account that waits for its holder to set a password, unless it has one already. */
function open(
  needs: Needs,
  by: Opener,
  { mail, language, kind, roles = [], password }: Opened,
  rest: (work: Work, id: string, who: Who) => Promise<unknown>,
): Promise<Invited> {
  const id = randomUUID()
  const who = actor(by, id)
  return needs.store
    .under(signIn, who, async work => {
      await work
        .over(login)
        .insertInto('identity.login')
        .values({
          id,
          subject: id,
          kind,
          mail,
          roles: JSON.stringify(roles),
          ...(password && { password, passwordSetAt: work.now }),
        })
        .execute()
      await rest(work, id, who)
      return { id, link: password ? '' : await invite(needs, work, { id, mail, language }, activation[kind]) }
    })
    .catch(error => {
      throw isDuplicate(error, 'login_mail') ? new MailTaken() : error
    })
}

const usual = ({ stating }: Needs): 'de' | 'en' => stating.manifest.languages[0] ?? 'de'

/**
 * An administrator opens an account without the permissions that a second one has to approve; the platform gives all of
 * them.
 */
export function openForStaff(
  needs: Needs,
  by: Opener,
  { mail, firstName, lastName, roles, language = usual(needs) }: NewStaff,
  password?: Buffer,
): Promise<Invited> {
  const { now, asked } = by === 'the platform' ? { now: roles, asked: [] } : divided(roles)
  return open(needs, by, { mail, language, kind: 'staff', roles: now, password }, async (work, id, who) => {
    await work.under(staffAccounts, who, inner =>
      inner
        .over(staff)
        .insertInto('identity.staff')
        .values({
          id,
          subject: id,
          mail,
          firstName,
          lastName,
          language,
          createdAt: inner.now,
          confirmedAt: password ? inner.now : null,
          openedBy: openerOf(by),
        })
        .execute(),
    )
    if (by !== 'the platform' && asked.length > 0) await askForRoles(needs, work, by.staff, id, asked)
    if (password) await givenSecondFactor(work, id)
  })
}

const noContract: Words = {
  de: 'Ein Konto gibt es hier nur zu einem Vertrag; seine Nummer fehlt.',
  en: 'There is no account here without a contract; its number is missing.',
}

/** Gives somebody other permissions, on behalf of whoever runs the machine. */
export function setRolesOf(
  needs: Needs,
  mail: string,
  roles: readonly StaffRole[],
): Promise<readonly StaffRole[] | undefined> {
  return needs.store.under(signIn, platform, async work => {
    const found = await work
      .over(login)
      .selectFrom('identity.login')
      .select('id')
      .where('mail', '=', mail)
      .where('kind', '=', 'staff')
      .where('deactivatedAt', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!found) return undefined
    const given = [...new Set(roles)]
    await work
      .over(login)
      .updateTable('identity.login')
      .where('id', '=', found.id)
      .set({ roles: JSON.stringify(given) })
      .execute()
    if (needs.stating.states(administration.name)) await dropRoleRequests(work, platform, found.id)
    work.note({ what: 'roles', about: 'identity.staff', subject: found.id })
    return given
  })
}

/** Opens a customer's account. Where accounts are opened by staff, there is none without a contract on record. */
export async function openForCustomer(
  needs: Needs,
  by: Opener,
  { mail, language = usual(needs), contractReference, fields }: NewCustomer,
  password?: Buffer,
): Promise<Invited> {
  const wrong = faultsOf(needs.stating, fields, 'whole')
  if (needs.stating.value(accounts.opening) === 'by staff' && !contractReference)
    wrong['contractReference'] = noContract
  if (Object.keys(wrong).length) throw new WrongInput(wrong)
  const profile = profileOf(needs, tidied(fields))
  return open(needs, by, { mail, language, kind: 'customer', password }, (work, id, who) =>
    openAccount(
      work,
      id,
      {
        mail,
        language,
        requestedAt: work.now,
        confirmedAt: password ? work.now : null,
        profile,
        ...(contractReference !== undefined && { contractReference }),
      },
      who,
    ),
  )
}

/** Sends a new link for an account that was never activated; the old one no longer works. */
export function renewInvitation(needs: Needs, by: Opener, id: string): Promise<Invited> {
  return needs.store.under(signIn, actor(by, id), async work => {
    const found = await work
      .over(login)
      .selectFrom('identity.login')
      .select(['kind', 'mail', 'password', 'deactivatedAt'])
      .where('id', '=', id)
      .forShare()
      .executeTakeFirst()
    if (!found || found.deactivatedAt) throw new NotFound()
    if (found.password) throw new AlreadyActive()
    const { language } = await knownOf(work, { id, kind: found.kind })
    return { id, link: await invite(needs, work, { id, mail: found.mail, language }, activation[found.kind]) }
  })
}

/** The same by the address of an account of staff, on behalf of whoever runs the machine: mail may be out of order. */
export async function renewByMail(
  needs: Needs,
  mail: string,
): Promise<
  | { readonly is: 'renewed'; readonly link: string }
  | { readonly is: 'active' | 'deactivated' | 'of a customer' }
  | undefined
> {
  const found = await needs.store.under(signIn, platform, work =>
    work
      .over(login)
      .selectFrom('identity.login')
      .select(['id', 'kind', 'password', 'deactivatedAt'])
      .where('mail', '=', mail)
      .executeTakeFirst(),
  )
  if (!found) return undefined
  if (found.kind !== 'staff') return { is: 'of a customer' }
  if (found.deactivatedAt) return { is: 'deactivated' }
  if (found.password) return { is: 'active' }
  return { is: 'renewed', link: (await renewInvitation(needs, 'the platform', found.id)).link }
}

export async function isOnlyAdministrator(needs: Needs, id: string): Promise<boolean> {
  const all = await needs.store.under(signIn, platform, work =>
    work
      .over(login)
      .selectFrom('identity.login')
      .select(['id', 'roles'])
      .where('kind', '=', 'staff')
      .where('deactivatedAt', 'is', null)
      .execute(),
  )
  const administrators = all.filter(({ roles }) => (roles as StaffRole[]).includes('administration'))
  return administrators.length === 1 && administrators[0]?.id === id
}

/** The password of an account that is active at once; in a demo or a test only, where the platform knows it. */
export async function knownPassword({ store }: Pick<Needs, 'store'>, password: string): Promise<Buffer> {
  if (store.kind === 'live') throw new Error('In a live store everybody sets the own password, by a link.')
  return hashPassword(password, 'the platform')
}
