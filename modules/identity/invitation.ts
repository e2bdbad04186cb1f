import type { Work } from '../../kernel/store/work.ts'
import { signIn } from './activities.ts'
import type { activation } from './letters.ts'
import { issueLink } from './links.ts'
import { endOfPeriod, type Needs } from './needs.ts'

/**
 * Sends the link by which somebody sets the first password of an account that staff opened, or reset; an older one no
 * longer works. Returns the link.
 */
export async function invite(
  needs: Needs,
  work: Work,
  { id, mail, language }: { readonly id: string; readonly mail: string; readonly language: 'de' | 'en' },
  letter: (typeof activation)['customer' | 'staff'],
): Promise<string> {
  const expiresAt = endOfPeriod(needs, work.now, signIn.activationLink)
  const { link, code } = await issueLink(needs, work, { opens: 'activation', subject: id, mail, expiresAt })
  const written = letter(language, needs.stating.manifest.site.name, {
    link,
    valid: needs.stating.value(signIn.activationLink),
  })
  await needs.mailer.post(work, { to: mail, subjectId: id, language, worthUntil: expiresAt, code, ...written })
  return link
}
