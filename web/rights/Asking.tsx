import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconWriting } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import type { Answers } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { sayDone } from '../parts/toasts.ts'
import { useWords } from '../words/words.tsx'
import { ownRequests } from './questions.ts'

const rights = ['eu-gdpr:A15', 'eu-gdpr:A16', 'eu-gdpr:A17', 'eu-gdpr:A18', 'eu-gdpr:A20', 'eu-gdpr:A21', 'eu-gdpr:A7-3'] as const

/** Asks the privacy desk something, from the account. */
export function Asking() {
  const t = useWords()
  const queries = useQueryClient()
  const [open, { toggle, close }] = useDisclosure()
  async function ask({ right = '', says = '' }: Answers) {
    const chosen = rights.find(one => one === right)
    await answer(api.POST('/api/my-data/requests', { body: { says, ...chosen && { right: chosen } } }))
    await queries.invalidateQueries({ queryKey: ownRequests.queryKey })
    close()
    sayDone(t.rights.asked, t)
  }
  return (
    <>
      <div><Button variant="default" size="sm" leftSection={<IconWriting size={18} stroke={1.75} aria-hidden />} aria-expanded={open} onClick={toggle}>{t.rights.ask}</Button></div>
      {open && (
        <div className="stack">
          <p className="quiet">{t.rights.askSays}</p>
          <Form
            wide submit={t.rights.askDo} send={ask}
            sections={[{ asks: [
              { name: 'right', label: t.rights.askRight, kind: 'choice', required: false, choices: rights.map(value => ({ value, label: t.rights.which[value] })) },
              { name: 'says', label: t.rights.askWords, kind: 'long', required: true },
            ] }]}
          />
        </div>
      )}
    </>
  )
}
