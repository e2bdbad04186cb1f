import { consents } from '../../kernel/declare/activities.ts'
import type { Question } from '../../kernel/declare/questions.ts'
import { person } from '../../kernel/store/work.ts'
import { demoPart } from '../../platform/demo.ts'
import { TheManifest, TheStore } from '../../platform/services.ts'
import { DemoPeople, type DemoAccount } from '../identity/contract.ts'
import { Consents } from './contract.ts'
import { questionsIn } from './own.ts'

/** Where the portal asks. */
const place = '/app/consents'

/** Of whatever the statement asks: one agrees, one takes it back, one says no, and one has not answered yet. */
export const demo = [
  demoPart({
    needs: { store: TheStore, stating: TheManifest, recording: Consents, people: DemoPeople },
    plays: async ({ store, stating, recording, people: { customers } }, stage) => {
      const questions = stating.states(consents.name) ? questionsIn({ store, stating }) : []
      const said = { kind: 'customer', how: 'switch', place } as const
      const answers = ({ id: subject }: DemoAccount, question: Question, says: 'given' | 'refused') =>
        store.under(consents, person(subject), work =>
          recording.record(work, { ...said, subject, question, says, language: stating.manifest.languages[0] ?? 'de' }),
        )
      const takesBack = ({ id: subject }: DemoAccount, { purpose, recipient, channel }: Question) =>
        store.under(consents, person(subject), work =>
          recording.withdraw(work, {
            ...said,
            subject,
            purpose,
            ...(recipient && { recipient: recipient.id }),
            ...(channel && { channel: channel.name }),
          }),
        )
      const { settled, critical, waiting } = customers
      for (const [number, question] of questions.entries()) {
        const once = (step: string, does: () => Promise<unknown>): Promise<void> =>
          stage.once(`consent ${number} ${question.purpose}: ${step}`, does)
        if (settled) await once('given', () => answers(settled, question, 'given'))
        if (waiting) await once('refused', () => answers(waiting, question, 'refused'))
        if (critical)
          await once('given, then taken back', async () => {
            await answers(critical, question, 'given')
            await takesBack(critical, question)
          })
      }
      return { told: critical && questions.length ? { [critical.mail]: 'has taken a consent back' } : {} }
    },
  }),
]
