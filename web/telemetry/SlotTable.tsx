import type { Formats } from '../locales/formats.ts'
import type { Series, Slot } from './comparison.ts'
import '../parts/Table.css'
import { useWords } from '../locales/words.tsx'
import { telemetryWords } from './words/index.ts'

interface Listed {
  slots: readonly Slot[]
  names: readonly { long: string }[]
  series: Series
  periods: { now: string; before: string }
  format: Formats
  caption: string
}

/** Everything the chart shows, for whoever reads better than looks. */
export function SlotTable({ slots, names, series, periods, format, caption }: Listed) {
  const t = useWords(telemetryWords)
  const said = (value: number | null | undefined) => (value == null ? '–' : format.figure(value, series.unit))
  const gauge = series.kind === 'gauge'
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={caption}>
      <table className="table figures">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.chart.stretches[series.by]}</th>
            <th scope="col">
              {periods.now} ({series.unit})
            </th>
            {gauge && <th scope="col">{t.chart.least}</th>}
            {gauge && <th scope="col">{t.chart.most}</th>}
            <th scope="col">
              {periods.before} ({series.unit})
            </th>
            {!gauge && <th scope="col">{t.chart.difference}</th>}
          </tr>
        </thead>
        <tbody>
          {slots.map(({ now, before }, at) => (
            <tr key={now.from}>
              <th scope="row">{names[at]?.long}</th>
              <td>
                {said(now.value)}
                {now.estimated && <span className="quiet"> {t.chart.estimated}</span>}
              </td>
              {gauge && <td>{said(now.min)}</td>}
              {gauge && <td>{said(now.max)}</td>}
              <td>{said(before?.value)}</td>
              {!gauge && (
                <td>
                  {now.value === null || before?.value == null
                    ? '–'
                    : format.difference(now.value - before.value, series.unit)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
