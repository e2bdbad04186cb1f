import { SegmentedControl } from '@mantine/core'
import { IconAlertTriangle, IconBellRinging, IconCheck, IconUserCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../../client.ts'
import { useAccount } from '../../identity/account.ts'
import { ActionButton } from '../../parts/Act.tsx'
import { actionsIn } from '../../parts/action.ts'
import { Rows } from '../../parts/Rows.tsx'
import { Screen } from '../../parts/Screen.tsx'
import { Answered } from '../../parts/states.tsx'
import { useFormats } from '../../queries.ts'
import { alarms, everyAlarm, type Alarm } from './queries.ts'
import { namesOfColleagues } from '../../identity/console/queries.ts'
import { useWords } from '../../locales/words.tsx'
import { operationsConsoleWords } from './words/index.ts'

const action = actionsIn(operationsConsoleWords)

const at = ({ id }: Alarm) => ({ params: { path: { id } } })

const acknowledge = action<Alarm>({
  label: t => t.alarms.acknowledge,
  icon: IconUserCheck,
  offered: ({ may }) => may.includes('acknowledge'),
  async run(alarm, { queries }) {
    await answer(api.POST('/api/desk/alarms/{id}/acknowledge', at(alarm)))
    await queries.invalidateQueries(everyAlarm)
  },
  done: t => t.alarms.acknowledged,
})

const end = action<Alarm>({
  label: t => t.alarms.end,
  icon: IconCheck,
  offered: ({ may }) => may.includes('end'),
  async run(alarm, { queries }) {
    await answer(api.POST('/api/desk/alarms/{id}/end', at(alarm)))
    await queries.invalidateQueries(everyAlarm)
  },
  done: t => t.alarms.ended,
})

/** What the operator has to know: what happened, since when, how often, what to do, and who looks after it. */
export function Alarms() {
  const { alarms: t } = useWords(operationsConsoleWords)
  const [state, show] = useState<'open' | 'over'>('open')
  const asked = useQuery(alarms(state))
  return (
    <Screen title={t.title} lead={t.lead}>
      <div>
        <SegmentedControl
          aria-label={t.show}
          value={state}
          onChange={next => show(next === 'over' ? 'over' : 'open')}
          data={[
            { value: 'open', label: t.open },
            { value: 'over', label: t.over },
          ]}
        />
      </div>
      <div className="card">
        <Answered to={asked}>
          {({ items }) => (
            <Rows of={items} label={t.title} none={state === 'open' ? t.noneOpen : t.noneOver}>
              {alarm => <Shown alarm={alarm} />}
            </Rows>
          )}
        </Answered>
      </div>
    </Screen>
  )
}

function Shown({ alarm }: { alarm: Alarm }) {
  const { alarms: t } = useWords(operationsConsoleWords)
  const format = useFormats()
  const Sign = alarm.urgent ? IconAlertTriangle : IconBellRinging
  const who = useWhoLooksAfter(alarm)
  return (
    <>
      <span className="row-icon alarm-sign" data-urgent={alarm.urgent || undefined}>
        <Sign size={22} stroke={1.6} aria-hidden />
      </span>
      <div className="row-words alarm-words">
        {alarm.urgent && !alarm.endedAt && <span className="pill pill-bad">{t.urgent}</span>}
        <p className="strong">{alarm.says}</p>
        <p>
          <span className="quiet">{t.mend}</span> {alarm.mend}
        </p>
        <p className="quiet small">
          {[
            alarm.times === 1
              ? t.once(format.moment(alarm.since))
              : t.often(format.moment(alarm.since), format.number(alarm.times), format.moment(alarm.lastAt)),
            alarm.acknowledgedAt && t.looksAfter(who, format.moment(alarm.acknowledgedAt)),
            alarm.endedAt && t.endedAt(format.moment(alarm.endedAt)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div className="row-side">
        <ActionButton does={acknowledge} to={alarm} look="filled" />
        <ActionButton does={end} to={alarm} />
      </div>
    </>
  )
}

/** The name of the colleague, for those who may see who works here. */
function useWhoLooksAfter({ acknowledgedBy, acknowledgedByYou }: Alarm): string {
  const { alarms: t } = useWords(operationsConsoleWords)
  const mayLook = useAccount().may.includes('staff:administration')
  const { data } = useQuery({ ...namesOfColleagues, enabled: mayLook && acknowledgedBy !== null && !acknowledgedByYou })
  return acknowledgedByYou ? t.you : (data?.get(acknowledgedBy ?? '') ?? t.colleague)
}
