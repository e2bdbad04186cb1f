import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArchive, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../../client.ts'
import { ActionButton } from '../../parts/Act.tsx'
import { actionsIn } from '../../parts/action.ts'
import type { Answers } from '../../parts/asked.ts'
import { Form } from '../../parts/Form.tsx'
import { Pages, Row, Rows } from '../../parts/Rows.tsx'
import { Part } from '../../parts/Screen.tsx'
import { Cell, Table } from '../../parts/Table.tsx'
import { useFormats } from '../../queries.ts'
import { said } from '../../rights/said.ts'
import { withStepUp } from '../../console/parts/StepUp.tsx'
import { logHolds, type HeldEntries, type Hold, type Holds } from './queries.ts'
import { afterDay, beginOfDay, endOfDay } from '../../locales/day.ts'
import { useWords } from '../../locales/words.tsx'
import { disclosuresConsoleWords } from './words/index.ts'
import { rightsWords } from '../../rights/words/index.ts'

const action = actionsIn(disclosuresConsoleWords)

const lift = action<Hold>({
  label: t => t.logHolds.lift,
  offered: ({ mayLift }) => mayLift,
  asks: t => ({ title: t.logHolds.liftLogTitle, says: t.logHolds.liftLogSays, yes: t.logHolds.lift }),
  async run({ id }, { queries }) {
    await withStepUp(() => answer(api.POST('/api/desk/holds/{id}/lift', { params: { path: { id } } })))
    await queries.invalidateQueries({ queryKey: logHolds.queryKey })
  },
  done: t => t.logHolds.logLifted,
})

/** Entries of a log that stay past their period, because a suspicion is examined. */
export function LogHolds() {
  const { logHolds: t } = useWords(disclosuresConsoleWords)
  const asked = useInfiniteQuery(logHolds)
  const [placing, { toggle, close }] = useDisclosure()
  return (
    <Part
      title={t.logs}
      lead={t.logsSay}
      side={
        <Button
          size="sm"
          variant="default"
          leftSection={<IconPlus size={18} stroke={1.75} aria-hidden />}
          aria-expanded={placing}
          onClick={toggle}
        >
          {t.hold}
        </Button>
      }
    >
      {placing && asked.data && <Place holdable={asked.data.pages[0]?.holdable ?? []} done={close} />}
      <Pages of={asked}>
        {items => (
          <Rows of={items} label={t.logs} none={t.noLogs}>
            {one => <Shown hold={one} />}
          </Rows>
        )}
      </Pages>
    </Part>
  )
}

function Place({ holdable, done }: { holdable: Holds['holdable']; done: () => void }) {
  const { logHolds: t } = useWords(disclosuresConsoleWords)
  const { timeZone } = useFormats()
  const queries = useQueryClient()
  async function place({ held = '', begins = '', ends = '', until = '', reason = '' }: Answers) {
    await answer(
      api.POST('/api/desk/holds', {
        body: {
          held,
          begins: beginOfDay(begins, timeZone),
          ends: afterDay(ends, timeZone),
          until: endOfDay(until, timeZone),
          reason,
        },
      }),
    )
    done()
    await queries.invalidateQueries({ queryKey: logHolds.queryKey })
  }
  return (
    <div className="change-roles">
      <Form
        wide
        submit={t.holdDo}
        send={place}
        values={{ held: holdable[0]?.name ?? '' }}
        sections={[
          {
            asks: [
              {
                name: 'held',
                label: t.log,
                kind: 'choice',
                required: true,
                share: 'half',
                choices: holdable.map(({ name, title }) => ({ value: name, label: title })),
              },
              {
                name: 'until',
                label: t.until,
                kind: 'date',
                required: true,
                share: 'half',
                autocomplete: 'off',
                why: t.untilWhy,
              },
              { name: 'begins', label: t.begins, kind: 'date', required: true, share: 'half', autocomplete: 'off' },
              { name: 'ends', label: t.ends, kind: 'date', required: true, share: 'half', autocomplete: 'off' },
              { name: 'reason', label: t.suspicion, kind: 'long', required: true, why: t.suspicionWhy },
            ],
          },
        ]}
      />
    </div>
  )
}

function Shown({ hold }: { hold: Hold }) {
  const { logHolds: t } = useWords(disclosuresConsoleWords)
  const format = useFormats()
  const [open, { toggle }] = useDisclosure()
  return (
    <>
      <Row
        icon={IconArchive}
        title={hold.title}
        under={
          <>
            {t.span(format.shortMoment(hold.begins), format.shortMoment(hold.ends))}
            <span className="block">{hold.reason}</span>
          </>
        }
      >
        <span className={`pill ${hold.mayLook ? 'pill-care' : 'pill-plain'}`}>
          {hold.liftedAt
            ? t.liftedOn(format.day(hold.liftedAt))
            : hold.mayLook
              ? t.heldUntil(format.day(hold.until))
              : t.ended}
        </span>
        <ActionButton does={lift} to={hold} />
        <Button size="sm" variant="default" aria-expanded={open} onClick={toggle}>
          {t.look}
          <span className="unseen"> {hold.reason}</span>
        </Button>
      </Row>
      {open && <Under hold={hold} />}
    </>
  )
}

/** Who looked and why; and, with a reason of one's own, the entries. */
function Under({ hold }: { hold: Hold }) {
  const { logHolds: t } = useWords(disclosuresConsoleWords)
  const format = useFormats()
  const queries = useQueryClient()
  const [entries, show] = useState<HeldEntries>()
  async function look({ reason = '' }: Answers) {
    const found = await withStepUp(() =>
      answer(api.POST('/api/desk/holds/{id}/looks', { params: { path: { id: hold.id } }, body: { reason } })),
    )
    show(found)
    await queries.invalidateQueries({ queryKey: logHolds.queryKey })
  }
  return (
    <div className="change-roles stack">
      <p className="strong">{t.looks}</p>
      {hold.looks.length ? (
        <ol className="history">
          {hold.looks.map((one, at) => (
            <li key={at}>
              <p>{one.reason}</p>
              <p className="quiet small">
                {format.moment(one.at)} · {t.seen(one.rows, format.number(one.rows))}
              </p>
            </li>
          ))}
        </ol>
      ) : (
        <p className="quiet">{t.noLooks}</p>
      )}
      {hold.mayLook && (
        <Form
          wide
          look="default"
          submit={t.lookDo}
          send={look}
          sections={[
            {
              asks: [
                {
                  name: 'reason',
                  label: t.lookWhy,
                  kind: 'text',
                  required: true,
                  why: t.lookSays,
                  autocomplete: 'off',
                },
              ],
            },
          ]}
        />
      )}
      {entries && <Entries of={entries} />}
    </div>
  )
}

function Entries({ of: { items, columns } }: { of: HeldEntries }) {
  const t = useWords(disclosuresConsoleWords)
  const held = useWords(rightsWords)
  const format = useFormats()
  const heads = columns.filter(({ name }) => items.some(one => one[name] !== null))
  return (
    <Table
      of={items}
      heads={heads}
      label={t.logHolds.entries}
      none={t.logHolds.noEntries}
      keyOf={({ id }) => String(id)}
    >
      {one =>
        heads.map(head => (
          <Cell key={head.name} under={head}>
            {said(one[head.name], format, held, head.terms)}
          </Cell>
        ))
      }
    </Table>
  )
}
