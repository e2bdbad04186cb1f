import { useFormats } from '../queries.ts'
import { useWords } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'
import './rights.css'

export interface Amount {
  readonly what: string
  readonly rows: number
  /** What tells two of the same words apart. */
  readonly key?: string
}

/** A list of what, and how many entries of it; `columns` where many are expected. */
export function Amounts({ of, columns = false }: { of: readonly Amount[]; columns?: boolean }) {
  const t = useWords(rightsWords)
  const format = useFormats()
  return (
    <ul className={columns ? 'going going-many' : 'going'}>
      {of.map(({ key, what, rows }) => (
        <li key={key ?? what}>
          <span>{what}</span>
          <span className="quiet figures">{t.myData.entries(rows, format.number(rows))}</span>
        </li>
      ))}
    </ul>
  )
}
