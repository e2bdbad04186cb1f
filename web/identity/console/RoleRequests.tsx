import { IconUserCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { answer, api } from '../../client.ts'
import { ActionButton } from '../../parts/Act.tsx'
import { actionsIn } from '../../parts/action.ts'
import { Pages, Row, Rows } from '../../parts/Rows.tsx'
import { Part } from '../../parts/Screen.tsx'
import { useFormats } from '../../queries.ts'
import { withStepUp } from '../../console/parts/StepUp.tsx'
import { allColleagues, roleRequests, type RoleRequest } from './queries.ts'
import { type WordsOf, useWords } from '../../locales/words.tsx'
import { identityConsoleWords } from './words/index.ts'

const action = actionsIn(identityConsoleWords)

const again = { queryKey: roleRequests.queryKey }

/** With the address, because people choose their own names. */
const namedIn = (t: WordsOf<typeof identityConsoleWords>, one: RoleRequest['askedBy']): string =>
  one ? t.colleagues.person(one.name, one.mail) : t.colleagues.somebodyGone

const approve = action<RoleRequest>({
  label: t => t.colleagues.approve,
  offered: ({ may }) => may.includes('approve'),
  asks: (t, request) => ({
    title: t.colleagues.approveTitle(namedIn(t, request.colleague)),
    says: t.colleagues.approveSays(request.roles.map(role => t.roles[role]).join(', '), namedIn(t, request.askedBy)),
    yes: t.colleagues.approve,
  }),
  async run({ id }, { queries }) {
    await withStepUp(() => answer(api.POST('/api/staff/role-requests/{id}/approval', { params: { path: { id } } })))
    await Promise.all([
      queries.invalidateQueries(again),
      queries.invalidateQueries({ queryKey: allColleagues.queryKey }),
    ])
  },
  done: t => t.colleagues.approved,
})

const cancel = action<RoleRequest>({
  label: t => t.colleagues.endRequest,
  danger: true,
  offered: ({ may }) => may.includes('cancel'),
  async run({ id }, { queries }) {
    await answer(api.POST('/api/staff/role-requests/{id}/cancellation', { params: { path: { id } } }))
    await queries.invalidateQueries(again)
  },
  done: t => t.colleagues.requestEnded,
})

const tones = { open: 'pill-care', approved: 'pill-good', granted: 'pill-plain', cancelled: 'pill-plain' }

/** Permissions that one administrator asked for and a second one approves; nothing where none was ever asked for. */
export function RoleRequests() {
  const { colleagues: words } = useWords(identityConsoleWords)
  const asked = useInfiniteQuery(roleRequests)
  if (!asked.data?.pages[0]?.items.length) return null
  return (
    <Part title={words.requests} lead={words.requestsSay} id="requests">
      <Pages of={asked}>
        {items => (
          <Rows of={items} label={words.requests} none="">
            {request => <Shown request={request} />}
          </Rows>
        )}
      </Pages>
    </Part>
  )
}

function Shown({ request }: { request: RoleRequest }) {
  const t = useWords(identityConsoleWords)
  const { colleagues: words, roles } = t
  const format = useFormats()
  const { colleague, state, askedBy, approvedBy, endedBy, because } = request
  return (
    <Row
      icon={IconUserCheck}
      title={
        <span className="line colleague-name">
          {`${colleague?.name ?? words.somebodyGone}: ${request.roles.map(role => roles[role]).join(', ')}`}
          <span className={`pill ${tones[state]}`}>{words.requestStates[state]}</span>
        </span>
      }
      under={
        <>
          {colleague && (
            <span className="block">
              {words.account(
                colleague.mail,
                format.day(colleague.since),
                colleague.openedBy && namedIn(t, colleague.openedBy),
              )}
            </span>
          )}
          <span className="block">{words.askedBy(namedIn(t, askedBy), format.moment(request.askedAt))}</span>
          {approvedBy && request.approvedAt && (
            <span className="block">{words.approvedBy(namedIn(t, approvedBy), format.moment(request.approvedAt))}</span>
          )}
          {request.endedAt ? (
            <span className="block">
              {words.endedOn(format.moment(request.endedAt), endedBy && namedIn(t, endedBy))}
            </span>
          ) : (
            <span className="block">{words.waitsUntil(format.moment(request.waitsUntil))}</span>
          )}
          {because && <span className="block">{words.whyNot[because]}</span>}
        </>
      }
    >
      <ActionButton does={approve} to={request} look="filled" />
      <ActionButton does={cancel} to={request} />
    </Row>
  )
}
