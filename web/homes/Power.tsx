import { useQuery } from '@tanstack/react-query'
import { useNow } from '../parts/now.ts'
import { useFormats } from '../queries.ts'
import { useLine } from '../live.ts'
import type { Moment } from './power.ts'
import { type Channel, recentOf } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

/** After this long without a reading, the last one is no "now" any more. */
const fresh = 3 * 60_000

export function Power({ of }: { of: Channel }) {
  const t = useWords(homesWords)
  const format = useFormats()
  const now = useNow(5)
  const line = useLine()
  const { data: recent = [] } = useQuery(recentOf(of.id))
  if (!of.last)
    return (
      <div className="card power">
        <h2>{t.power.title}</h2>
        <p className="quiet">{t.power.none}</p>
      </div>
    )
  const { value, at } = of.last
  const isNow = line.state !== 'lost' && now - Date.parse(at) < fresh
  const title = !isNow ? t.power.last : value < 0 ? t.power.feeding : t.power.title
  return (
    <section className={isNow ? 'card power' : 'card power power-old'} aria-label={title}>
      <div className="power-words">
        <h2>{title}</h2>
        <p className="power-figure figures">
          {format.figure(Math.abs(value), of.unit)}
          <span className="power-unit">{of.unit}</span>
        </p>
        <p className="quiet small">
          {isNow && <span className="power-dot" aria-hidden />}
          {isNow
            ? now - Date.parse(at) < 5_000
              ? t.power.justNow
              : t.power.measured(format.ago(at, now))
            : t.power.asOf(format.moment(at))}
        </p>
      </div>
      {(isNow || recent.length > 1) && <Trace of={of} readings={recent} />}
    </section>
  )
}

const width = 480
const height = 132

function Trace({ of, readings }: { of: Channel; readings: readonly Moment[] }) {
  const t = useWords(homesWords)
  const format = useFormats()
  const first = readings[0]
  const last = readings.at(-1)
  if (!first || !last || first === last) return <p className="quiet small power-wait">{t.power.trace}</p>

  // A little beyond the last reading, so that its level shows.
  const begin = Date.parse(first.at)
  const end = begin + (Date.parse(last.at) - begin) * 1.04
  const values = readings.map(({ value }) => value)
  const [low, high] = [Math.min(0, ...values), Math.max(50, ...values) * 1.1]
  const across = (at: string) => ((Date.parse(at) - begin) / Math.max(1, end - begin)) * width
  const down = (value: number) => height - ((value - low) / (high - low)) * height
  // A meter says what is, until it says otherwise: steps, not slopes.
  const steps = readings
    .slice(1)
    .map(({ at, value }) => `H${across(at).toFixed(1)}V${down(value).toFixed(1)}`)
    .join('')
  const path = `M0 ${down(first.value).toFixed(1)}${steps}H${width}`
  return (
    <figure className="power-trace">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <path className="power-area" d={`${path}V${height}H0Z`} />
        <path className="power-line" d={path} />
      </svg>
      <figcaption className="line-apart quiet small figures">
        <span>{format.timeWithSeconds(first.at)}</span>
        <span>
          {t.power.range(format.amount(Math.min(...values), of.unit), format.amount(Math.max(...values), of.unit))}
        </span>
        <span>{format.timeWithSeconds(last.at)}</span>
      </figcaption>
    </figure>
  )
}
