import { consents } from '../../kernel/declare/activities.ts'
import type { Question } from '../../kernel/declare/questions.ts'
import type { ConsentState } from '../../kernel/consent/tables.ts'
import { person } from '../../kernel/store/work.ts'
import { demoPart } from '../../platform/demo.ts'
import { TheManifest, TheStore } from '../../platform/services.ts'
import { DemoPeople, type DemoAccount } from '../identity/contract.ts'
import { Consents } from './contract.ts'
import { consentsOf, questionsIn } from './own.ts'

/** Where the portal asks. */
const place = '/app/consents'

/** Of whatever the statement asks: one agrees, one takes it back, one says no, and one has not answered yet. */
export const demo = [
  demoPart({
    needs: { store: TheStore, stating: TheManifest, recording: Consents, people: DemoPeople },
    plays: async ({ store, stating, recording, people: { customers } }, stage) => {
      const questions = stating.states(consents.name) ? questionsIn({ store, stating }) : []
      const language = stating.manifest.languages[0] ?? 'de'
      const said = { kind: 'customer', how: 'switch', place } as const
      const answers = ({ id: subject }: DemoAccount, question: Question, says: 'given' | 'refused') =>
        store.under(consents, person(subject), work =>
          recording.record(work, { ...said, subject, question, says, language }),
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
      /** How it stands by now: a kill may have cut off between an answer and its note. */
      const stateOf = async ({ id }: DemoAccount, { purpose, recipient, channel }: Question) =>
        (await consentsOf({ store, stating }, id, language)).find(
          one => one.purpose === purpose && one.recipient?.id === recipient?.id && one.channel?.name === channel?.name,
        )?.state
      const { settled, critical, waiting } = customers
      for (const [number, question] of questions.entries()) {
        const once = (step: string, who: DemoAccount, does: () => Promise<unknown>, until: ConsentState) =>
          stage.once(
            `consent ${number} ${question.purpose}: ${step}`,
            does,
            async () => (await stateOf(who, question)) === until,
          )
        if (settled) await once('given', settled, () => answers(settled, question, 'given'), 'given')
        if (waiting) await once('refused', waiting, () => answers(waiting, question, 'refused'), 'refused')
        if (critical)
          await once(
            'given, then taken back',
            critical,
            async () => {
              if ((await stateOf(critical, question)) !== 'given') await answers(critical, question, 'given')
              await takesBack(critical, question)
            },
            'withdrawn',
          )
      }
      return { told: critical && questions.length ? { [critical.mail]: 'has taken a consent back' } : {} }
    },
  }),
]
