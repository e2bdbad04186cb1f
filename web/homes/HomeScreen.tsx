import { Suspense } from 'react'
import { Link } from 'react-router'
import { Part, Screen } from '../parts/Screen.tsx'
import { Answered, Loading } from '../parts/states.tsx'
import { Rows } from '../parts/Rows.tsx'
import { useFormats } from '../queries.ts'
import { screen } from '../screens.ts'
import { telemetryWords } from '../telemetry/words/index.ts'
import { useNow } from '../parts/now.ts'
import { Claim } from './Claim.tsx'
import { Compared } from './Compared.tsx'
import { DeviceRow } from './DeviceRow.tsx'
import { GatewayHealth } from './GatewayHealth.tsx'
import { OnlyStored } from './OnlyStored.tsx'
import { channelsIn, devicesIn, powerOf } from './meters.ts'
import { Power } from './Power.tsx'
import { type Home, useHome } from './queries.ts'
import { Today } from './Today.tsx'
import './homes.css'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

const Consumption = screen(telemetryWords, () => import('../telemetry/Consumption.tsx').then(it => it.Consumption))

export function HomeScreen() {
  const t = useWords(homesWords)
  const format = useFormats()
  const now = useNow(60)
  const home = useHome()
  return (
    <Screen title={t.home.title} lead={format.weekday(new Date(now))}>
      <Answered to={home} rows={4} height={150}>
        {home =>
          home.restrictedSince ? (
            <OnlyStored since={home.restrictedSince} />
          ) : home.gateways.length ? (
            <Inside home={home} />
          ) : (
            <Claim first missed={home.missed} />
          )
        }
      </Answered>
    </Screen>
  )
}

function Inside({ home }: { home: Home }) {
  const t = useWords(homesWords)
  const power = powerOf(home)
  const devices = devicesIn(home)
  const channels = channelsIn(home)
  return (
    <>
      <div className="at-a-glance">
        {power && <Power of={power} />}
        <Today home={home} />
        <div className="stack at-a-glance-gateways">
          {home.gateways.map(gateway => (
            <GatewayHealth key={gateway.id} gateway={gateway} />
          ))}
        </div>
      </div>
      {channels.length > 0 && (
        <Suspense fallback={<Loading rows={1} height={420} />}>
          <Consumption channels={channels} />
        </Suspense>
      )}
      <Compared />
      <Part title={t.home.devices} side={<Link to="/devices">{t.home.toDevices}</Link>}>
        <Rows of={devices} label={t.home.devices} none={t.home.noDevices}>
          {device => <DeviceRow device={device} />}
        </Rows>
      </Part>
    </>
  )
}
