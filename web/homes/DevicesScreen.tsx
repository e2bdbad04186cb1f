import { ActionButton } from '../parts/Act.tsx'
import { Rows } from '../parts/Rows.tsx'
import { Part, Screen } from '../parts/Screen.tsx'
import { Answered } from '../parts/states.tsx'
import { useFormats } from '../queries.ts'
import { giveBack } from './actions.ts'
import { Claim } from './Claim.tsx'
import { DeviceRow } from './DeviceRow.tsx'
import { Health, OnlinePill, SilentNote } from './GatewayHealth.tsx'
import { OnlyStored } from './OnlyStored.tsx'
import { inOrder } from './meters.ts'
import { type Gateway, useHome } from './queries.ts'
import './homes.css'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

export function DevicesScreen() {
  const t = useWords(homesWords)
  const home = useHome()
  return (
    <Screen title={t.devices.title} lead={t.devices.lead} narrow>
      <Answered to={home}>
        {({ restrictedSince, gateways, missed }) =>
          restrictedSince ? (
            <OnlyStored since={restrictedSince} />
          ) : (
            <>
              {gateways.map(gateway => (
                <Behind key={gateway.id} gateway={gateway} />
              ))}
              <Claim first={!gateways.length} missed={missed} />
            </>
          )
        }
      </Answered>
    </Screen>
  )
}

function Behind({ gateway }: { gateway: Gateway }) {
  const t = useWords(homesWords)
  const { day } = useFormats()
  return (
    <Part
      title={`${t.gateway.title} ${gateway.serial.replaceAll('-', '\u2011')}`}
      side={<OnlinePill gateway={gateway} />}
    >
      <SilentNote gateway={gateway} />
      <Health gateway={gateway} wide />
      <h3>{t.home.devices}</h3>
      <Rows of={inOrder(gateway.devices)} label={t.home.devices} none={t.home.noDevices}>
        {device => <DeviceRow device={device} />}
      </Rows>
      <div className="line-apart gateway-end">
        <span className="quiet small">{t.gateway.claimed(day(gateway.claimedAt))}</span>
        <ActionButton does={giveBack} to={gateway} />
      </div>
    </Part>
  )
}
