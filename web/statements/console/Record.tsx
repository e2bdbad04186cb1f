import { Button, TextInput } from '@mantine/core'
import { IconChevronDown, IconFileTypeCsv, IconPrinter, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { Part, Screen } from '../../parts/Screen.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { Cell, Table } from '../../parts/Table.tsx'
import { useFormats } from '../../queries.ts'
import { record, type RecordedActivity, type RecordOfProcessing } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { statementsConsoleWords } from './words/index.ts'

/**
 * The record of processing activities (Art. 30 GDPR), drawn from what runs: every activity, and every detail under it.
 */
export function Record() {
  const { record: t } = useWords(statementsConsoleWords)
  const asked = useQuery(record)
  return (
    <Screen
      title={t.title}
      lead={t.lead}
      side={
        <>
          <Button
            size="sm"
            variant="default"
            component="a"
            href="/api/desk/record.csv"
            download
            leftSection={<IconFileTypeCsv size={18} stroke={1.75} aria-hidden />}
          >
            {t.csv}
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconPrinter size={18} stroke={1.75} aria-hidden />}
            onClick={() => print()}
          >
            {t.print}
          </Button>
        </>
      }
    >
      <Answered to={asked} rows={5} height={140}>
        {it => <All of={it} />}
      </Answered>
    </Screen>
  )
}

function All({ of: { controller, officer, activities } }: { of: RecordOfProcessing }) {
  const { record: t } = useWords(statementsConsoleWords)
  const format = useFormats()
  const [typed, type] = useState('')
  const wanted = typed.trim().toLowerCase()
  const found = activities.filter(one => JSON.stringify(one).toLowerCase().includes(wanted))
  const columns = activities.reduce((sum, one) => sum + one.columns.length, 0)
  const measures = activities[0]?.measures ?? []
  return (
    <>
      <section className="card recorded" aria-label={t.answers}>
        <dl className="facts">
          <Fact name={t.controller}>
            {controller.name}
            <span className="quiet small block">{controller.address}</span>
            <span className="quiet small block">{controller.mail}</span>
            <span className="quiet small block">{controller.phone}</span>
          </Fact>
          <Fact name={t.representedBy}>{controller.representedBy}</Fact>
          <Fact name={t.officer}>
            {officer ? (
              <>
                {officer.name}
                <span className="quiet small block">{officer.address}</span>
                <span className="quiet small block">{officer.mail}</span>
              </>
            ) : (
              t.noOfficer
            )}
          </Fact>
        </dl>
      </section>
      <div className="record-head">
        <TextInput
          label={t.find}
          value={typed}
          onChange={event => type(event.currentTarget.value)}
          leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
          autoComplete="off"
        />
        <p className="quiet" role="status">
          {t.count(found.length, activities.length, format.number(columns))}
        </p>
      </div>
      {found.length === 0 && (
        <div className="card">
          <Empty title={t.none}>{t.noneSays}</Empty>
        </div>
      )}
      {found.map(one => (
        <Recorded key={one.activity} activity={one} />
      ))}
      {measures.length > 0 && (
        <Part title={t.measures} lead={t.measuresSay}>
          <ul className="ticked">
            {measures.map(measure => (
              <li key={measure}>{measure}</li>
            ))}
          </ul>
        </Part>
      )}
    </>
  )
}

function Recorded({ activity }: { activity: RecordedActivity }) {
  const { record: t } = useWords(statementsConsoleWords)
  const [open, setOpen] = useState(false)
  const id = useId()
  const { columns } = activity
  const [category, place, source, until] = [
    { label: t.category },
    { label: t.place },
    { label: t.source },
    { label: t.until },
  ]
  return (
    <section className="card stack recorded" aria-label={activity.title}>
      <div>
        <h2>{activity.title}</h2>
        <p className="quiet small mono">{activity.activity}</p>
      </div>
      <dl className="facts">
        <Fact name={t.purposes}>{activity.purposes.join(', ')}</Fact>
        <Fact name={t.basis}>{activity.basis}</Fact>
        <Fact name={t.whose}>{activity.subjects.join(', ')}</Fact>
        {activity.operations.length > 0 && <Fact name={t.operationsOf}>{activity.operations.join(', ')}</Fact>}
        <Fact name={t.recipients}>
          {activity.recipients.length ? (
            <ul className="stack">
              {activity.recipients.map(one => (
                <li key={one.name}>
                  <Recipient of={one} />
                </li>
              ))}
            </ul>
          ) : (
            t.noRecipients
          )}
        </Fact>
      </dl>
      {columns.length > 0 && (
        <>
          <div>
            <Button
              variant="default"
              size="sm"
              aria-expanded={open}
              aria-controls={id}
              onClick={() => setOpen(!open)}
              rightSection={<IconChevronDown size={16} aria-hidden className={open ? 'turned' : undefined} />}
            >
              {t.columns(columns.length)}
              <span className="unseen"> {activity.title}</span>
            </Button>
          </div>
          <div id={id} hidden={!open}>
            {open && (
              <Table
                of={columns}
                label={`${activity.title}: ${t.columns(columns.length)}`}
                keyOf={one => `${one.table}.${one.column}`}
                heads={[category, place, source, until]}
              >
                {one => (
                  <>
                    <Cell under={category}>{one.category}</Cell>
                    <Cell under={place}>
                      <span className="mono">
                        {one.table}.<wbr />
                        {one.column}
                      </span>
                    </Cell>
                    <Cell under={source}>{one.source}</Cell>
                    <Cell under={until}>{one.until}</Cell>
                  </>
                )}
              </Table>
            )}
          </div>
        </>
      )}
    </section>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

function Recipient({
  of: { name, role, country, thirdCountry, safeguard, contractSince },
}: {
  of: RecordedActivity['recipients'][number]
}) {
  const { record: t } = useWords(statementsConsoleWords)
  const format = useFormats()
  return (
    <>
      {name} <span className={thirdCountry ? 'pill pill-care' : 'pill pill-plain'}>{country}</span>
      <span className="quiet small block">
        {[
          role,
          safeguard && `${t.safeguard}: ${safeguard}`,
          contractSince && t.contractSince(format.calendarDay(`${contractSince}T12:00:00Z`)),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  )
}
