import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import { comparison, type Series } from '../telemetry/comparison.ts'
import { dayIn } from '../telemetry/periods.ts'
import { media, type Medium } from '../telemetry/media.ts'
import { seriesOf } from '../telemetry/queries.ts'
import { useNow } from '../parts/now.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { problemIn } from '../problem.ts'
import { useFormats } from '../queries.ts'
import { mainCounters } from './meters.ts'
import type { Channel, Home } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

/** Today's consumption of what is metered, each against yesterday at this time. */
export function Today({ home }: { home: Home }) {
  const metered = (['electricity', 'gas', 'water'] as const).flatMap(medium => {
    const counters = mainCounters(home, medium)
    return counters.length ? [{ medium, counters }] : []
  })
  if (!metered.length) return null
  return (
    <div className="today">
      {metered.map(({ medium, counters }) => (
        <Used key={medium} medium={medium} counters={counters} />
      ))}
    </div>
  )
}

function Used({ medium, counters }: { medium: Medium; counters: readonly Channel[] }) {
  const t = useWords(homesWords)
  const format = useFormats()
  const now = useNow(60)
  const asked = useQueries({
    queries: counters.map(({ id }) => ({
      ...seriesOf(id, 'hour', dayIn(format.timeZone, new Date(now))),
      refetchInterval: 60_000,
    })),
  })
  const failed = asked.find(({ isError, data }) => isError && !data)
  const series = asked.flatMap(({ data }) => (data ? [data] : []))
  const { icon: Shown, tone } = media[medium]
  return (
    <section className="card used" aria-label={t.today.of[medium]}>
      <h2 className="used-title">
        <Shown size={20} stroke={1.75} color={tone} aria-hidden />
        {t.today.of[medium]}
      </h2>
      {failed ? (
        <Failed problem={problemIn(failed.error)} />
      ) : series.length < counters.length ? (
        <Loading rows={1} height={72} />
      ) : (
        <Figures series={series} now={now} tone={tone} />
      )}
    </section>
  )
}

function Figures({ series, now, tone }: { series: readonly Series[]; now: number; tone: string }) {
  const t = useWords(homesWords)
  const format = useFormats()
  const compared = series.flatMap(each => comparison(each, now) ?? [])
  const unit = series[0]?.unit ?? 'kWh'
  if (!compared.length) return <p className="quiet">{t.today.none}</p>
  const total = compared.reduce((sum, each) => sum + each.total, 0)
  const before = compared.every(each => each.before !== undefined)
    ? compared.reduce((sum, each) => sum + (each.before ?? 0), 0)
    : undefined
  const share = before ? total / before - 1 : undefined
  const Arrow =
    share === undefined || Math.abs(share) < 0.005 ? IconArrowRight : share > 0 ? IconArrowUpRight : IconArrowDownRight
  return (
    <>
      <p className="used-figure figures">
        {format.figure(total, unit)}
        <span className="used-unit">{unit}</span>
      </p>
      <Hours series={series} tone={tone} />
      {before === undefined || share === undefined ? (
        <p className="quiet small">{t.today.noYesterday}</p>
      ) : (
        <p className="small used-against">
          <Arrow size={18} aria-hidden />
          <span>
            <span className="strong figures">{format.percent(share)}</span>{' '}
            <span className="quiet">{t.today.against(format.amount(before, unit))}</span>
          </span>
        </p>
      )}
    </>
  )
}

/** The hours of the day as small columns; the chart below says them in figures. */
function Hours({ series, tone }: { series: readonly Series[]; tone: string }) {
  const hours = (series[0]?.buckets ?? []).map((_, at) =>
    series.reduce((sum, { buckets }) => sum + (buckets[at]?.value ?? 0), 0),
  )
  const most = Math.max(...hours, Number.MIN_VALUE)
  return (
    <svg
      className="used-hours"
      viewBox={`0 0 ${hours.length * 10} 40`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {hours.map((value, at) => (
        <rect
          key={at}
          x={at * 10 + 1.5}
          width={7}
          y={38 - (value / most) * 38}
          height={Math.max(2, (value / most) * 38 + 2)}
          rx={1.5}
          fill={value > 0 ? tone : 'var(--tone-line)'}
        />
      ))}
    </svg>
  )
}
