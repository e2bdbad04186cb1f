import { useQuery } from '@tanstack/react-query'
import { answer, api } from '../../client.ts'
import { Row, Rows } from '../../parts/Rows.tsx'
import { Answered } from '../../parts/states.tsx'
import { useFormats } from '../../queries.ts'
import { useWords } from '../../locales/words.tsx'
import { identityConsoleWords } from './words/index.ts'
import { identityWords } from '../words/index.ts'

/** Where a colleague is signed in, before somebody ends it. */
export function SessionsOf({ id }: { id: string }) {
  const t = useWords(identityConsoleWords)
  const { sessions } = useWords(identityWords)
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
            <Rows of={items} label={t.colleagues.sessions} none="">
              {session => <Row title={session.agent} under={sessions.since(format.moment(session.startedAt))} />}
            </Rows>
            <p>{t.colleagues.sessionsSays}</p>
          </div>
        ) : (
          <p>{t.colleagues.sessionsNone}</p>
        )
      }
    </Answered>
  )
}
