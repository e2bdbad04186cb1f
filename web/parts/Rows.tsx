import { Button } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemIn } from '../problem.ts'
import { useWords } from '../locales/words.tsx'
import { Empty, Failed, Loading } from './states.tsx'
import './Rows.css'

interface Listed<T> {
  of: readonly T[]
  label: string
  none: string
  children: (item: T) => ReactNode
}

export function Rows<T extends { readonly id: string }>({ of, label, none, children }: Listed<T>) {
  if (!of.length) return <Empty title={none} />
  return (
    <ul className="rows" aria-label={label}>
      {of.map(item => (
        <li key={item.id} className="row">
          {children(item)}
        </li>
      ))}
    </ul>
  )
}

interface Lined {
  title: ReactNode
  icon?: Icon
  tone?: string
  under?: ReactNode
  children?: ReactNode
}
export function Row({ title, icon: Shown, tone, under, children }: Lined) {
  return (
    <>
      {Shown && (
        <span className="row-icon" {...(tone && { style: { color: tone } })}>
          <Shown size={22} stroke={1.6} aria-hidden />
        </span>
      )}
      <div className="row-words">
        <div className="strong">{title}</div>
        {under && <div className="quiet small">{under}</div>}
      </div>
      {children && <div className="row-side">{children}</div>}
    </>
  )
}

interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}
/** A list that comes in pages, the next one on demand. */
export function Pages<T>({
  of,
  children,
}: {
  of: UseInfiniteQueryResult<InfiniteData<Page<T>>>
  children: (items: readonly T[]) => ReactNode
}) {
  const t = useWords()
  if (!of.data) return of.isError ? <Failed problem={problemIn(of.error)} again={() => of.refetch()} /> : <Loading />
  return (
    <div className="stack">
      {children(of.data.pages.flatMap(page => page.items))}
      {of.isFetchNextPageError && <Failed problem={problemIn(of.error)} />}
      {of.hasNextPage && (
        <div>
          <Button variant="default" size="sm" loading={of.isFetchingNextPage} onClick={() => of.fetchNextPage()}>
            {t.common.more}
          </Button>
        </div>
      )}
    </div>
  )
}
