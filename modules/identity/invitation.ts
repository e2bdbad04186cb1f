import type { Work } from '../../kernel/data/work.ts'
import { signIn } from './activities.ts'
import { activate } from './letters.ts'
import { issueLink, withdrawLinks } from './links.ts'
import { endOf, pageAt, type Needs } from './needs.ts'

/** Sends the link by which somebody sets the first password of an account that staff opened; an older one no longer works. Returns the link. */
export async function invite(needs: Needs, work: Work, { id, mail, language }: { readonly id: string, readonly mail: string, readonly language: 'de' | 'en' }): Promise<string> {
  const expiresAt = endOf(needs, work.now, signIn.activationLink)
  await withdrawLinks(work, ['activation'], id)
  const link = pageAt(needs, 'activate', await issueLink(work, 'activation', id, expiresAt))
  const letter = activate(language, needs.stating.manifest.site.name, { link, valid: needs.stating.value(signIn.activationLink) })
  await needs.mailer.post(work, { to: mail, subjectId: id, language, worthUntil: expiresAt, ...letter })
  return link
}
