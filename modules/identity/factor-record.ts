import { person, type Who, type Work } from '../../kernel/store/work.ts'
import type { Customer, SecondFactor, Staff } from '../../platform/route.ts'
import { secondFactor } from './activities.ts'
import type { Needs } from './needs.ts'
import { recoveryCodesLeft } from './recovery-codes.ts'
import { factor, recoveryCode } from './tables.ts'
import { newSecret } from './totp.ts'

/** What is known of somebody's second factor, whoever asks: the account, the sign-in, the administration. */
export type Factors = Work<typeof secondFactor>
/** Who deals with the own second factor, and in which session. */
export type Own = Pick<Customer | Staff, 'is' | 'account' | 'session' | 'secondFactor'>

/** As it stands in the encrypted column. */
export const written = (secret: Buffer): string => secret.toString('base64url')
export const readFactor = (secret: string): Buffer => Buffer.from(secret, 'base64url')

/** Whether anybody can have a second factor under the statement in force. */
export const isOffered = ({ stating }: Pick<Needs, 'stating'>): boolean => stating.states(secondFactor.name)

export const confirmed = (work: Factors, account: string) =>
  work
    .over(factor)
    .selectFrom('identity.second_factor')
    .select(['id', 'secret', 'lastStep', 'confirmedAt'])
    .where('subject', '=', account)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirst()

export const hasSecondFactor = async (
  { store, stating }: Pick<Needs, 'store' | 'stating'>,
  account: string,
): Promise<boolean> =>
  isOffered({ stating }) &&
  store.under(secondFactor, person(account), async work => (await confirmed(work, account)) !== undefined)

export interface ShownFactor {
  readonly isSetUp: boolean
  readonly since: Date | null
  readonly shown: 'none' | SecondFactor
  readonly recoveryCodesLeft: number
}

/** How it stands with somebody's own second factor. */
export const secondFactorOf = (
  { store }: Pick<Needs, 'store'>,
  { account, secondFactor: shown }: Own,
): Promise<ShownFactor> =>
  store.under(secondFactor, person(account), async work => {
    const found = await confirmed(work, account)
    return {
      isSetUp: found !== undefined,
      since: found?.confirmedAt ?? null,
      shown: shown ?? 'none',
      recoveryCodesLeft: await recoveryCodesLeft(work, account),
    }
  })

/** Takes the second factor of somebody away with its recovery codes, in this transaction. */
export async function forgetSecondFactor(work: Work, who: Who, account: string): Promise<void> {
  await work.under(secondFactor, who, async inner => {
    await inner.over(factor).deleteFrom('identity.second_factor').where('subject', '=', account).execute()
    await inner.over(recoveryCode).deleteFrom('identity.recovery_code').where('subject', '=', account).execute()
  })
}

/** A second factor that counts at once, for an account that the platform itself makes in a demo or a test. */
export async function givenSecondFactor(work: Work, account: string): Promise<void> {
  await work.under(secondFactor, person(account), inner =>
    inner
      .over(factor)
      .insertInto('identity.second_factor')
      .values({ subject: account, secret: written(newSecret()), createdAt: inner.now, confirmedAt: inner.now })
      .execute(),
  )
}
