import { useQuery } from '@tanstack/react-query'
import { Answered } from '../../parts/states.tsx'
import { useFormats } from '../../queries.ts'
import '../rights.css'
import { foreseenErasure } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { rightsConsoleWords } from './words/index.ts'
import { rightsWords } from '../words/index.ts'

/** What an erasure at the desk would take away and what a law would keep, before anybody says yes. */
export function Erasing({ request }: { request: string }) {
  const { requests: words } = useWords(rightsConsoleWords)
  const t = useWords(rightsWords)
  const format = useFormats()
  const asked = useQuery(foreseenErasure(request))
  return (
    <>
      <p>{words.eraseSays}</p>
      <Answered to={asked} rows={1} height={120}>
        {({ gone, kept, shared }) => (
          <>
            <p className="strong">{t.deletion.goes}</p>
            <ul className="going going-many">
              {gone.map(({ table, title, rows }) => (
                <li key={table}>
                  <span>{title}</span>
                  <span className="quiet figures">{t.myData.entries(rows, format.number(rows))}</span>
                </li>
              ))}
            </ul>
            {kept.length > 0 && (
              <>
                <p className="strong">{t.deletion.stays}</p>
                <ul>
                  {kept.map(({ table, title, rows, until, why }) => (
                    <li key={`${table} ${until}`}>{words.kept(rows, title, until, why)}</li>
                  ))}
                </ul>
              </>
            )}
            {shared.length > 0 && (
              <>
                <p className="strong">{t.deletion.shared}</p>
                <ul className="going">
                  {shared.map(({ table, title, rows }) => (
                    <li key={table}>
                      <span>{title}</span>
                      <span className="quiet figures">{t.myData.entries(rows, format.number(rows))}</span>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
      </Answered>
    </>
  )
}
