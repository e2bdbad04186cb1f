import { person, type Work } from '../../kernel/data/work.ts'
import type { Language } from '../../kernel/statement/terms.ts'
import type { Written } from './letters.ts'
import { nameOf } from './holder.ts'
import { staffAccounts } from './activities.ts'
import type { Needs } from './needs.ts'
import { staff } from './tables.ts'

/** Writes to a member of staff about the own account: whoever else did it shall not be the only one to know. */
export async function writesToStaff({ mailer, settings }: Pick<Needs, 'mailer' | 'settings'>, work: Work, account: string, letter: (language: Language, baseUrl: string) => Written): Promise<void> {
  const found = await work.under(staffAccounts, person(account), inner => inner.over(staff).selectFrom('identity.staff').select(['mail', 'language', 'firstName', 'lastName']).where('id', '=', account).executeTakeFirst())
  if (!found) return
  await mailer.post(work, { to: found.mail, subjectId: account, language: found.language, name: nameOf(found), ...letter(found.language, settings.baseUrl) })
}
