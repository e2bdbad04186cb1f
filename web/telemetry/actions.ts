import { IconChevronLeft, IconChevronRight, IconCalendarEvent } from '@tabler/icons-react'
import { actionsIn } from '../parts/action.ts'
import { type By, type Day, isAhead, isBefore, periodOf, stepped } from './periods.ts'
import { telemetryWords } from './words/index.ts'

const action = actionsIn(telemetryWords)

/** What a chart looks at, and how to look elsewhere. */
export interface View {
  readonly by: By
  readonly from: Day
  readonly today: Day
  readonly look: (by: By, from: Day) => void
}

export const earlier = action<View>({
  label: t => t.chart.earlier,
  icon: IconChevronLeft,
  key: 'PageUp',
  run: ({ by, from, look }) => {
    if (!isBefore(by, stepped(by, from, -1))) look(by, stepped(by, from, -1))
  },
})
export const later = action<View>({
  label: t => t.chart.later,
  icon: IconChevronRight,
  key: 'PageDown',
  run: ({ by, from, today, look }) => {
    if (!isAhead(by, stepped(by, from, 1), today)) look(by, stepped(by, from, 1))
  },
})
export const backToNow = action<View>({
  label: t => t.chart.backToNow,
  icon: IconCalendarEvent,
  key: 'Home',
  offered: ({ by, from, today }) => from !== periodOf(by, today),
  run: ({ by, today, look }) => look(by, periodOf(by, today)),
})
