import { NativeSelect, SegmentedControl } from '@mantine/core'
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { dayFrom, oneOf } from '../address.ts'
import type { Channel, Device } from '../homes/queries.ts'
import { ActionButton, ActionSign, useActionKeys } from '../parts/Act.tsx'
import { useNow } from '../parts/now.ts'
import { Answered, Empty, Loading } from '../parts/states.tsx'
import { useFormats } from '../queries.ts'
import { formats } from '../locales/formats.ts'
import { backToNow, earlier, later, type View } from './actions.ts'
import { comparison, type Series, slots, wasMeasured } from './comparison.ts'
import { bucketNames, daysOf, periodName } from './labels.ts'
import {
  type By,
  type Day,
  dayIn,
  earliest,
  isAhead,
  isBefore,
  periodOf,
  resolutions,
  seenBy,
  stepped,
} from './periods.ts'
import { media } from './media.ts'
import { shownSeriesOf } from './queries.ts'
import { Figures } from './Summary.tsx'
import { SlotTable } from './SlotTable.tsx'
import './metering.css'
import { useWords, useLanguage } from '../locales/words.tsx'
import { telemetryWords } from './words/index.ts'

const Chart = lazy(() => import('./Chart.tsx'))

export interface Measured {
  readonly device: Device
  readonly channel: Channel
}

/** Which chart is looked at stands in the address: it can be kept, sent and gone back to. */
function useView(channels: readonly Measured[]) {
  const { timeZone } = useFormats()
  const today = dayIn(timeZone, new Date(useNow(60)))
  const [asked, ask] = useSearchParams()
  const shown =
    channels.find(({ channel }) => channel.id === asked.get('channel')) ??
    channels.find(({ channel }) => channel.kind === 'counter') ??
    channels[0]
  const by = oneOf(asked.get('by'), resolutions) ?? 'hour'
  const from = periodOf(by, dayFrom(asked.get('from'), earliest, today) ?? today)
  const look = (by: By, from: Day, channel = shown?.channel.id ?? '') =>
    ask({ channel, by, from }, { replace: true, preventScrollReset: true })
  return { shown, view: { by, from, today, look } satisfies View, look }
}

export function Consumption({ channels }: { channels: readonly Measured[] }) {
  const t = useWords(telemetryWords)
  const format = useFormats()
  const { shown, view, look } = useView(channels)
  const keys = useActionKeys([earlier, later, backToNow], view)
  const [as, showAs] = useState<'chart' | 'table'>('chart')
  const channel = shown?.channel
  const series = useQuery({ ...shownSeriesOf(channel?.id ?? '', view.by, view.from), enabled: channel !== undefined })
  if (!channel) return null

  const days = daysOf(view.by, view.from)
  const csv = `/api/channels/${encodeURIComponent(channel.id)}/readings.csv?from=${days.first}&to=${days.last}`
  return (
    <section className="card consumption" aria-label={t.chart.title} onKeyDown={keys}>
      <div className="line-apart">
        <h2>{t.chart.title}</h2>
        <div className="line consumption-choice">
          {channels.length > 1 && (
            <NativeSelect
              size="sm"
              aria-label={t.chart.channel}
              value={channel.id}
              onChange={event => look(view.by, view.from, event.currentTarget.value)}
            >
              {[...new Set(channels.map(({ device }) => device))].map(device => (
                <optgroup key={device.id} label={device.name}>
                  {device.channels.map(each => (
                    <option key={each.id} value={each.id}>
                      {device.name}: {each.label}
                    </option>
                  ))}
                </optgroup>
              ))}
            </NativeSelect>
          )}
          <SegmentedControl
            size="sm"
            aria-label={t.chart.by}
            value={view.by}
            onChange={next => look(next as By, seenBy(view.by, view.from, next as By, view.today))} // as: one of the values below
            data={resolutions.map(each => ({ value: each, label: t.chart.bys[each] }))}
          />
        </div>
      </div>
      <div className="line consumption-period">
        <ActionSign does={earlier} to={view} disabled={isBefore(view.by, stepped(view.by, view.from, -1))} />
        <ActionSign does={later} to={view} disabled={isAhead(view.by, stepped(view.by, view.from, 1), view.today)} />
        <h3 aria-live="polite">{periodName(view.by, view.from, format, t)}</h3>
        <ActionButton does={backToNow} to={view} look="subtle" />
      </div>
      <Answered to={series} rows={1} height={360}>
        {series => <Shown series={series} view={view} channel={channel} as={as} stale={series.by !== view.by} />}
      </Answered>
      <div className="line-apart consumption-end">
        <SegmentedControl
          size="sm"
          aria-label={t.chart.as}
          value={as}
          onChange={next => showAs(next === 'table' ? 'table' : 'chart')}
          data={[
            {
              value: 'chart',
              label: (
                <span className="consumption-as">
                  <IconChartBar size={16} aria-hidden />
                  {t.chart.chart}
                </span>
              ),
            },
            {
              value: 'table',
              label: (
                <span className="consumption-as">
                  <IconTable size={16} aria-hidden />
                  {t.chart.table}
                </span>
              ),
            },
          ]}
        />
        <a className="download small" href={csv} download>
          <IconDownload size={18} stroke={1.75} aria-hidden />
          {t.chart.csv}
        </a>
      </div>
    </section>
  )
}

interface Looked {
  series: Series
  view: View
  channel: Channel
  as: 'chart' | 'table'
  stale: boolean
}
function Shown({ series, view, channel, as, stale }: Looked) {
  const { language } = useLanguage()
  const t = useWords(telemetryWords)
  const now = useNow(60)
  const format = useMemo(() => formats(language, series.timeZone), [language, series.timeZone])
  const shown = useMemo(() => ({ slots: slots(series), names: bucketNames(series, format) }), [series, format])
  const periods = {
    now: periodName(view.by, view.from, format, t),
    before: periodName(view.by, stepped(view.by, view.from, -1), format, t),
  }
  const nothing = !wasMeasured(series.buckets)
  const estimated = series.buckets.some(bucket => bucket.estimated)
  const tone = media[channel.medium].tone
  return (
    <div className={stale ? 'consumption-shown consumption-stale' : 'consumption-shown'}>
      <Figures series={series} compared={comparison(series, now)} periods={periods} format={format} tone={tone} />
      {nothing && as === 'chart' ? (
        <Empty icon={IconChartBar} title={t.chart.nothing}>
          {t.chart.nothingSays}
        </Empty>
      ) : as === 'table' ? (
        <SlotTable
          {...shown}
          series={series}
          periods={periods}
          format={format}
          caption={`${channel.label}, ${periods.now}`}
        />
      ) : (
        <Suspense fallback={<Loading rows={1} height={300} />}>
          <Chart
            {...shown}
            kind={series.kind}
            unit={series.unit}
            periods={periods}
            format={format}
            tone={tone}
            label={`${channel.label}, ${periods.now}`}
          />
        </Suspense>
      )}
      {estimated && <p className="quiet small">{t.chart.estimatedSays}</p>}
    </div>
  )
}
