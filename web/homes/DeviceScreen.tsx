import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { Link, useParams } from 'react-router'
import { answer, api } from '../client.ts'
import type { Answers } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { useNow } from '../parts/now.ts'
import { Pages, Row, Rows } from '../parts/Rows.tsx'
import { Part, Screen } from '../parts/Screen.tsx'
import { Answered, Empty, Loading } from '../parts/states.tsx'
import { sayDone } from '../parts/toasts.ts'
import { useFormats } from '../queries.ts'
import { screen } from '../screens.ts'
import { telemetryWords } from '../telemetry/words/index.ts'
import { OnlyStored } from './OnlyStored.tsx'
import { StatePill } from './DeviceRow.tsx'
import { kindBeside, looks } from './looks.ts'
import { type Device, home, switchingsOf, useHome } from './queries.ts'
import { Switch } from './Switch.tsx'
import './homes.css'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

const Consumption = screen(telemetryWords, () => import('../telemetry/Consumption.tsx').then(it => it.Consumption))

export function DeviceScreen() {
  const t = useWords(homesWords)
  const { id } = useParams()
  const home = useHome()
  const device = home.data?.gateways.flatMap(({ devices }) => devices).find(device => device.id === id)
  return (
    <Screen
      key={id}
      title={device?.name ?? t.device.title}
      lead={device && kindBeside(device, t.device.kinds)}
      side={
        device && (
          <>
            <StatePill state={device.state} />
            {device.switchable && <Switch device={device} />}
          </>
        )
      }
    >
      <Answered to={home}>
        {({ restrictedSince }) =>
          restrictedSince ? (
            <OnlyStored since={restrictedSince} />
          ) : device ? (
            <Inside device={device} />
          ) : (
            <Empty title={t.device.unknown}>
              <Link to="/devices">{t.device.toAll}</Link>
            </Empty>
          )
        }
      </Answered>
    </Screen>
  )
}

function Inside({ device }: { device: Device }) {
  const t = useWords(homesWords)
  return (
    <>
      <Values device={device} />
      {device.channels.length > 0 && (
        <Suspense fallback={<Loading rows={1} height={420} />}>
          <Consumption channels={device.channels.map(channel => ({ device, channel }))} />
        </Suspense>
      )}
      {device.switchable && <Switchings device={device} />}
      <Name device={device} />
      <p>
        <Link to="/devices">{t.device.toAll}</Link>
      </p>
    </>
  )
}

function Values({ device }: { device: Device }) {
  const t = useWords(homesWords)
  const format = useFormats()
  const now = useNow(10)
  const { tone } = looks[device.kind]
  return (
    <Part title={t.device.values}>
      <dl className="values">
        {device.channels.map(({ id, label, last, unit, obis }) => (
          <div key={id} className="value" style={{ borderColor: tone }}>
            <dt>
              {label}
              {obis && <span className="quiet small figures"> OBIS {obis}</span>}
            </dt>
            <dd>
              <span className="value-figure figures">{last ? format.amount(last.value, unit) : t.device.noValue}</span>
              {last && <span className="quiet small">{format.ago(last.at, now)}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}

function Switchings({ device }: { device: Device }) {
  const t = useWords(homesWords)
  const { moment } = useFormats()
  const switchings = useInfiniteQuery(switchingsOf(device.id))
  return (
    <Part title={t.switching.history} lead={t.switching.historySays}>
      <Pages of={switchings}>
        {items => (
          <Rows of={items} label={t.switching.history} none={t.switching.none}>
            {({ at, on, by, rule, state }) => (
              <Row
                title={on ? t.switching.turnedOn : t.switching.turnedOff}
                under={`${moment(at)} · ${rule === null ? t.switching.by[by] : t.switching.byRule(rule)}`}
              >
                <span className={`pill pill-${state === 'done' ? 'good' : state === 'failed' ? 'bad' : 'care'}`}>
                  {t.switching.states[state]}
                </span>
              </Row>
            )}
          </Rows>
        )}
      </Pages>
    </Part>
  )
}

function Name({ device }: { device: Device }) {
  const t = useWords(homesWords)
  const queries = useQueryClient()
  const [round, again] = useState(0)
  async function rename({ name = '' }: Answers) {
    await answer(api.PATCH('/api/devices/{id}', { params: { path: { id: device.id } }, body: { name } }))
    await queries.invalidateQueries(home)
    sayDone(t.device.renamed, t)
    again(round + 1)
  }
  return (
    <Part title={t.device.name}>
      <Form
        key={round}
        look="default"
        values={{ name: device.name }}
        submit={t.common.save}
        send={rename}
        sections={[
          {
            asks: [
              {
                name: 'name',
                label: t.device.nameLabel,
                kind: 'text',
                required: true,
                why: t.device.nameWhy,
                autocomplete: 'off',
              },
            ],
          },
        ]}
      />
    </Part>
  )
}
