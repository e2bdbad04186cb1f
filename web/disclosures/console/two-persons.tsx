import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { withStepUp } from '../../console/parts/StepUp.tsx'
import { consoleWords } from '../../console/words/index.ts'
import { useWords } from '../../locales/words.tsx'
import { Form } from '../../parts/Form.tsx'
import { Note } from '../../parts/states.tsx'
import { sayDone } from '../../parts/toasts.ts'
import { disclosuresConsoleWords } from './words/index.ts'

/* What one person records and another decides on. */

/** What is known of it, but for what there is not. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: string | null])[] }) {
  return (
    <dl className="facts">
      {of
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** Why whoever looks at it does not decide. */
export function NeedsAnother({ says }: { says: string }) {
  const { disclosures: t } = useWords(disclosuresConsoleWords)
  return (
    <Note kind="care" title={t.needsAnother}>
      <p>{says}</p>
    </Note>
  )
}

interface Decision {
  readonly decision: 'approved' | 'refused'
  readonly reason: string
  readonly customerNumber?: string
}

/** Approves, naming the customer where it is about one, or refuses. */
export function Decide({
  lead,
  numberWhy,
  kind,
  changes,
  send,
}: {
  lead: string
  numberWhy: string
  kind: string
  changes: QueryKey
  send: (decision: Decision) => Promise<unknown>
}) {
  const t = useWords(disclosuresConsoleWords)
  const { customerNumber } = useWords(consoleWords)
  const words = t.disclosures
  const queries = useQueryClient()
  return (
    <Form
      wide
      submit={words.decide}
      send={async ({ decision = '', reason = '', customerNumber: number = '' }) => {
        await withStepUp(() =>
          send({
            decision: decision === 'approved' ? 'approved' : 'refused',
            reason,
            ...(number && { customerNumber: number }),
          }),
        )
        await queries.invalidateQueries({ queryKey: changes })
        sayDone(words.decided, t)
      }}
      sections={[
        {
          title: words.decision,
          lead,
          asks: [
            {
              name: 'decision',
              label: words.outcome,
              kind: 'choice',
              required: true,
              share: 'half',
              choices: [
                { value: 'approved', label: words.approve },
                { value: 'refused', label: words.refuse },
              ],
            },
            {
              name: 'customerNumber',
              label: customerNumber,
              kind: 'text',
              required: true,
              share: 'half',
              autocomplete: 'off',
              why: numberWhy,
              only: ({ decision: chosen }) => kind === 'customer' && chosen === 'approved',
            },
            { name: 'reason', label: words.reason, kind: 'long', required: true },
          ],
        },
      ]}
    />
  )
}
