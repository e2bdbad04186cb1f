import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { answer, api } from '../../client.ts'
import { useAccount } from '../../identity/account.ts'
import type { Answers } from '../../parts/asked.ts'
import { Form, type Section } from '../../parts/Form.tsx'
import { Part, Screen } from '../../parts/Screen.tsx'
import { Answered, Note } from '../../parts/states.tsx'
import { sayDone } from '../../parts/toasts.ts'
import { useFormats } from '../../queries.ts'
import { CarryOut } from './CarryOut.tsx'
import { ErasedLetter } from './ErasedLetter.tsx'
import { useOnlyHere } from '../../parts/onlyHere.ts'
import {
  deskRequest,
  erasedLetters,
  letterToPrint,
  lettersToPrint,
  type CarriedOut,
  type DeskRequestWithHistory,
} from './queries.ts'
import { namesOfColleagues } from '../../identity/console/queries.ts'
import { Deadline } from './Requests.tsx'
import { type WordsOf, useWords } from '../../locales/words.tsx'
import { rightsConsoleWords } from './words/index.ts'
import { consoleWords } from '../../console/words/index.ts'

/** One request: what was asked, by whom, until when, what happened, and what can be done. */
export function RequestScreen() {
  const { id = '' } = useParams()
  const { requests: t } = useWords(rightsConsoleWords)
  const { kept: erased, keep } = useOnlyHere<CarriedOut>(`${erasedLetters}${id}`)
  const [over, end] = useState(false)
  // Asked anew, the request would not be found: it went with the person.
  const asked = useQuery({ ...deskRequest(id), enabled: !erased && !over })
  const queries = useQueryClient()
  const waiting = useQuery(lettersToPrint).data?.items.find(({ request }) => request === id)
  const letter = useQuery({ ...letterToPrint(id), enabled: waiting !== undefined && !erased && !over })
  const toPrint =
    erased ?? (waiting && letter.data !== undefined ? { reference: waiting.reference, letter: letter.data } : undefined)
  const printed = async () => {
    end(true)
    keep()
    // Where it cannot be taken away now, it goes by itself.
    await answer(api.DELETE('/api/desk/requests/{id}/letter', { params: { path: { id } } })).catch(() => {})
    await queries.invalidateQueries({ queryKey: lettersToPrint.queryKey })
  }
  if (toPrint && !over)
    return (
      <ErasedLetter
        outcome={toPrint}
        done={() => {
          void printed()
        }}
      />
    )
  const title = asked.data?.right ? t.rights[asked.data.right] : t.anyRight
  return (
    <Screen
      title={title}
      lead={<Link to="/console/requests">{t.back}</Link>}
      side={asked.data && <Deadline request={asked.data} />}
    >
      <Answered to={asked} rows={3} height={140}>
        {request => <Whole request={request} wasErased={keep} />}
      </Answered>
    </Screen>
  )
}

function Whole({ request, wasErased }: { request: DeskRequestWithHistory; wasErased: (outcome: CarriedOut) => void }) {
  const { requests: t } = useWords(rightsConsoleWords)
  const format = useFormats()
  const handler = useHandler(request)
  const facts: readonly (readonly [string, string | null])[] = [
    [t.reference, request.reference],
    [t.cameBy, t.ways[request.by]],
    [t.from, [request.name, request.from].filter(Boolean).join('\n') || null],
    [
      t.confirmedAt,
      request.by !== 'form' ? null : request.confirmedAt ? format.moment(request.confirmedAt) : t.notConfirmed,
    ],
    [t.receivedAt, format.moment(request.receivedAt)],
    [t.dueAt, format.calendarDay(request.lastDay)],
    [t.extendedBecause, request.extendedBecause],
    [t.inCharge, handler],
    [t.person, request.person ? `${request.person.name}\n${request.person.mail}` : t.personUnknown],
    [t.provenBy, request.provenBy && t.proofs[request.provenBy]],
    [t.closedAt, request.closedAt && format.moment(request.closedAt)],
    [t.refusal, request.refusal && t.reasons[request.refusal]],
  ]
  return (
    <>
      <Part title={t.asked}>
        {request.says && <blockquote className="quote">{request.says}</blockquote>}
        <dl className="facts">
          {facts
            .filter(([, value]) => value)
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </Part>
      {request.answer && (
        <Part
          title={t.answered}
          side={
            <Button
              component="a"
              href={`/api/desk/requests/${request.id}/letter`}
              target="_blank"
              variant="default"
              size="sm"
              leftSection={<IconPrinter size={18} stroke={1.75} aria-hidden />}
            >
              {t.print}
            </Button>
          }
        >
          <blockquote className="quote">{request.answer}</blockquote>
        </Part>
      )}
      {request.state === 'open' && <Doing request={request} wasErased={wasErased} />}
      <Part title={t.history}>
        <ol className="history">
          {request.history.map((event, at) => (
            <li key={at}>
              <p className="strong">
                {t.events[event.what]} <span className="quiet small">{t.by[event.by]}</span>
              </p>
              <p className="quiet small">{format.moment(event.at)}</p>
              {event.note && <p>{noted(event, t)}</p>}
            </li>
          ))}
        </ol>
      </Part>
    </>
  )
}

/** Who has taken charge: by name for whoever may see who works here. */
function useHandler({ handledBy, handledByYou }: DeskRequestWithHistory): string | null {
  const { requests: t } = useWords(rightsConsoleWords)
  const mayLook = useAccount().may.includes('staff:administration')
  const { data } = useQuery({ ...namesOfColleagues, enabled: mayLook && handledBy !== null && !handledByYou })
  if (handledBy === null) return null
  return handledByYou ? t.you : (data?.get(handledBy) ?? t.colleague)
}

/**
 * How somebody proved to be it, and what was carried out, stand in the history by their terms; after a colon, what that
 * was about.
 */
function noted({ what, note }: DeskRequestWithHistory['history'][number], t: Says): string | null {
  const [proofs, whats, grounds]: readonly Readonly<Record<string, string>>[] = [t.proofs, t.whats, t.grounds]
  if (note === null || what !== 'carried out') return note && (proofs?.[note] ?? note)
  const [deed = '', ...rest] = note.split(': ')
  const about = rest.join(': ')
  return [whats?.[deed] ?? deed, grounds?.[about] ?? about].filter(Boolean).join(': ')
}
type Says = WordsOf<typeof rightsConsoleWords>['requests']

const deeds = ['note', 'person', 'carryOut', 'extend', 'answer', 'refuse'] as const
type Deed = (typeof deeds)[number]
/** Of a request whose objection is still examined, the decision on that is the answer. */
const settles: readonly Deed[] = ['answer', 'refuse']

function Doing({ request, wasErased }: { request: DeskRequestWithHistory; wasErased: (outcome: CarriedOut) => void }) {
  const t = useWords(rightsConsoleWords)
  const { customerNumber } = useWords(consoleWords)
  const words = t.requests
  const { may } = useAccount()
  const queries = useQueryClient()
  const [doing, choose] = useState<Deed>()
  const [outcome, came] = useState<CarriedOut>()
  const path = { params: { path: { id: request.id } } }
  const again = async () => {
    choose(undefined)
    await queries.invalidateQueries({ queryKey: ['console', 'requests'] })
    sayDone(words.done, t)
  }
  const gone = async (outcome: CarriedOut) => {
    wasErased(outcome)
    await queries.invalidateQueries({
      queryKey: ['console', 'requests'],
      predicate: ({ queryKey }) => !queryKey.includes(request.id),
    })
  }
  const take = () => answer(api.POST('/api/desk/requests/{id}/take', path)).then(again)

  const forms: Record<
    Exclude<Deed, 'carryOut'>,
    { sections: readonly Section[]; send: (answers: Answers) => Promise<unknown> }
  > = {
    note: {
      sections: [{ asks: [{ name: 'note', label: words.note, kind: 'long', required: true }] }],
      send: ({ note = '' }) => answer(api.POST('/api/desk/requests/{id}/notes', { ...path, body: { note } })),
    },
    person: {
      sections: [
        {
          asks: [
            {
              name: 'customerNumber',
              label: customerNumber,
              kind: 'text',
              required: true,
              share: 'half',
              autocomplete: 'off',
            },
            {
              name: 'provenBy',
              label: words.provenBy,
              kind: 'choice',
              required: true,
              share: 'half',
              choices: choicesOf(words.proofs),
            },
          ],
        },
      ],
      send: ({ customerNumber = '', provenBy = '' }) =>
        answer(
          api.POST('/api/desk/requests/{id}/person', {
            ...path,
            body: { customerNumber, provenBy: oneOf(words.proofs, provenBy) },
          }),
        ),
    },
    extend: {
      sections: [{ asks: [{ name: 'because', label: words.because, kind: 'long', required: true }] }],
      send: ({ because = '' }) => answer(api.POST('/api/desk/requests/{id}/extend', { ...path, body: { because } })),
    },
    answer: {
      sections: [{ asks: [{ name: 'answer', label: words.answerText, kind: 'long', required: true }] }],
      send: ({ answer: text = '' }) =>
        answer(api.POST('/api/desk/requests/{id}/answer', { ...path, body: { answer: text } })),
    },
    refuse: {
      sections: [
        {
          asks: [
            { name: 'reason', label: words.refusal, kind: 'choice', required: true, choices: choicesOf(words.reasons) },
            { name: 'answer', label: words.answerText, kind: 'long', required: true },
          ],
        },
      ],
      send: ({ reason = '', answer: text = '' }) =>
        answer(
          api.POST('/api/desk/requests/{id}/refuse', {
            ...path,
            body: { reason: oneOf(words.reasons, reason), answer: text },
          }),
        ),
    },
  }
  const chosen = doing && doing !== 'carryOut' ? forms[doing] : undefined
  const canCarryOut = may.includes('staff:privacy') && request.person !== null
  const isOffered = (deed: Deed): boolean => {
    if (deed === 'carryOut') return canCarryOut
    return deed === 'extend' ? request.may.includes('extend') : !(request.examined && settles.includes(deed))
  }
  return (
    <Part title={words.doing} lead={request.handledBy ? undefined : words.nobodyYet}>
      {outcome && <Outcome of={outcome} />}
      {request.examined && (
        <Note kind="care" title={words.examined}>
          <p>{words.examinedSays}</p>
          <p>
            <Link to="/console/objections">{words.toObjections}</Link>
          </p>
        </Note>
      )}
      <div className="line" role="group" aria-label={words.doing}>
        {!request.handledBy && (
          <Button size="sm" onClick={take}>
            {words.take}
          </Button>
        )}
        {deeds.filter(isOffered).map(deed => (
          <Button
            key={deed}
            size="sm"
            variant={doing === deed ? 'filled' : 'default'}
            aria-expanded={doing === deed}
            onClick={() => choose(doing === deed ? undefined : deed)}
          >
            {words.deeds[deed]}
          </Button>
        ))}
      </div>
      {doing && (
        <div className="change-roles stack">
          <p className="quiet">{words.deedSays[doing]}</p>
          {chosen ? (
            <Form
              key={doing}
              wide
              sections={chosen.sections}
              submit={words.deedDo[doing]}
              send={answers => chosen.send(answers).then(again)}
            />
          ) : (
            <CarryOut
              request={request.id}
              name={request.person?.name ?? ''}
              done={outcome => (outcome.letter === null ? (came(outcome), again()) : gone(outcome))}
            />
          )}
        </div>
      )}
    </Part>
  )
}

const choicesOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
/** What was chosen is one of the choices. */
const oneOf = <W extends Readonly<Record<string, string>>>(_words: W, chosen: string): keyof W & string =>
  chosen as keyof W & string // as: a select gives nothing else

function Outcome({ of }: { of: CarriedOut }) {
  const { requests: t } = useWords(rightsConsoleWords)
  return (
    <Note kind="good" title={t.carriedOut} alert>
      {of.link && (
        <p className="colleague-mail">
          <a href={of.link} target="_blank" rel="noreferrer">
            {t.copyLink}
          </a>
        </p>
      )}
      {of.gone.length > 0 && <p>{t.gone(of.gone.reduce((sum, { rows }) => sum + rows, 0))}</p>}
      {of.kept.length > 0 && (
        <ul>
          {of.kept.map(({ table, title, rows, until, why }) => (
            <li key={`${table} ${until}`}>{t.kept(rows, title, until, why)}</li>
          ))}
        </ul>
      )}
    </Note>
  )
}
