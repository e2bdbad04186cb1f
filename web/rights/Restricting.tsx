import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLock } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import type { Answers } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { sayDone } from '../parts/toasts.ts'
import { prove } from './actions.tsx'
import type { RightsStanding } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'

/**
 * Has the own data only stored, on one of the four grounds of Art. 18(1) GDPR. The last of them needs an objection that
 * is being examined.
 */
export function Restricting({ switches }: Pick<RightsStanding, 'switches'>) {
  const t = useWords(rightsWords)
  const queries = useQueryClient()
  const [open, { toggle }] = useDisclosure()
  const examined = switches.some(({ objection }) => objection?.state === 'examined')
  const grounds = (['accuracy', 'unlawful', 'claims', 'objection'] as const).filter(
    ground => ground !== 'objection' || examined,
  )
  async function restrict({ ground = '', says = '', password = '' }: Answers) {
    const chosen = grounds.find(one => one === ground) ?? 'accuracy'
    await prove(password)
    await answer(api.PUT('/api/my-data/restriction', { body: { ground: chosen, ...(says && { says }) } }))
    // What can no longer be found is asked for anew, on every screen.
    await queries.invalidateQueries()
    sayDone(t.rights.restricted, t)
  }
  return (
    <>
      <div>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconLock size={18} stroke={1.75} aria-hidden />}
          aria-expanded={open}
          onClick={toggle}
        >
          {t.rights.restrictDo}
        </Button>
      </div>
      {open && (
        <div className="stack">
          <p className="quiet">{t.rights.restrictAsks}</p>
          <Form
            wide
            submit={t.rights.restrictDo}
            send={restrict}
            sections={[
              {
                asks: [
                  {
                    name: 'ground',
                    label: t.rights.restrictGround,
                    kind: 'choice',
                    required: true,
                    choices: grounds.map(value => ({ value, label: t.rights.restrictGrounds[value] })),
                  },
                  { name: 'says', label: t.rights.restrictWords, kind: 'long', required: false },
                  {
                    name: 'password',
                    label: t.form.password,
                    kind: 'password',
                    required: true,
                    why: t.rights.restrictPasswordWhy,
                  },
                ],
              },
            ]}
          />
        </div>
      )}
    </>
  )
}
