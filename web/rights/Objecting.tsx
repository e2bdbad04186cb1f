import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import { ActionButton } from '../parts/Act.tsx'
import type { Answers } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { objectToAll } from './actions.tsx'
import { ownRequests, standing, type RightsStanding } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'

/** Beside the switches: all of it at once, and grounds for whoever wants to give some. */
export function Objecting({ switches }: Pick<RightsStanding, 'switches'>) {
  const t = useWords(rightsWords)
  const queries = useQueryClient()
  const [open, { toggle, close }] = useDisclosure()
  const left = switches.filter(({ advertising, objection }) => !advertising && !objection?.stops)
  async function object({ activity = '', grounds = '' }: Answers) {
    await answer(api.PUT('/api/my-data/objections/{activity}', { params: { path: { activity } }, body: { grounds } }))
    await Promise.all([standing, ownRequests].map(({ queryKey }) => queries.invalidateQueries({ queryKey })))
    close()
  }
  return (
    <>
      <div className="line">
        {left.length > 0 && (
          <Button variant="default" size="sm" aria-expanded={open} onClick={toggle}>
            {t.rights.grounds}
          </Button>
        )}
        <ActionButton does={objectToAll} to={switches} />
      </div>
      {open && left.length > 0 && (
        <div className="stack">
          <p className="quiet">{t.rights.groundsSay}</p>
          <Form
            wide
            submit={t.rights.groundsDo}
            send={object}
            sections={[
              {
                asks: [
                  {
                    name: 'activity',
                    label: t.rights.groundsOf,
                    kind: 'choice',
                    required: true,
                    choices: left.map(({ activity, title }) => ({ value: activity, label: title })),
                  },
                  { name: 'grounds', label: t.rights.groundsWords, kind: 'long', required: true },
                ],
              },
            ]}
          />
        </div>
      )}
    </>
  )
}
