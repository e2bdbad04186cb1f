import { type ReactNode, useEffect, useRef } from 'react'
import { useSite } from '../queries.ts'
import './Screen.css'

let first = true

/**
 * Where a reader lands after going somewhere else: on the new screen's heading. Not on the first page, which the
 * browser announces.
 */
export function useArrival(title: string) {
  const heading = useRef<HTMLHeadingElement>(null)
  const company = useSite().data?.company
  useEffect(() => {
    document.title = company ? `${title} · ${company}` : title
  }, [title, company])
  useEffect(() => {
    if (!first) heading.current?.focus({ preventScroll: true })
    if (!first) scrollTo(0, 0)
    first = false
  }, [])
  return heading
}

interface Shown {
  title: string
  lead?: ReactNode
  side?: ReactNode
  narrow?: boolean
  children: ReactNode
}
export function Screen({ title, lead, side, narrow = false, children }: Shown) {
  const heading = useArrival(title)
  return (
    <div className={narrow ? 'screen screen-narrow' : 'screen'}>
      <div className="screen-head">
        <div className="screen-words">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <div className="quiet screen-lead">{lead}</div>}
        </div>
        {side && <div className="line">{side}</div>}
      </div>
      {children}
    </div>
  )
}

/** One subject of a screen, with its own heading. */
export function Part({
  title,
  lead,
  side,
  id,
  children,
}: {
  title: string
  lead?: ReactNode
  side?: ReactNode
  id?: string
  children: ReactNode
}) {
  return (
    <section className="card stack" {...(id && { id })} aria-label={title}>
      <div className="line-apart">
        <h2>{title}</h2>
        {side}
      </div>
      {lead && <div className="quiet part-lead">{lead}</div>}
      {children}
    </section>
  )
}
