import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { bySkew } from '../../kernel/clock/clock.ts'
import type { Customer, Staff } from '../../platform/route.ts'
import { TooManyAttempts } from '../../platform/refusal.ts'
import { person } from '../../kernel/store/work.ts'
import { exactlyAfter, periodInWords } from '../../kernel/declare/periods.ts'
import type { SettingOf } from '../../kernel/declare/activity.ts'
import type { Period } from '../../kernel/declare/settings.ts'
import { desk } from './activities.ts'
import { codeLetter } from './letters.ts'
import type { Needs } from './needs.ts'
import { ProofNeeded, WrongCode } from './refusals.ts'
import { proof } from './tables.ts'

type Holder = Pick<Customer | Staff, 'account' | 'session'>

const mostTries = 5
const endOf = ({ stating }: Needs, now: Date, setting: SettingOf<string, string, Period>): Date =>
  exactlyAfter(now, stating.value(setting), stating.manifest.timeZone)
/** Whether it holds until then: a moment beyond the stated time was given by a clock that was ahead. */
const holds = (needs: Needs, until: Date, now: Date, setting: SettingOf<string, string, Period>): boolean =>
  until > now && until <= bySkew(endOf(needs, now, setting))
const longest = ({ provenAt }: { readonly provenAt: Date | null }): SettingOf<string, string, Period> =>
  provenAt ? desk.proof : desk.code
/** Six digits can be tried by whoever has a dump, unless the key is missing. */
const hashOf = ({ settings }: Needs, session: string, code: string): Buffer =>
  createHmac('sha256', settings.secret).update(`rights.code ${session} ${code}`).digest()

/**
 * Until when somebody counts as having proven to be the holder: by having just signed in, by the password given again,
 * or by a code.
 */
export async function provenUntil(needs: Needs, { account, session }: Holder): Promise<Date | undefined> {
  const [signedInAt, row] = await Promise.all([
    needs.holder.signedInAt(account, session),
    needs.store.under(desk, person(account), work =>
      work
        .over(proof)
        .selectFrom('rights.proof')
        .select(['provenAt', 'expiresAt'])
        .where('session', '=', session)
        .where('subject', '=', account)
        .executeTakeFirst(),
    ),
  ])
  const now = needs.store.clock.now()
  const ends = [signedInAt && endOf(needs, signedInAt, desk.proof), row?.provenAt ? row.expiresAt : undefined].filter(
    end => end && holds(needs, end, now, desk.proof),
  )
  return ends.reduce<Date | undefined>((latest, one) => (latest && one && latest > one ? latest : one), undefined)
}

/** Refuses whoever has only an open session. */
export async function askForProof(needs: Needs, holder: Holder): Promise<void> {
  if (!(await provenUntil(needs, holder))) throw new ProofNeeded()
}

/** The password once more. */
export async function proveByPassword(needs: Needs, { account, session }: Holder, password: string): Promise<Date> {
  await needs.holder.ask({ account, session }, password)
  return needs.store.under(desk, person(account), async work => {
    const expiresAt = endOf(needs, work.now, desk.proof)
    await work
      .over(proof)
      .insertInto('rights.proof')
      .values({ session, code: null, tries: 0, provenAt: work.now, expiresAt })
      .onConflict(known => known.column('session').doUpdateSet({ code: null, provenAt: work.now, expiresAt }))
      .execute()
    return expiresAt
  })
}

/**
 * Sends a code to the address that is known of the account; an earlier one no longer counts, and tries go on being
 * counted.
 */
export async function sendCode(needs: Needs, { account, session }: Holder): Promise<void> {
  const to = await needs.holder.addressOf(account)
  if (!to) throw new ProofNeeded()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  await needs.store.under(desk, person(account), async work => {
    const db = work.over(proof)
    const known = await db
      .selectFrom('rights.proof')
      .select(['tries', 'provenAt', 'expiresAt'])
      .where('session', '=', session)
      .where('subject', '=', account)
      .forUpdate()
      .executeTakeFirst()
    const goesOn = known !== undefined && holds(needs, known.expiresAt, work.now, longest(known))
    if (goesOn && known.tries >= mostTries)
      throw new TooManyAttempts(Math.ceil((known.expiresAt.getTime() - work.now.getTime()) / 1000))
    const expiresAt = endOf(needs, work.now, desk.code)
    const row = { code: hashOf(needs, session, code), provenAt: null, expiresAt, tries: goesOn ? known.tries + 1 : 0 }
    await db
      .insertInto('rights.proof')
      .values({ session, ...row })
      .onConflict(there => there.column('session').doUpdateSet(row))
      .execute()
    await needs.mailer.post(work, {
      to: to.mail,
      subjectId: account,
      language: to.language,
      worthUntil: expiresAt,
      ...codeLetter(to.language, code, periodInWords(needs.stating.value(desk.code), to.language, 'accusative')),
    })
  })
}

/** The code that was sent. Wrong ones are counted, and after a few the right one does not help any more. */
export async function proveByCode(needs: Needs, { account, session }: Holder, code: string): Promise<Date> {
  const until = await needs.store.under(desk, person(account), async work => {
    const db = work.over(proof)
    const known = await db
      .selectFrom('rights.proof')
      .select(['code', 'tries', 'expiresAt'])
      .where('session', '=', session)
      .where('subject', '=', account)
      .forUpdate()
      .executeTakeFirst()
    if (!known?.code || !holds(needs, known.expiresAt, work.now, desk.code)) return undefined
    if (known.tries >= mostTries)
      throw new TooManyAttempts(Math.ceil((known.expiresAt.getTime() - work.now.getTime()) / 1000))
    const right = timingSafeEqual(known.code, hashOf(needs, session, code))
    const expiresAt = right ? endOf(needs, work.now, desk.proof) : known.expiresAt
    await db
      .updateTable('rights.proof')
      .where('session', '=', session)
      .set(right ? { code: null, provenAt: work.now, expiresAt } : { tries: known.tries + 1 })
      .execute()
    return right ? expiresAt : undefined
  })
  // Outside of the unit: the count of a wrong one stands.
  if (!until) throw new WrongCode()
  return until
}
