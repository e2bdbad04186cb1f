import { useFormats } from '../questions.ts'
import { useWords } from '../words/words.tsx'
import type { MyData } from './questions.ts'

/** What a law obliges us to keep (Art. 6(1)(c) GDPR) is blocked instead; all else goes at once. */
const isKept = ({ basis }: MyData['groups'][number]) => basis.letter.toLowerCase() === 'c'

export function DeletionPreview({ held: { groups } }: { held: MyData }) {
  const t = useWords()
  const format = useFormats()
  const lines = (kept: boolean) => groups.filter(group => isKept(group) === kept).flatMap(({ items }) => items).filter(({ rows }) => rows > 0)
  const [going, staying] = [lines(false), lines(true)]
  return (
    <>
      <p>{t.deletion.says}</p>
      <div>
        <p className="strong">{t.deletion.goes}</p>
        <ul className="going">{going.map(({ table, title, rows }) => <li key={table}><span>{title}</span><span className="quiet figures">{t.myData.entries(rows, format.number(rows))}</span></li>)}</ul>
      </div>
      {staying.length > 0 && (
        <div>
          <p className="strong">{t.deletion.stays}</p>
          <ul className="going">{staying.map(({ table, title, until }) => <li key={table}><span>{title}</span><span className="quiet">{until}</span></li>)}</ul>
        </div>
      )}
      <p className="quiet small">{t.deletion.take}</p>
    </>
  )
}
