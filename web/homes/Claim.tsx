import { IconHomePlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import type { Answers } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { Part } from '../parts/Screen.tsx'
import { sayDone } from '../parts/toasts.ts'
import { Note } from '../parts/states.tsx'
import { useFormats, useSite } from '../queries.ts'
import { type Home, home } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

/** The house without a gateway: what to do, and where the number stands. */
export function Claim({ first, missed = [] }: { first: boolean; missed?: Home['missed'] }) {
  const t = useWords(homesWords)
  const { day } = useFormats()
  const queries = useQueryClient()
  const asked = useSite().data?.registration.fields.find(({ kind }) => kind === 'serial')
  async function claim({ serial = '' }: Answers) {
    await answer(api.POST('/api/gateways/claims', { body: { serial } }))
    await queries.invalidateQueries(home)
    sayDone(t.claim.done, t)
  }
  return (
    <Part title={first ? t.claim.title : t.claim.another}>
      {missed.map(({ serial, at }) => (
        <Note key={serial} kind="care" title={t.claim.missed(serial)}>
          <p>{t.claim.missedSays(day(at))}</p>
        </Note>
      ))}
      <div className="claim">
        {first && (
          <div className="stack">
            <IconHomePlus size={44} stroke={1.25} color="var(--tone-spruce)" aria-hidden />
            <ol className="auth-next">
              {t.claim.steps.map(step => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </div>
        )}
        <Form
          submit={t.claim.do}
          send={claim}
          sections={[
            {
              asks: [
                {
                  name: 'serial',
                  label: asked?.label ?? t.claim.serial,
                  kind: 'serial',
                  required: true,
                  why: t.claim.where,
                  without: t.claim.format,
                },
              ],
            },
          ]}
        />
      </div>
    </Part>
  )
}
