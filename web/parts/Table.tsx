import type { ReactNode } from 'react'
import { Empty } from './states.tsx'
import './Table.css'

interface Head {
  readonly label: string
  /** Numbers, which stand below each other by their last digit. */
  readonly figures?: true
}
interface Tabled<T> {
  of: readonly T[]
  heads: readonly Head[]
  label: string
  none?: string
  keyOf: (row: T) => string
  /** A cell below each head: `one => <><Cell under={who}>…</Cell>…</>`. */
  children: (row: T) => ReactNode
}

/** A table where there is room, and cards where there is not. */
export function Table<T>({ of, heads, label, none = '', keyOf, children }: Tabled<T>) {
  if (!of.length) return <Empty title={none} />
  return (
    <div className="table-wrap cards-on-a-phone" tabIndex={0} role="group" aria-label={label}>
      <table className="table table-words">
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            {heads.map(({ label, figures }) => (
              <th key={label} scope="col" {...(figures && { className: 'table-figures' })}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.map(row => (
            <tr key={keyOf(row)}>{children(row)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export const Cell = ({ under: { label, figures }, children }: { under: Head; children: ReactNode }) => (
  <td data-label={label} {...(figures && { className: 'table-figures figures' })}>
    <div>{children}</div>
  </td>
)
