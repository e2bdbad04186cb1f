import { person, type Who, type Work } from '../../kernel/store/work.ts'
import { accounts } from './activities.ts'
import { newCustomerNumber } from './customer-number.ts'
import type { FieldName } from './field-names.ts'
import { account } from './tables.ts'

export type Profile = Partial<Record<FieldName, string | null>>
export interface OpeningAccount {
  readonly mail: string
  readonly language: 'de' | 'en'
  readonly requestedAt: Date
  readonly confirmedAt: Date | null
  readonly contractReference?: string
  readonly profile: Profile
}

/** Opens a customer's account in this transaction and gives it a number that nobody else has. */
export function openAccount(
  work: Work,
  id: string,
  { profile, ...opening }: OpeningAccount,
  by: Who = person(id),
): Promise<string> {
  return work.under(accounts, by, async inner => {
    for (;;) {
      const customerNumber = newCustomerNumber()
      const opened = await inner
        .over(account)
        .insertInto('identity.account')
        .values({ id, subject: id, customerNumber, ...opening, ...profile })
        .onConflict(conflict => conflict.column('customerNumber').doNothing())
        .returning('id')
        .executeTakeFirst()
      if (opened) return customerNumber
    }
  })
}
