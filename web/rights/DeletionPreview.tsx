import { useQuery } from '@tanstack/react-query'
import { Answered } from '../parts/states.tsx'
import { Amounts } from './Amounts.tsx'
import { deletion } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'

/** What goes and what stays, as the server would do it now. */
export function DeletionPreview() {
  const t = useWords(rightsWords)
  const asked = useQuery(deletion)
  return (
    <>
      <p>{t.deletion.says}</p>
      <Answered to={asked} rows={1} height={160}>
        {({ waits, gone, kept, blanked, shared }) => (
          <>
            {waits ? (
              <p>{t.deletion.waits}</p>
            ) : (
              <div>
                <p className="strong">{t.deletion.goes}</p>
                <Amounts of={gone} columns />
              </div>
            )}
            <div>
              <p className="strong">
                {waits ? t.deletion.waiting : kept.length ? t.deletion.stays : t.deletion.nothingStays}
              </p>
              <ul className="going">
                {kept.map(({ what, why, until }) => (
                  <li key={what}>
                    <span>{what}</span>
                    <span className="quiet">
                      {why}, {until}
                    </span>
                  </li>
                ))}
              </ul>
            </div>
            {blanked.length > 0 && (
              <div>
                <p className="strong">{t.deletion.blanked}</p>
                <Amounts of={blanked} />
              </div>
            )}
            {shared.length > 0 && (
              <div>
                <p className="strong">{t.deletion.shared}</p>
                <Amounts of={shared} />
              </div>
            )}
          </>
        )}
      </Answered>
      <p className="quiet small">{t.deletion.take}</p>
    </>
  )
}
