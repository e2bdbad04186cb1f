import { randomUUID } from 'node:crypto'
import { jobKind } from '../../kernel/jobs/kinds.ts'
import { platform, visitor, type Work } from '../../kernel/store/work.ts'
import { enqueue, type Job } from '../../kernel/jobs/queue.ts'
import { signIn } from './activities.ts'
import { invite } from './invitation.ts'
import { activation, newPassword } from './letters.ts'
import { from, limits, waitForMail } from './limits.ts'
import { issueLink } from './links.ts'
import { endOfPeriod, type Needs } from './needs.ts'
import { login, reset } from './tables.ts'

const answering = jobKind('identity.answer-reset', { reset: 'id' }, 'interactive')

/**
 * Somebody forgot a password. As with a registration, the address is looked up after the answer has been given. Where
 * too many mails went to the address, no more go and nothing is said: strangers who bring that about must not keep the
 * owner out, whose mailbox has a link that works by then.
 */
export async function forgot(
  needs: Needs,
  mail: string,
  asking: { readonly address: string; readonly language: 'de' | 'en' },
): Promise<void> {
  await needs.limits.count([limits.requestFrom, from(asking.address)])
  if (await waitForMail(needs, 'reset', { address: asking.address, mail })) return
  await needs.store.under(signIn, visitor, async work => {
    const id = randomUUID()
    await work
      .over(reset)
      .insertInto('identity.reset')
      .values({ id, subject: randomUUID(), mail, language: asking.language, requestedAt: work.now })
      .execute()
    await enqueue(work, answering, { reset: id })
  })
}

/** Sends a link to the address, if it has an account: for a new password, or for the first one. */
export function answerReset(needs: Needs): Job {
  return {
    name: answering.name,
    whateverTheClock: true,
    does: ({ reset: id }: { reset?: string }) =>
      needs.store.under(signIn, platform, async work => {
        const asked = await work
          .over(reset)
          .deleteFrom('identity.reset')
          .where('id', '=', id ?? null)
          .returning(['mail', 'language'])
          .executeTakeFirst()
        if (!asked) return
        const owner = await work
          .over(login)
          .selectFrom('identity.login')
          .select(['id', 'kind', 'password'])
          .where('mail', '=', asked.mail)
          .where('deactivatedAt', 'is', null)
          .forShare()
          .executeTakeFirst()
        if (!owner) return
        if (owner.password) await sendReset(needs, work, { ...asked, id: owner.id })
        else await invite(needs, work, { ...asked, id: owner.id }, activation[owner.kind])
      }),
  }
}

async function sendReset(
  needs: Needs,
  work: Work<typeof signIn>,
  { id, mail, language }: { readonly id: string; readonly mail: string; readonly language: 'de' | 'en' },
): Promise<void> {
  const expiresAt = endOfPeriod(needs, work.now, signIn.resetLink)
  const { link, code } = await issueLink(needs, work, { opens: 'reset', subject: id, mail, expiresAt })
  await needs.mailer.post(work, {
    to: mail,
    subjectId: id,
    language,
    worthUntil: expiresAt,
    code,
    ...newPassword(language, { link, valid: needs.stating.value(signIn.resetLink) }),
  })
}
