import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '../parts/Act.tsx'
import { useNow } from '../parts/now.ts'
import { Row, Rows } from '../parts/Rows.tsx'
import { Screen } from '../parts/Screen.tsx'
import { Answered } from '../parts/states.tsx'
import { useFormats } from '../queries.ts'
import { endOthers, endSession, type Session } from './actions.ts'
import { sessionsOpen } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

export function Sessions() {
  const t = useWords(identityWords)
  const sessions = useQuery(sessionsOpen)
  return (
    <Screen
      title={t.sessions.title}
      lead={t.sessions.lead}
      narrow
      side={sessions.data && <ActionButton does={endOthers} to={sessions.data.items} />}
    >
      <div className="card">
        <Answered to={sessions}>
          {({ items }) => (
            <Rows of={items} label={t.sessions.title} none={t.sessions.none}>
              {session => <Open session={session} />}
            </Rows>
          )}
        </Answered>
      </div>
    </Screen>
  )
}

function Open({ session }: { session: Session }) {
  const t = useWords(identityWords)
  const format = useFormats()
  const now = useNow()
  const seen = session.current ? t.sessions.now : t.sessions.seen(format.ago(session.lastSeenAt, now))
  const icon = /mobil|android|iphone|ipad/i.test(session.agent) ? IconDeviceMobile : IconDeviceDesktop
  return (
    <Row
      icon={icon}
      title={session.agent || t.sessions.unknown}
      under={`${seen} · ${t.sessions.since(format.moment(session.startedAt))} · ${session.stay ? t.sessions.stays : t.sessions.ends}`}
    >
      {session.current ? (
        <span className="pill pill-good">{t.sessions.current}</span>
      ) : (
        <ActionButton does={endSession} to={session} />
      )}
    </Row>
  )
}
