import { Button, Skeleton } from '@mantine/core'
import { type Icon, IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconRefresh } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type Problem, problemIn } from '../problem.ts'
import type { Words } from '../locales/de.ts'
import { useWords } from '../locales/words.tsx'
import { sentences } from './sentences.ts'
import './states.css'

export function Empty({
  icon: Shown = IconInfoCircle,
  title,
  children,
}: {
  icon?: Icon
  title: string
  children?: ReactNode
}) {
  return (
    <div className="empty">
      <Shown size={28} stroke={1.5} aria-hidden />
      <p className="strong">{title}</p>
      {children && <div className="quiet">{children}</div>}
    </div>
  )
}

/** Says that something is on its way, to the eye by grey bars of about its height. */
export function Loading({ rows = 3, height = 56 }: { rows?: number; height?: number }) {
  const t = useWords()
  return (
    <div className="stack" role="status">
      <span className="unseen">{t.common.loading}</span>
      {Array.from({ length: rows }, (_, at) => (
        <Skeleton key={at} height={height} radius="md" aria-hidden />
      ))}
    </div>
  )
}

/** `places`: what is wrong where no field of the screen stands, by line and column or by name. */
export function Failed({
  problem,
  again,
  places = [],
}: {
  problem: Problem
  again?: () => unknown
  places?: readonly (readonly [place: string, said: string])[]
}) {
  const t = useWords()
  const { title, more } = sentences(problem, t)
  return (
    <Note kind="bad" title={title} alert>
      {more.map(sentence => (
        <p key={sentence}>{sentence}</p>
      ))}
      {places.length > 0 && (
        <ul className="places">
          {places.map(([place, said]) => (
            <li key={place}>
              <span className="strong">{placeOf(place, t)}</span> {said}
            </li>
          ))}
        </ul>
      )}
      {again && (
        <Button variant="default" size="sm" leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => again()}>
          {t.common.again}
        </Button>
      )}
    </Note>
  )
}

/** `12:3` is a line and a column. */
function placeOf(place: string, t: Words): string {
  const [, line, column] = /^(\d+):(\d+)$/.exec(place) ?? []
  return line && column ? t.failed.place(line, column) : `${place}:`
}

const icons = { good: IconCircleCheck, care: IconAlertTriangle, bad: IconAlertTriangle }
/** A few sentences that stand out of the page. With `alert` they are read out as soon as they appear. */
export function Note({
  kind,
  title,
  alert = false,
  children,
}: {
  kind: keyof typeof icons
  title: string
  alert?: boolean
  children?: ReactNode
}) {
  const Shown = icons[kind]
  return (
    <div className={`note note-${kind}`} {...(alert && { role: 'alert' })}>
      <Shown size={22} aria-hidden className="note-icon" />
      <div className="note-words">
        <p className="strong">{title}</p>
        {children}
      </div>
    </div>
  )
}

/** The three ends that a question to the server can take. */
export function Answered<T>({
  to,
  rows,
  height,
  children,
}: {
  to: UseQueryResult<T>
  rows?: number
  height?: number
  children: (data: T) => ReactNode
}) {
  if (to.data !== undefined) return children(to.data)
  if (to.isError) return <Failed problem={problemIn(to.error)} again={() => to.refetch()} />
  return <Loading {...(rows && { rows })} {...(height && { height })} />
}
