import { Link } from 'react-router'
import { Row } from '../parts/Rows.tsx'
import { useFormats } from '../queries.ts'
import { kindBeside, looks } from './looks.ts'
import type { Device } from './queries.ts'
import { Switch } from './Switch.tsx'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

export function DeviceRow({ device }: { device: Device }) {
  const t = useWords(homesWords)
  const format = useFormats()
  const { icon, tone } = looks[device.kind]
  const values = device.channels
    .flatMap(({ last, unit }) => (last ? [format.amount(last.value, unit)] : []))
    .slice(0, 3)
  return (
    <Row
      icon={icon}
      tone={tone}
      title={
        <Link className="row-link" to={`/devices/${encodeURIComponent(device.id)}`}>
          {device.name}
        </Link>
      }
      under={
        <span className="figures">{[kindBeside(device, t.device.kinds), ...values].filter(Boolean).join(' · ')}</span>
      }
    >
      <StatePill state={device.state} />
      {device.switchable && <Switch device={device} />}
    </Row>
  )
}

export function StatePill({ state }: { state: Device['state'] }) {
  const t = useWords(homesWords)
  if (state === 'ok') return null
  return <span className={state === 'fault' ? 'pill pill-bad' : 'pill pill-care'}>{t.device.states[state]}</span>
}
