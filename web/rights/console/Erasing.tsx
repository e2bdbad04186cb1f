import { useQuery } from '@tanstack/react-query'
import { Answered } from '../../parts/states.tsx'
import { Amounts, type Amount } from '../Amounts.tsx'
import { foreseenErasure } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { rightsConsoleWords } from './words/index.ts'
import { rightsWords } from '../words/index.ts'

const amountOf = ({ table, title, rows }: { table: string; title: string; rows: number }): Amount => ({
  key: table,
  what: title,
  rows,
})

/** What an erasure at the desk would take away and what a law would keep, before anybody says yes. */
export function Erasing({ request }: { request: string }) {
  const { requests: words } = useWords(rightsConsoleWords)
  const t = useWords(rightsWords)
  const asked = useQuery(foreseenErasure(request))
  return (
    <>
      <p>{words.eraseSays}</p>
      <Answered to={asked} rows={1} height={120}>
        {({ gone, kept, blanked, shared }) => (
          <>
            <p className="strong">{t.deletion.goes}</p>
            <Amounts of={gone.map(amountOf)} columns />
            {kept.length === 0 ? (
              <p className="strong">{t.deletion.nothingStays}</p>
            ) : (
              <>
                <p className="strong">{t.deletion.stays}</p>
                <ul>
                  {kept.map(({ table, title, rows, until, why }) => (
                    <li key={`${table} ${until}`}>{words.kept(rows, title, until, why)}</li>
                  ))}
                </ul>
              </>
            )}
            {blanked.length > 0 && (
              <>
                <p className="strong">{t.deletion.blanked}</p>
                <Amounts of={blanked.map(amountOf)} />
              </>
            )}
            {shared.length > 0 && (
              <>
                <p className="strong">{t.deletion.shared}</p>
                <Amounts of={shared.map(amountOf)} />
              </>
            )}
          </>
        )}
      </Answered>
    </>
  )
}
