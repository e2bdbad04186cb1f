import type { Work } from '../../kernel/store/work.ts'
import type { Person } from './contract.ts'
import { fullName } from './holder.ts'
import { account } from './tables.ts'

/** A customer as the caller's activity may see one: where it does not declare so, the database refuses. */
// any: whatever activity the caller works under
export async function personById(work: Work<any>, id: string): Promise<Person | undefined> {
  const row = await work
    .over(account)
    .selectFrom('identity.account')
    .select(['id', 'firstName', 'lastName', 'mail', 'language'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { id: row.id, name: fullName(row), mail: row.mail, language: row.language }
}
