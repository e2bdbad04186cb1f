import { Button, Switch } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconWriting } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import { useAccount } from '../identity/account.ts'
import { ActionButton } from '../parts/Act.tsx'
import { Row, Rows } from '../parts/Rows.tsx'
import { Part } from '../parts/Screen.tsx'
import { Answered } from '../parts/states.tsx'
import { useFormats } from '../queries.ts'
import { liftRestriction, withdrawRequest } from './actions.tsx'
import { Asking } from './Asking.tsx'
import { Objecting } from './Objecting.tsx'
import { ownRequests, standing, type RightsStanding } from './queries.ts'
import { Restricting } from './Restricting.tsx'
import { useWords, useLanguage } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'

/** What a person can object to, have restricted and ask, and how that stands. */
export function Standing() {
  const t = useWords(rightsWords)
  const asked = useQuery(standing)
  const own = useAccount().kind === 'customer'
  return (
    <Answered to={asked} rows={2} height={140}>
      {found => (
        <>
          {found.switches.length > 0 && <Objections found={found} />}
          {own && <Restriction found={found} />}
          {own ? <Requests /> : <RequestsOfStaff />}
          <Part title={t.rights.complain} lead={t.rights.complainSays} id="complain">
            <address className="quiet">
              {found.authority.name}, {found.authority.street}, {found.authority.postcode} {found.authority.city}
            </address>
          </Part>
        </>
      )}
    </Answered>
  )
}

function Objections({ found }: { found: RightsStanding }) {
  const t = useWords(rightsWords)
  return (
    <Part title={t.rights.object} lead={t.rights.objectSays} id="object">
      <ul className="rows" aria-label={t.rights.object}>
        {found.switches.map(one => (
          <li key={one.activity} className="row">
            <Objection of={one} />
          </li>
        ))}
      </ul>
      <Objecting switches={found.switches} />
    </Part>
  )
}

function Objection({ of }: { of: RightsStanding['switches'][number] }) {
  const t = useWords(rightsWords)
  const queries = useQueryClient()
  const path = { params: { path: { activity: of.activity } } }
  const turn = useMutation({
    mutationFn: (goesOn: boolean) =>
      goesOn
        ? answer(api.DELETE('/api/my-data/objections/{activity}', path))
        : answer(api.PUT('/api/my-data/objections/{activity}', { ...path, body: {} })),
    onSettled: () =>
      Promise.all([standing, ownRequests].map(({ queryKey }) => queries.invalidateQueries({ queryKey }))),
  })
  return (
    <Row
      title={of.title}
      under={
        <>
          {of.interest ? `${t.rights.interest} ${of.interest}` : of.purposes.join('; ')}
          {of.objection && (
            <span className="block">
              {t.rights.objection[of.objection.state]}
              {of.objection.answer && ` ${of.objection.answer}`}
            </span>
          )}
        </>
      }
    >
      <Switch
        size="md"
        checked={!of.objection?.stops}
        disabled={turn.isPending}
        aria-label={t.rights.allowed(of.title)}
        onChange={event => turn.mutate(event.currentTarget.checked)}
      />
    </Row>
  )
}

function Restriction({ found: { restriction, switches } }: { found: RightsStanding }) {
  const t = useWords(rightsWords)
  const format = useFormats()
  return (
    <Part
      title={t.rights.restrict}
      lead={restriction ? t.rights.restrictedSince(format.day(new Date(restriction.since))) : t.rights.restrictSays}
      id="restrict"
    >
      {restriction?.liftsAt && <p>{t.rights.liftsAt(format.day(new Date(restriction.liftsAt)))}</p>}
      {restriction ? (
        <div>
          <ActionButton does={liftRestriction} to={undefined} />
        </div>
      ) : (
        <Restricting switches={switches} />
      )}
    </Part>
  )
}

/** By the form, which knows people by their address: the desk's own list of people is that of customers. */
function RequestsOfStaff() {
  const { language } = useLanguage()
  const t = useWords(rightsWords)
  return (
    <Part title={t.rights.requests} lead={t.rights.requestsOfStaff} id="requests">
      <div className="line">
        <a href={language === 'de' ? '/datenschutz/anfrage' : '/privacy/request'}>{t.rights.toForm}</a>
      </div>
    </Part>
  )
}

function Requests() {
  const t = useWords(rightsWords)
  const format = useFormats()
  const asked = useQuery(ownRequests)
  const [asking, { toggle, close }] = useDisclosure()
  return (
    <Part
      title={t.rights.requests}
      lead={t.rights.requestsSay}
      id="requests"
      side={
        <Button
          variant="default"
          size="sm"
          leftSection={<IconWriting size={18} stroke={1.75} aria-hidden />}
          aria-expanded={asking}
          onClick={toggle}
        >
          {t.rights.ask}
        </Button>
      }
    >
      {asking && <Asking done={close} />}
      <Answered to={asked} rows={1} height={60}>
        {({ items }) => (
          <Rows of={items} label={t.rights.requests} none={t.rights.noRequests}>
            {one => (
              <Row
                title={one.says ?? (one.right ? t.rights.which[one.right] : t.rights.requests)}
                under={
                  <>
                    {one.state === 'open'
                      ? t.rights.due(format.calendarDay(one.lastDay))
                      : `${t.rights.states[one.state]} ${one.answer ?? ''}`}
                    {one.extendedBecause && (
                      <span className="block">
                        {t.rights.extended} {one.extendedBecause}
                      </span>
                    )}
                  </>
                }
              >
                {one.state === 'open' && <ActionButton does={withdrawRequest} to={one.id} look="subtle" />}
              </Row>
            )}
          </Rows>
        )}
      </Answered>
    </Part>
  )
}
