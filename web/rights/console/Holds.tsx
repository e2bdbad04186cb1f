import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCalendarStats, IconLock, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../client.ts'
import { ActionButton } from '../../parts/Act.tsx'
import { actionsIn } from '../../parts/action.ts'
import { Form } from '../../parts/Form.tsx'
import { Pages, Row, Rows } from '../../parts/Rows.tsx'
import { Part, Screen } from '../../parts/Screen.tsx'
import { useFormats } from '../../queries.ts'
import { LegalHolds } from '../../disclosures/console/LegalHolds.tsx'
import { LogHolds } from '../../disclosures/console/LogHolds.tsx'
import { assessments, restrictions, type Assessment, type Restriction } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { rightsConsoleWords } from './words/index.ts'

const action = actionsIn(rightsConsoleWords)

const lift = action<Restriction>({
  label: t => t.holds.lift,
  asks: t => ({ title: t.holds.liftTitle, says: t.holds.liftSays, yes: t.holds.liftYes }),
  offered: ({ liftsAt }) => liftsAt === null,
  async run({ subject }, { queries }) {
    await answer(
      api.POST('/api/desk/restrictions/{subject}/lift', { params: { path: { subject } }, body: { inDays: 14 } }),
    )
    await queries.invalidateQueries({ queryKey: restrictions.queryKey })
  },
  done: t => t.holds.lifted,
})

const close = action<Assessment>({
  label: t => t.holds.close,
  offered: ({ closedAt }) => closedAt === null,
  asks: (t, { year }) => ({
    title: t.holds.closeTitle(year),
    says: t.holds.closeSays,
    yes: t.holds.closeYes,
  }),
  async run({ year }, { queries }) {
    await answer(api.POST('/api/desk/assessments/{year}/close', { params: { path: { year } } }))
    await queries.invalidateQueries({ queryKey: assessments.queryKey })
  },
  done: t => t.holds.closed,
})

/**
 * What is stored and not used, restricted on a person's request; and what stays longer: by a law while an assessment is
 * open, for claims and orders, and while a suspicion is examined.
 */
export function Holds() {
  const { holds: t } = useWords(rightsConsoleWords)
  const format = useFormats()
  const restricted = useInfiniteQuery(restrictions)
  const years = useInfiniteQuery(assessments)
  const [opening, { toggle, close: shut }] = useDisclosure()
  return (
    <Screen title={t.title} lead={t.lead} narrow>
      <Part title={t.onRequest} lead={t.onRequestSays}>
        <Pages of={restricted}>
          {items => (
            <Rows of={items.map(one => ({ ...one, id: one.subject }))} label={t.onRequest} none={t.noneOnRequest}>
              {one => (
                <Row
                  icon={IconLock}
                  title={t.grounds[one.ground]}
                  under={[t.since(format.day(one.since)), one.says, one.liftsAt && t.liftsAt(format.day(one.liftsAt))]
                    .filter(Boolean)
                    .join(' · ')}
                >
                  <ActionButton does={lift} to={one} />
                </Row>
              )}
            </Rows>
          )}
        </Pages>
      </Part>
      <Part
        title={t.assessments}
        lead={t.assessmentsSays}
        side={
          <Button
            size="sm"
            variant="default"
            leftSection={<IconPlus size={18} stroke={1.75} aria-hidden />}
            aria-expanded={opening}
            onClick={toggle}
          >
            {t.openYear}
          </Button>
        }
      >
        {opening && <OpenYear done={shut} />}
        <Pages of={years}>
          {items => (
            <Rows of={items} label={t.assessments} none={t.noAssessments}>
              {one => (
                <Row
                  icon={IconCalendarStats}
                  title={String(one.year)}
                  under={`${one.reason} · ${t.since(format.day(one.openedAt))}`}
                >
                  {one.closedAt ? (
                    <span className="pill pill-plain">{t.closedOn(format.day(one.closedAt))}</span>
                  ) : (
                    <ActionButton does={close} to={one} />
                  )}
                </Row>
              )}
            </Rows>
          )}
        </Pages>
      </Part>
      <LegalHolds />
      <LogHolds />
    </Screen>
  )
}

function OpenYear({ done }: { done: () => void }) {
  const { holds: t } = useWords(rightsConsoleWords)
  const queries = useQueryClient()
  async function open({ year = '', reason = '' }) {
    await answer(api.POST('/api/desk/assessments', { body: { year: Number(year), reason } }))
    done()
    await queries.invalidateQueries({ queryKey: assessments.queryKey })
  }
  return (
    <div className="change-roles">
      <Form
        wide
        submit={t.openDo}
        send={open}
        sections={[
          {
            asks: [
              { name: 'year', label: t.year, kind: 'text', required: true, share: 'third', autocomplete: 'off' },
              { name: 'reason', label: t.reason, kind: 'text', required: true, share: 'rest', autocomplete: 'off' },
            ],
          },
        ]}
      />
    </div>
  )
}
