import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react'
import type { Formats } from '../locales/formats.ts'
import { type Comparison, type Series, wasMeasured } from './comparison.ts'
import { useWords } from '../locales/words.tsx'
import { telemetryWords } from './words/index.ts'

interface Told {
  series: Series
  compared: Comparison | undefined
  periods: { now: string; before: string }
  format: Formats
  tone: string
}

/** The chart in figures: the total, and by how much it differs; of gauges the mean with its bounds. */
export function Figures({ series, compared, periods, format, tone }: Told) {
  const t = useWords(telemetryWords)
  return (
    <div className="summary">
      {series.kind === 'counter' ? (
        <Total series={series} compared={compared} format={format} />
      ) : (
        <Bounds series={series} format={format} />
      )}
      <ul className="legend small" aria-label={t.chart.legend}>
        <li>
          <span className="legend-now" style={{ background: tone }} aria-hidden />
          {periods.now}
        </li>
        {wasMeasured(series.before.buckets) && (
          <li>
            <span className="legend-before" aria-hidden />
            {periods.before}
          </li>
        )}
      </ul>
    </div>
  )
}

function Total({ series: { unit }, compared, format }: Pick<Told, 'series' | 'compared' | 'format'>) {
  const t = useWords(telemetryWords)
  if (!compared) return null
  const { total, before, difference, share, running } = compared
  const Arrow = !difference ? IconArrowRight : difference > 0 ? IconArrowUpRight : IconArrowDownRight
  return (
    <dl className="totals">
      <div>
        <dt className="quiet small">{running ? t.chart.soFar : t.chart.total}</dt>
        <dd className="totals-figure figures">{format.amount(total, unit)}</dd>
      </div>
      {before !== undefined && difference !== undefined && (
        <>
          <div>
            <dt className="quiet small">{running ? t.chart.beforeSoFar : t.chart.before}</dt>
            <dd className="totals-figure totals-quiet figures">{format.amount(before, unit)}</dd>
          </div>
          <div>
            <dt className="quiet small">{t.chart.difference}</dt>
            <dd className="totals-figure totals-quiet figures">
              <Arrow size={20} aria-hidden />
              {format.difference(difference, unit)}
              {share !== undefined && <span className="totals-share">({format.percent(share)})</span>}
            </dd>
          </div>
        </>
      )}
    </dl>
  )
}

function Bounds({ series: { buckets, unit }, format }: Pick<Told, 'series' | 'format'>) {
  const t = useWords(telemetryWords)
  const known = buckets.flatMap(({ value }) => (value === null ? [] : [value]))
  if (!known.length) return null
  const facts = [
    [t.chart.mean, known.reduce((sum, value) => sum + value, 0) / known.length],
    [t.chart.least, Math.min(...buckets.flatMap(({ min, value }) => min ?? value ?? []))],
    [t.chart.most, Math.max(...buckets.flatMap(({ max, value }) => max ?? value ?? []))],
  ] as const
  return (
    <dl className="totals">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="quiet small">{name}</dt>
          <dd className="totals-figure figures">{format.amount(value, unit)}</dd>
        </div>
      ))}
    </dl>
  )
}
