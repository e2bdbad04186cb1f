import { Button } from '@mantine/core'
import { IconScale } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useDisclosure } from '@mantine/hooks'
import { Link } from 'react-router'
import { answer, api } from '../../client.ts'
import { Form } from '../../parts/Form.tsx'
import { Pages, Row, Rows } from '../../parts/Rows.tsx'
import { Screen } from '../../parts/Screen.tsx'
import { sayDone } from '../../parts/toasts.ts'
import { useFormats } from '../../queries.ts'
import { everyObjection, objections, type Objection } from './queries.ts'
import { Deadline } from './Requests.tsx'
import { useWords } from '../../locales/words.tsx'
import { rightsConsoleWords } from './words/index.ts'

/** Objections whose grounds somebody has to weigh; while they wait, the processing rests. */
export function Objections() {
  const { objections: t } = useWords(rightsConsoleWords)
  const asked = useInfiniteQuery(objections)
  return (
    <Screen title={t.title} lead={t.lead} narrow>
      <div className="card">
        <Pages of={asked}>
          {items => (
            <Rows of={items} label={t.title} none={t.none}>
              {objection => <Shown objection={objection} />}
            </Rows>
          )}
        </Pages>
      </div>
    </Screen>
  )
}

function Shown({ objection }: { objection: Objection }) {
  const t = useWords(rightsConsoleWords)
  const words = t.objections
  const format = useFormats()
  const queries = useQueryClient()
  const [open, { toggle, close }] = useDisclosure()
  async function settle({ as = '', answer: text = '' }) {
    const outcome = as === 'stopped' || as === 'adapted' ? as : 'overruled'
    await answer(
      api.POST('/api/desk/objections/{id}/settle', {
        params: { path: { id: objection.id } },
        body: { as: outcome, answer: text },
      }),
    )
    close()
    await queries.invalidateQueries(everyObjection)
    sayDone(words.settled, t)
  }
  return (
    <>
      <Row
        icon={IconScale}
        title={objection.title}
        under={
          <>
            {words.since(format.day(objection.at))}
            {objection.request && (
              <>
                {' '}
                · <Link to={`/console/requests/${objection.request}`}>{words.toRequest}</Link>
              </>
            )}
          </>
        }
      >
        {objection.lastDay && <Deadline request={{ state: 'open', lastDay: objection.lastDay }} />}
        <Button size="sm" variant="default" aria-expanded={open} onClick={toggle}>
          {words.examine}
          <span className="unseen"> {objection.title}</span>
        </Button>
      </Row>
      {open && (
        <div className="change-roles stack">
          <p className="strong">{words.grounds}</p>
          <blockquote className="quote">{objection.grounds ?? words.noGrounds}</blockquote>
          <Form
            wide
            submit={words.do}
            send={settle}
            sections={[
              {
                asks: [
                  {
                    name: 'as',
                    label: words.outcome,
                    kind: 'choice',
                    required: true,
                    choices: Object.entries(words.outcomes).map(([value, label]) => ({ value, label })),
                  },
                  { name: 'answer', label: words.answer, kind: 'long', required: true, why: words.answerWhy },
                ],
              },
            ]}
          />
        </div>
      )}
    </>
  )
}
