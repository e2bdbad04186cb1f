import { useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import type { Answers } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { sayDone } from '../parts/toasts.ts'
import { ownRequests } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'

const rights = [
  'eu-gdpr:A15',
  'eu-gdpr:A16',
  'eu-gdpr:A17',
  'eu-gdpr:A18',
  'eu-gdpr:A20',
  'eu-gdpr:A21',
  'eu-gdpr:A7-3',
] as const

/** Asks the privacy desk something, from the account. */
export function Asking({ done }: { done: () => void }) {
  const t = useWords(rightsWords)
  const queries = useQueryClient()
  async function ask({ right = '', says = '' }: Answers) {
    const chosen = rights.find(one => one === right)
    await answer(api.POST('/api/my-data/requests', { body: { says, ...(chosen && { right: chosen }) } }))
    await queries.invalidateQueries({ queryKey: ownRequests.queryKey })
    done()
    sayDone(t.rights.asked, t)
  }
  return (
    <div className="stack">
      <p className="quiet">{t.rights.askSays}</p>
      <Form
        wide
        submit={t.rights.askDo}
        send={ask}
        sections={[
          {
            asks: [
              {
                name: 'right',
                label: t.rights.askRight,
                kind: 'choice',
                required: false,
                choices: rights.map(value => ({ value, label: t.rights.which[value] })),
              },
              { name: 'says', label: t.rights.askWords, kind: 'long', required: true },
            ],
          },
        ]}
      />
    </div>
  )
}
