import { person, type Work } from '../../kernel/store/work.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import type { LetterText } from './letters.ts'
import { addressed, knownOf, type LoginHolder } from './holder.ts'
import { signIn } from './activities.ts'
import type { Needs } from './needs.ts'
import { login } from './tables.ts'

/** Writes to somebody about the own account: whoever else did it shall not be the only one to know. */
export async function writesToHolder(
  { mailer, settings }: Pick<Needs, 'mailer' | 'settings'>,
  work: Work,
  { id, kind }: LoginHolder,
  letter: (language: Language, baseUrl: string) => LetterText,
): Promise<void> {
  const found = await work.under(signIn, person(id), inner =>
    inner.over(login).selectFrom('identity.login').select('mail').where('id', '=', id).executeTakeFirst(),
  )
  if (!found) return
  const known = addressed(await knownOf(work, { id, kind }))
  await mailer.post(work, { to: found.mail, subjectId: id, ...known, ...letter(known.language, settings.baseUrl) })
}
