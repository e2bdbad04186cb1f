import { countryName } from '../../kernel/statement/countries.ts'
import type { Work } from '../../kernel/store/work.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { lookUp } from './activities.ts'
import { isCustomerNumber } from './customer-number.ts'
import { fullName } from './holder.ts'
import { mailAddress } from '../../platform/mail-address.ts'
import { bareNumber } from '../../platform/text.ts'
import type { Needs } from './needs.ts'
import { account } from './tables.ts'

export interface FoundCustomer {
  readonly id: string
  readonly customerNumber: string
  readonly name: string
  readonly company: string | null
  readonly mail: string
  readonly phone: string | null
  readonly address: readonly string[]
  readonly language: 'de' | 'en'
  readonly since: Date | null
}

/**
 * A customer by the whole number or the whole address, with the reason on record; nobody browses here. The country
 * is named in the language of whoever asks.
 */
export function findCustomer(
  { store }: Pick<Needs, 'store'>,
  staff: string,
  { by, reason, language }: { readonly by: string; readonly reason: string; readonly language: Language },
): Promise<FoundCustomer | undefined> {
  return store.under(lookUp, { is: 'staff', id: staff }, async work => {
    const row = await found(work, by.trim())
    work.note({ what: 'look up', about: 'identity.account', facts: { reason }, ...(row && { subject: row.id }) })
    return (
      row && {
        id: row.id,
        customerNumber: row.customerNumber,
        name: fullName(row),
        company: row.company,
        mail: row.mail,
        phone: row.phone,
        language: row.language,
        since: row.confirmedAt,
        address: [
          row.street,
          [row.postcode, row.city].filter(Boolean).join(' '),
          row.country && countryName(row.country, language),
        ].filter((line): line is string => Boolean(line)),
      }
    )
  })
}

/** Typed with spaces or dashes, as it stands in a letter; anything else is an address. */
function found(work: Work<typeof lookUp>, typed: string) {
  const number = bareNumber(typed)
  const mail = mailAddress(typed)
  const query = work.read(
    account,
    'id',
    'firstName',
    'lastName',
    'company',
    'mail',
    'language',
    'customerNumber',
    'street',
    'postcode',
    'city',
    'country',
    'phone',
    'confirmedAt',
  )
  if (isCustomerNumber(number)) return query.where('customerNumber', '=', number).executeTakeFirst()
  return mail === undefined ? Promise.resolve(undefined) : query.where('mail', '=', mail).executeTakeFirst()
}
