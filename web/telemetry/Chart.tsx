import { useComputedColorScheme } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { components } from '../api.d.ts'
import type { Formats, Unit } from '../locales/formats.ts'
import type { Slot } from './comparison.ts'
import { dataOf, type Ink, optionsOf } from './draw.ts'
import { useWords } from '../locales/words.tsx'
import { telemetryWords } from './words/index.ts'

interface Charted {
  slots: readonly Slot[]
  names: readonly { short: string; long: string }[]
  kind: components['schemas']['Channel']['kind']
  unit: Unit
  periods: { now: string; before: string }
  format: Formats
  tone: string
  label: string
}

/** The tones in force, as the canvas needs them: it knows no variables. */
function inkFor(place: Element, tone: string): Ink {
  const style = getComputedStyle(place)
  const value = (name: string) => style.getPropertyValue(name).trim()
  return {
    now: value(tone.slice(4, -1)),
    before: value('--tone-quiet'),
    line: value('--tone-line'),
    quiet: value('--tone-quiet'),
    surface: value('--tone-surface'),
    // The library enlarges the size for fine screens, but only if it is a whole number.
    font: `13px ${style.fontFamily}`,
  }
}

interface Spot {
  readonly at: number
  readonly left: number
  readonly width: number
}

export default function Chart({ slots, names, kind, unit, periods, format, tone, label }: Charted) {
  const t = useWords(telemetryWords)
  const scheme = useComputedColorScheme()
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const [spot, setSpot] = useState<Spot>()

  const spotAt = (drawn: uPlot, at: number): Spot => {
    const across = drawn.over.clientWidth / slots.length
    return { at, left: drawn.over.offsetLeft + across * at, width: across }
  }

  useEffect(() => {
    const element = place.current
    if (!element) return
    const height = () => (element.clientWidth < 560 ? 230 : 300)
    const options = optionsOf({
      slots,
      kind,
      width: element.clientWidth,
      height: height(),
      ink: inkFor(element, tone),
      name: at => names[at]?.short ?? '',
      figure: value => format.number(value, 2),
    })
    const drawn = new uPlot(
      {
        ...options,
        hooks: {
          setCursor: [
            ({ cursor: { idx, left } }) => setSpot(idx == null || (left ?? -1) < 0 ? undefined : spotAt(drawn, idx)),
          ],
        },
      },
      dataOf(slots, kind),
      element,
    )
    plot.current = drawn
    const watching = new ResizeObserver(() => {
      if (element.clientWidth !== drawn.width) drawn.setSize({ width: element.clientWidth, height: height() })
    })
    watching.observe(element)
    return () => {
      watching.disconnect()
      drawn.destroy()
      plot.current = null
      setSpot(undefined)
    }
  }, [slots, names, kind, format, tone, scheme])

  function step(event: KeyboardEvent) {
    const drawn = plot.current
    const last = slots.length - 1
    const from = spot?.at ?? -1
    const goal = {
      ArrowRight: Math.min(last, from + 1),
      ArrowLeft: from < 0 ? last : Math.max(0, from - 1),
      End: last,
    }[event.key]
    if (event.key === 'Escape') setSpot(undefined)
    if (goal === undefined || !drawn) return
    event.preventDefault()
    setSpot(spotAt(drawn, goal))
  }

  const slot = spot && slots[spot.at]
  const said = slot && spot ? sayings(slot) : undefined
  function sayings({ now, before }: Slot) {
    const amount = (value: number | null | undefined) => (value == null ? t.chart.noValue : format.amount(value, unit))
    return {
      name: names[spot?.at ?? 0]?.long ?? '',
      now: `${amount(now.value)}${now.estimated ? ` (${t.chart.estimated})` : ''}`,
      bounds:
        now.min !== undefined && now.max !== undefined
          ? t.chart.between(format.amount(now.min, unit), format.amount(now.max, unit))
          : '',
      before: amount(before?.value),
    }
  }

  return (
    <div
      className="chart"
      role="slider"
      tabIndex={0}
      aria-label={`${label}. ${t.chart.keys}`}
      aria-roledescription={t.chart.chart}
      aria-orientation="horizontal"
      aria-valuemin={1}
      aria-valuemax={slots.length}
      aria-valuenow={(spot?.at ?? 0) + 1}
      aria-valuetext={said ? `${said.name}: ${said.now}. ${t.chart.before}: ${said.before}` : t.chart.nothingChosen}
      onKeyDown={step}
      onBlur={() => setSpot(undefined)}
    >
      <p className="quiet small chart-unit" aria-hidden>
        {unit}
      </p>
      <div className="chart-place" ref={place}>
        {spot && <div className="chart-spot" style={{ insetInlineStart: spot.left, width: spot.width }} aria-hidden />}
        {spot && said && (
          <div
            className={spot.at > slots.length / 2 ? 'chart-tip chart-tip-left' : 'chart-tip'}
            style={{ insetInlineStart: spot.left + (spot.at > slots.length / 2 ? 0 : spot.width) }}
            aria-hidden
          >
            <p className="strong">{said.name}</p>
            <dl>
              <div>
                <dt>
                  <span className="legend-now" style={{ background: tone }} />
                  {periods.now}
                </dt>
                <dd className="figures strong">{said.now}</dd>
              </div>
              {said.bounds && (
                <div>
                  <dt />
                  <dd className="figures quiet">{said.bounds}</dd>
                </div>
              )}
              <div>
                <dt>
                  <span className="legend-before" />
                  {periods.before}
                </dt>
                <dd className="figures">{said.before}</dd>
              </div>
            </dl>
          </div>
        )}
      </div>
    </div>
  )
}
