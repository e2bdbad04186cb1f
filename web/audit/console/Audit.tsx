import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconFileTypeCsv, IconLockCheck, IconLockOpen, IconRefresh, IconX } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { Answers } from '../../parts/asked.ts'
import { Form } from '../../parts/Form.tsx'
import { Pages } from '../../parts/Rows.tsx'
import { Part, Screen } from '../../parts/Screen.tsx'
import { Answered, Note } from '../../parts/states.tsx'
import { Cell, Table } from '../../parts/Table.tsx'
import { useFormats } from '../../queries.ts'
import {
  auditEntries,
  auditTerms,
  auditVerification,
  type AuditEntry,
  type AuditQuestion,
  type AuditVerification,
} from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { auditConsoleWords } from './words/index.ts'
import { auditWords } from '../words/index.ts'

const day = 86_400_000
/** From the beginning of one day to the end of another. */
const span = (from: string, to: string): Pick<AuditQuestion, 'from' | 'to'> => ({
  ...(from && { from: new Date(`${from}T00:00:00`).toISOString() }),
  ...(to && { to: new Date(new Date(`${to}T00:00:00`).getTime() + day).toISOString() }),
})

const nothing: Answers = {}
const questionIn = ({
  from = '',
  to = '',
  user = '',
  customerNumber = '',
  activity = '',
  what = '',
  about = '',
  person = '',
}: Answers): AuditQuestion => ({
  ...span(from, to),
  ...(user && { user }),
  ...(customerNumber && { customerNumber }),
  ...(activity && { activity }),
  ...(what && { what }),
  ...(about && { about }),
  ...(person && { person }),
})

/** Who did what, when, under which activity; each look at it is an entry itself. */
export function Audit() {
  const { audit: t } = useWords(auditConsoleWords)
  const { deeds } = useWords(auditWords)
  const terms = useQuery(auditTerms)
  const verified = useQuery(auditVerification)
  // It stands with the entry of the browser's history: a reload and the way back keep it, and no address names a
  // person.
  const { state } = useLocation()
  const navigate = useNavigate()
  const answers = (state as { asked?: Answers } | null)?.asked ?? nothing // as: put there by `ask`
  const ask = (asked: Answers) => void navigate('.', { state: { asked } })
  // On a phone the entries come first.
  const [searching, { toggle }] = useDisclosure(matchMedia('(min-width: 48em)').matches)
  const queries = useQueryClient()
  async function search(given: Answers) {
    const asked = Object.fromEntries(
      Object.entries({ ...given, person: answers['person'] ?? '' }).filter(([, value]) => value),
    )
    // Here first, so that a "no" stands at its field.
    await queries.fetchInfiniteQuery(auditEntries(questionIn(asked)))
    ask(asked)
  }
  return (
    <Screen
      title={t.title}
      lead={t.lead}
      side={
        <Button
          size="sm"
          variant="default"
          leftSection={<IconRefresh size={18} stroke={1.75} aria-hidden />}
          loading={verified.isFetching}
          onClick={() => verified.refetch()}
        >
          {t.verify}
        </Button>
      }
    >
      <Verified asked={verified} />
      <Part
        title={t.search}
        {...(searching && { lead: t.searchSays })}
        side={
          <Button
            size="sm"
            variant="default"
            aria-expanded={searching}
            aria-controls="audit-search"
            onClick={toggle}
            rightSection={<IconChevronDown size={16} aria-hidden className={searching ? 'turned' : undefined} />}
          >
            {searching ? t.less : t.more}
          </Button>
        }
      >
        <div id="audit-search" hidden={!searching}>
          <Answered to={terms} rows={2}>
            {({ activities, tables }) => (
              <Form
                key={JSON.stringify(answers)}
                values={answers}
                wide
                search
                look="default"
                submit={t.searchDo}
                send={search}
                sections={[
                  {
                    asks: [
                      { name: 'from', label: t.from, kind: 'date', required: false, autocomplete: 'off' },
                      { name: 'to', label: t.to, kind: 'date', required: false, autocomplete: 'off' },
                      {
                        name: 'user',
                        label: t.user,
                        kind: 'text',
                        required: false,
                        autocomplete: 'off',
                        why: t.userWhy,
                      },
                      {
                        name: 'customerNumber',
                        label: t.customerNumber,
                        kind: 'text',
                        required: false,
                        autocomplete: 'off',
                        why: t.customerWhy,
                      },
                      {
                        name: 'what',
                        label: t.what,
                        kind: 'choice',
                        required: false,
                        choices: Object.entries(deeds).map(([value, label]) => ({ value, label })),
                      },
                      { name: 'about', label: t.about, kind: 'choice', required: false, choices: choicesOf(tables) },
                      {
                        name: 'activity',
                        label: t.activity,
                        kind: 'choice',
                        required: false,
                        choices: choicesOf(activities),
                      },
                    ],
                  },
                ]}
              />
            )}
          </Answered>
        </div>
      </Part>
      <Found answers={answers} ask={ask} />
    </Screen>
  )
}

const choicesOf = (named: readonly { name: string; title: string }[]) =>
  named
    .map(({ name, title }) => ({ value: name, label: `${title} (${name})` }))
    .toSorted((a, b) => a.label.localeCompare(b.label))

/** Whether the log is what was sealed. */
function Verified({ asked }: { asked: UseQueryResult<AuditVerification> }) {
  const { audit: t } = useWords(auditConsoleWords)
  const format = useFormats()
  return (
    <Answered to={asked} rows={1} height={96}>
      {({ holds, entries, seals, sealedAt, unsealed, witnesses, witnessed, faults }) => (
        <Note kind={holds ? 'good' : 'bad'} title={holds ? t.holds : t.doesNotHold} alert={!holds}>
          {faults.length > 0 && (
            <ul lang="en">
              {faults.map(fault => (
                <li key={fault}>{fault}</li>
              ))}
            </ul>
          )}
          <p>
            {t.verified(format.number(entries), format.number(seals))} {sealedAt && t.sealedAt(format.moment(sealedAt))}{' '}
            {unsealed > 0 && t.unsealed(unsealed)}
          </p>
          <p>{witnesses ? t.witnessed(format.number(witnessed), witnesses) : t.noWitness}</p>
        </Note>
      )}
    </Answered>
  )
}

function Found({ answers, ask }: { answers: Answers; ask: (answers: Answers) => void }) {
  const question = questionIn(answers)
  const { audit: t } = useWords(auditConsoleWords)
  const format = useFormats()
  const found = useInfiniteQuery(auditEntries(question))
  const titles = new Map(
    Object.values(useQuery(auditTerms).data ?? {})
      .flat()
      .map(({ name, title }) => [name, title]),
  )
  const deeds: Readonly<Record<string, string>> = useWords(auditWords).deeds
  const person = (id: string | null) => id && <Person id={id} ask={() => ask({ ...answers, person: id })} />
  const [at, who, what, whose, under, rows] = [
    { label: t.at },
    { label: t.who },
    { label: t.what },
    { label: t.whose },
    { label: t.activity },
    { label: t.rows, figures: true as const },
  ]
  const csv = `/api/desk/audit/export?${new URLSearchParams(Object.entries(question).map(([name, value]) => [name, String(value)]))}`
  return (
    <Part
      title={t.entries}
      lead={question.from || question.to ? undefined : t.lastWeek}
      side={
        <Button
          size="sm"
          variant="default"
          component="a"
          href={csv}
          download
          leftSection={<IconFileTypeCsv size={18} stroke={1.75} aria-hidden />}
        >
          {t.csv}
        </Button>
      }
    >
      {question.person && (
        <div>
          <Button
            size="sm"
            variant="light"
            rightSection={<IconX size={16} stroke={1.75} aria-hidden />}
            onClick={() => {
              const { person: _, ...others } = answers
              ask(others)
            }}
          >
            {t.onlyPerson(question.person.slice(0, 8))}
          </Button>
        </div>
      )}
      <Pages of={found}>
        {items => (
          <Table
            of={items}
            label={t.entries}
            none={t.none}
            keyOf={({ id }) => id}
            heads={[at, who, what, whose, under, rows]}
          >
            {one => (
              <>
                <Cell under={at}>
                  <span className="audit-at figures">
                    {format.shortMoment(one.at)}
                    <Seal sealed={one.sealed} />
                  </span>
                </Cell>
                <Cell under={who}>
                  <Who entry={one} person={person(one.acted)} />
                </Cell>
                <Cell under={what}>
                  {deeds[one.what] ?? one.what}
                  {one.about && <span className="quiet small block">{titles.get(one.about) ?? one.about}</span>}
                  {one.reason && <span className="small block audit-reason">{t.reason(one.reason)}</span>}
                </Cell>
                <Cell under={whose}>{person(one.concerned) || '–'}</Cell>
                <Cell under={under}>{titles.get(one.activity) ?? one.activity}</Cell>
                <Cell under={rows}>{format.number(one.rows)}</Cell>
              </>
            )}
          </Table>
        )}
      </Pages>
    </Part>
  )
}

function Seal({ sealed }: { sealed: boolean }) {
  const { audit: t } = useWords(auditConsoleWords)
  const Shown = sealed ? IconLockCheck : IconLockOpen
  return (
    <Shown
      size={16}
      stroke={1.75}
      className={sealed ? 'promise-kept' : 'quiet'}
      role="img"
      aria-label={sealed ? t.isSealed : t.isNotSealed}
    />
  )
}

function Who({
  entry: { actor, userName, address, browser, browserVersion, os },
  person,
}: {
  entry: AuditEntry
  person: ReactNode
}) {
  const { audit: t } = useWords(auditConsoleWords)
  const actors: Readonly<Record<string, string>> = t.actors
  const from = [address, [browser, browserVersion].filter(Boolean).join(' '), os].filter(Boolean).join(' · ')
  return (
    <>
      {userName ?? actors[actor] ?? actor} {person}
      {from && <span className="quiet small block">{from}</span>}
    </>
  )
}

/** The first part of an identifier tells apart those who stand on one page. */
function Person({ id, ask }: { id: string; ask: () => void }) {
  const { audit: t } = useWords(auditConsoleWords)
  const short = id.slice(0, 8)
  return (
    <button type="button" className="linklike mono" onClick={ask}>
      <span className="unseen">{t.allOf} </span>
      {short}
    </button>
  )
}
