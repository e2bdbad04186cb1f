import { useQuery } from '@tanstack/react-query'
import { answer, api } from '../../client.ts'
import { Row, Rows } from '../../parts/Rows.tsx'
import { Answered } from '../../parts/states.tsx'
import { useFormats } from '../../queries.ts'
import { useWords } from '../../locales/words.tsx'

/** Where a colleague is signed in, before somebody ends it. */
export function SessionsOf({ id }: { id: string }) {
  const t = useWords()
  const format = useFormats()
  const asked = useQuery({
    queryKey: ['sessions of', id],
    queryFn: () => answer(api.GET('/api/staff/accounts/{id}/sessions', { params: { path: { id } } })),
    gcTime: 0,
  })
  return (
    <Answered to={asked} rows={1}>
      {({ items }) =>
        items.length ? (
          <div className="stack">
            <Rows of={items} label={t.console.colleagues.sessions} none="">
              {session => <Row title={session.agent} under={t.sessions.since(format.moment(session.startedAt))} />}
            </Rows>
            <p>{t.console.colleagues.sessionsSays}</p>
          </div>
        ) : (
          <p>{t.console.colleagues.sessionsNone}</p>
        )
      }
    </Answered>
  )
}
