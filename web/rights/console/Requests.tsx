import { Button, SegmentedControl } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronRight, IconForms, IconMail, IconMailOpened, IconUserCircle, IconWriting } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { answer, api } from '../../client.ts'
import { Form } from '../../parts/Form.tsx'
import { useNow } from '../../parts/now.ts'
import { Pages, Row, Rows } from '../../parts/Rows.tsx'
import { Part, Screen } from '../../parts/Screen.tsx'
import { Note } from '../../parts/states.tsx'
import { useFormats } from '../../queries.ts'
import { useAllHere } from '../../parts/onlyHere.ts'
import { deskRequestPages, erasedLetters, lettersToPrint, type CarriedOut, type DeskRequest } from './queries.ts'
import { rights } from './rights.ts'
import { useWords } from '../../locales/words.tsx'
import { rightsConsoleWords } from './words/index.ts'

const icons = { account: IconUserCircle, form: IconForms, mail: IconMail, letter: IconMailOpened }

/** What people ask of the privacy desk, and until when each has to be answered. */
export function Requests() {
  const { requests: t } = useWords(rightsConsoleWords)
  const [state, show] = useState<'open' | 'closed'>('open')
  const asked = useInfiniteQuery(deskRequestPages(state))
  const [entering, { toggle, close }] = useDisclosure()
  const here = useAllHere<CarriedOut>(erasedLetters)
  const kept = useQuery(lettersToPrint).data?.items ?? []
  const letters = new Map([
    ...kept.map(({ request, reference }) => [request, reference] as const),
    ...here.map(([name, { reference }]) => [name.slice(erasedLetters.length), reference] as const),
  ])
  return (
    <Screen
      title={t.title}
      lead={t.lead}
      side={
        <Button
          size="sm"
          variant={entering ? 'default' : 'filled'}
          leftSection={<IconWriting size={18} stroke={1.75} aria-hidden />}
          aria-expanded={entering}
          onClick={toggle}
        >
          {t.enter}
        </Button>
      }
    >
      {entering && <EnterLetter done={close} />}
      {[...letters].map(([request, reference]) => (
        <Note key={request} kind="care" title={t.erasedPrint}>
          <p>
            <Link to={`/console/requests/${request}`}>
              {t.erasedLetter}: {reference}
            </Link>
          </p>
        </Note>
      ))}
      <div>
        <SegmentedControl
          aria-label={t.show}
          value={state}
          onChange={next => show(next === 'closed' ? 'closed' : 'open')}
          data={[
            { value: 'open', label: t.open },
            { value: 'closed', label: t.closed },
          ]}
        />
      </div>
      <div className="card">
        <Pages of={asked}>
          {items => (
            <Rows of={items} label={t.title} none={state === 'open' ? t.noneOpen : t.noneClosed}>
              {request => <Listed request={request} />}
            </Rows>
          )}
        </Pages>
      </div>
    </Screen>
  )
}

function Listed({ request }: { request: DeskRequest }) {
  const { requests: t } = useWords(rightsConsoleWords)
  const format = useFormats()
  return (
    <Row
      icon={icons[request.by]}
      title={
        <Link to={`/console/requests/${request.id}`} className="row-way">
          {request.right ? t.rights[request.right] : t.anyRight}
        </Link>
      }
      under={
        <>
          <span className="colleague-mail">{[request.from, t.ways[request.by]].filter(Boolean).join(' · ')}</span>
          {t.received(format.day(request.receivedAt))}
        </>
      }
    >
      <Deadline request={request} />
      <IconChevronRight size={18} stroke={1.75} aria-hidden className="quiet" />
    </Row>
  )
}

/** How much time is left, by words and by colour. */
export function Deadline({ request }: { request: Pick<DeskRequest, 'state' | 'lastDay'> }) {
  const { requests: t } = useWords(rightsConsoleWords)
  const format = useFormats()
  const left = format.daysTo(request.lastDay, useNow())
  if (request.state !== 'open') return <span className="pill pill-plain">{t.states[request.state]}</span>
  return (
    <span className={`pill ${left < 0 ? 'pill-bad' : left <= 7 ? 'pill-care' : 'pill-good'}`}>
      {left < 0 ? t.overdue(-left) : t.daysLeft(left)}
      <span className="unseen"> ({format.calendarDay(request.lastDay)})</span>
    </span>
  )
}

function EnterLetter({ done }: { done: () => void }) {
  const { requests: t } = useWords(rightsConsoleWords)
  const queries = useQueryClient()
  const navigate = useNavigate()
  async function enter({ from = '', says = '', right = '', receivedOn = '' }) {
    const chosen = rights.find(one => one === right)
    const { id } = await answer(
      api.POST('/api/desk/requests', {
        body: {
          says,
          ...(from && { from }),
          ...(chosen && { right: chosen }),
          ...(receivedOn && { receivedAt: new Date(`${receivedOn}T12:00:00`).toISOString() }),
        },
      }),
    )
    await queries.invalidateQueries({ queryKey: ['console', 'requests'] })
    done()
    await navigate(`/console/requests/${id}`)
  }
  return (
    <Part title={t.enter} lead={t.enterSays}>
      <Form
        wide
        submit={t.enterDo}
        send={enter}
        sections={[
          {
            asks: [
              { name: 'from', label: t.from, kind: 'long', required: false, share: 'half', autocomplete: 'off' },
              {
                name: 'receivedOn',
                label: t.receivedOn,
                kind: 'date',
                required: false,
                share: 'half',
                autocomplete: 'off',
                why: t.receivedOnWhy,
              },
              {
                name: 'right',
                label: t.right,
                kind: 'choice',
                required: false,
                choices: rights.map(value => ({ value, label: t.rights[value] })),
              },
              { name: 'says', label: t.says, kind: 'long', required: true },
            ],
          },
        ]}
      />
    </Part>
  )
}
