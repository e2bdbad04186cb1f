import type { Stating } from '../../platform/services.ts'
import { recordAnswer, withdrawConsent } from '../../kernel/consent/change.ts'
import { consented } from '../../kernel/consent/consented.ts'
import type { AnyActivity } from '../../kernel/declare/activity.ts'
import { exactlyAfter } from '../../kernel/declare/periods.ts'
import { questionsOf } from '../../kernel/declare/questions.ts'
import type { Period } from '../../kernel/declare/settings.ts'
import type { Consents } from './contract.ts'

/** Consents in the caller's unit of work, under the statement in force. */
export const recording = (activities: ReadonlyMap<string, AnyActivity>, stating: Stating): Consents => ({
  questions: activity => questionsOf(activity, stating.manifest),
  async record(work, said) {
    const { purpose } = said.question
    const lasts = activities.get(purpose)?.spec.asks?.lasts
    const { timeZone } = stating.manifest
    await recordAnswer(work, {
      ...said,
      ...(lasts !== undefined &&
        said.says === 'given' && {
          validUntil: exactlyAfter(
            work.reached,
            stating.value({ activity: purpose, setting: lasts }) as Period,
            timeZone,
          ),
        }),
    })
  },
  withdraw: withdrawConsent,
  given: consented,
})
