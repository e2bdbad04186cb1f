import uPlot from 'uplot'
import type { components } from '../api.d.ts'
import type { Slot } from './comparison.ts'

export interface Ink {
  readonly now: string
  readonly before: string
  readonly line: string
  readonly quiet: string
  readonly surface: string
  readonly font: string
}
interface Drawn {
  slots: readonly Slot[]
  kind: components['schemas']['Channel']['kind']
  width: number
  height: number
  ink: Ink
  name: (at: number) => string
  figure: (value: number) => string
}

/** The place on the axis, the period before, this one; of gauges the bounds of this one, too. */
export function dataOf(slots: readonly Slot[], kind: Drawn['kind']): uPlot.AlignedData {
  const places = slots.map((_, at) => at)
  const before = slots.map(({ before }) => before?.value ?? null)
  const now = slots.map(({ now }) => now.value)
  if (kind === 'counter') return [places, before, now]
  return [
    places,
    before,
    now,
    slots.map(({ now }) => now.max ?? now.value),
    slots.map(({ now }) => now.min ?? now.value),
  ]
}

/**
 * So many names on the axis as there is room for; the places are whole numbers, so that a day may have 23 or 25 hours.
 */
const placesFor = (count: number, width: number) => {
  const step = [1, 2, 3, 4, 6, 12].find(step => (count / step) * 44 <= width) ?? 12
  return Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step)
}

/** How much of its place a column fills, and how many pixels at most. */
const columns = (size: [number, number], radius: number) =>
  uPlot.paths.bars && { paths: uPlot.paths.bars({ size, radius }) }

const counters = (ink: Ink): uPlot.Series[] => [
  // Told apart by form: before is an empty, dashed column behind, this period a full and narrower one in front.
  {
    stroke: ink.before,
    width: 1.25,
    dash: [4, 3],
    fill: `${ink.before}14`,
    points: { show: false },
    ...columns([0.84, 64], 0.12),
  },
  { stroke: ink.now, width: 0, fill: ink.now, points: { show: false }, ...columns([0.5, 36], 0.2) },
]
const gauges = (ink: Ink): uPlot.Series[] => [
  { stroke: ink.before, width: 1.5, dash: [5, 4], points: { show: false } },
  { stroke: ink.now, width: 2.5, points: { show: false } },
  { stroke: 'transparent', width: 0, points: { show: false } },
  { stroke: 'transparent', width: 0, points: { show: false } },
]

export function optionsOf({ slots, kind, width, height, ink, name, figure }: Drawn): uPlot.Options {
  const last = slots.length - 1
  return {
    width,
    height,
    padding: [12, 4, 0, 0],
    legend: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: () => [-0.5, last + 0.5] },
      y: {
        range: (_, low, high) =>
          kind === 'counter' ? [0, Math.max(high, 0.01) * 1.06] : uPlot.rangeNum(low ?? 0, high ?? 1, 0.1, true),
      },
    },
    axes: [
      {
        stroke: ink.quiet,
        font: ink.font,
        size: 30,
        gap: 6,
        grid: { show: false },
        ticks: { show: false },
        border: { show: true, stroke: ink.line, width: 1 },
        splits: self => placesFor(slots.length, self.width),
        values: (_, places) => places.map(name),
      },
      {
        stroke: ink.quiet,
        font: ink.font,
        gap: 6,
        grid: { stroke: ink.line, width: 1 },
        ticks: { show: false },
        size: (_, values) => 14 + 7.5 * Math.max(1, ...(values ?? []).map(value => value.length)),
        values: (_, splits) => splits.map(figure),
      },
    ],
    series: [{}, ...(kind === 'counter' ? counters(ink) : gauges(ink))],
    ...(kind === 'gauge' && { bands: [{ series: [3, 4] as [number, number], fill: `${ink.now}2b` }] }),
  }
}
