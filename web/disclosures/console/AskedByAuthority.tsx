import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBuildingBank, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { answer, api } from '../../client.ts'
import { ActionButton } from '../../parts/Act.tsx'
import { actionsIn } from '../../parts/action.ts'
import { Row } from '../../parts/Rows.tsx'
import { save } from '../../parts/save.ts'
import { Note } from '../../parts/states.tsx'
import { useFormats } from '../../queries.ts'
import { withStepUp } from '../../console/parts/StepUp.tsx'
import { askable, authorityRequests, type AuthorityRequest } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { Decide, Facts, NeedsAnother } from './two-persons.tsx'
import { disclosuresConsoleWords } from './words/index.ts'

const action = actionsIn(disclosuresConsoleWords)

/** The approved details as a file, once: it is kept by the browser, not by this page. */
const handOut = action<AuthorityRequest>({
  label: t => t.disclosures.handOut,
  icon: IconDownload,
  offered: ({ mayFetch }) => mayFetch,
  asks: (t, { authority }) => ({
    title: t.disclosures.handOutTitle(authority),
    says: t.disclosures.handOutSays,
    yes: t.disclosures.handOut,
  }),
  async run({ id, fileNumber }, { queries }) {
    const file = await withStepUp(() =>
      answer<Blob>(api.POST('/api/desk/disclosures/{id}/package', { params: { path: { id } }, parseAs: 'blob' })),
    )
    save(`${fileNumber.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.json`, file)
    await queries.invalidateQueries(authorityRequests)
  },
  done: t => t.disclosures.handedOut,
})

type Standing = 'waits' | 'approved' | 'refused' | 'handedOut'
const standingOf = ({ decision, fetchedAt }: AuthorityRequest): Standing =>
  fetchedAt ? 'handedOut' : (decision ?? 'waits')
const tones: Record<Standing, string> = {
  waits: 'pill-care',
  approved: 'pill-good',
  refused: 'pill-bad',
  handedOut: 'pill-plain',
}

/** One request of an authority, from the letter to the file. */
export function AskedByAuthority({ request }: { request: AuthorityRequest }) {
  const { disclosures: t } = useWords(disclosuresConsoleWords)
  const format = useFormats()
  const [open, { toggle }] = useDisclosure()
  const standing = standingOf(request)
  return (
    <>
      <Row
        icon={IconBuildingBank}
        title={request.authority}
        under={
          <>
            <span className="colleague-mail">{[request.fileNumber, t.grounds[request.ground]].join(' · ')}</span>
            {t.recordedOn(format.day(request.recordedAt))}
          </>
        }
      >
        <span className={`pill ${tones[standing]}`}>{t.standings[standing]}</span>
        <ActionButton does={handOut} to={request} look="filled" />
        <Button size="sm" variant="default" aria-expanded={open} onClick={toggle}>
          {request.mayDecide ? t.examine : t.look}
          <span className="unseen">
            {' '}
            {request.authority}, {request.fileNumber}
          </span>
        </Button>
      </Row>
      {open && <Examined request={request} />}
    </>
  )
}

function Examined({ request }: { request: AuthorityRequest }) {
  const { disclosures: t } = useWords(disclosuresConsoleWords)
  const format = useFormats()
  const by = (you: boolean) => (you ? t.byYou : t.byAnother)
  const facts: readonly (readonly [string, string | null])[] = [
    [t.recordedAt, `${format.moment(request.recordedAt)}, ${by(request.recordedByYou)}`],
    [t.silentUntil, request.silentUntil && `${format.day(request.silentUntil)} (${request.silentBecause})`],
    [t.decidedAt, request.decidedAt && `${format.moment(request.decidedAt)}, ${by(request.decidedByYou)}`],
    [t.reason, request.reason],
    [t.fetchedAt, request.fetchedAt && format.moment(request.fetchedAt)],
  ]
  return (
    <div className="change-roles stack">
      <p className="strong">{t.because}</p>
      <blockquote className="quote">{request.because}</blockquote>
      <p className="strong">{t.fields}</p>
      <Fields of={request.fields} />
      <Facts of={facts} />
      {request.mayDecide && (
        <Decide
          kind={request.kind}
          lead={t.decisionSays}
          numberWhy={t.numberAgain}
          changes={authorityRequests.queryKey}
          send={body =>
            answer(api.POST('/api/desk/disclosures/{id}/decision', { params: { path: { id: request.id } }, body }))
          }
        />
      )}
      {request.decision === null && !request.mayDecide && (
        <NeedsAnother says={request.notIndependent ? t.notIndependentSays : t.needsAnotherSays} />
      )}
      {request.decision === 'approved' && !request.fetchedAt && !request.mayFetch && (
        <Note kind="good" title={t.needsFirst}>
          <p>{t.needsFirstSays}</p>
        </Note>
      )}
    </div>
  )
}

/** In the words of the forms; a detail whose table is no longer stated stays as it was recorded. */
function Fields({ of }: { of: readonly string[] }) {
  const tables = useQuery(askable).data?.items ?? []
  const all = new Map(
    tables.flatMap(({ title, fields }) => fields.map(({ field, label }) => [field, `${title}: ${label}`] as const)),
  )
  return (
    <ul className="ticked">
      {of.map(field => (
        <li key={field}>{all.get(field) ?? field}</li>
      ))}
    </ul>
  )
}
