import { useQuery } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import type { Answers } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { Answered } from '../parts/states.tsx'
import { useWords } from '../locales/words.tsx'
import { withStepUp } from './StepUp.tsx'
import { deskChoices, type CarriedOut, type Deed, type DeskChoices } from './queries.ts'

interface Doing { request: string, done: (outcome: CarriedOut) => Promise<void> }

/** What a letter asked for, done under the own name: the server says what there is for this person. */
export function CarryOut({ request, done }: Doing) {
  const asked = useQuery(deskChoices(request))
  return <Answered to={asked} rows={1} height={120}>{choices => <Chosen request={request} choices={choices} done={done} />}</Answered>
}

function Chosen({ request, choices, done }: Doing & { choices: DeskChoices }) {
  const { console: { requests: t } } = useWords()
  const deeds = deedsFor(choices, t)
  const send = async ({ what = '', corrected = '' }: Answers) => {
    const deed = deeds.find(({ label }) => label === what)?.deed
    if (!deed) return
    const body = deed.fields ? { ...deed, fields: Object.fromEntries(Object.keys(deed.fields).map(name => [name, corrected])) } : deed
    await done(await withStepUp(() => answer(api.POST('/api/desk/requests/{id}/carry-out', { params: { path: { id: request } }, body }))))
  }
  return (
    <Form
      wide submit={t.deedDo.carryOut} send={send}
      sections={[{ asks: [
        { name: 'what', label: t.what, kind: 'choice', required: true, choices: deeds.map(({ label }) => ({ value: label, label })) },
        { name: 'corrected', label: t.corrected, kind: 'text', required: false, autocomplete: 'off', why: t.correctedWhy },
      ] }]}
    />
  )
}

type Says = ReturnType<typeof useWords>['console']['requests']

/** Each deed with what it is called; of a correction the new words are still to come. */
function deedsFor({ consents, objections, fields, restricted }: DeskChoices, t: Says): readonly { readonly label: string, readonly deed: Deed }[] {
  const grounds = Object.entries(t.grounds) as [keyof Says['grounds'], string][] // as: the keys of a dictionary are known
  return [
    { label: t.whats.copy, deed: { what: 'copy' } }, { label: t.whats.print, deed: { what: 'print' } }, { label: t.whats.portable, deed: { what: 'portable' } },
    ...fields.map(({ name, label }) => ({ label: `${t.whats.correct}: ${label}`, deed: { what: 'correct' as const, fields: { [name]: '' } } })),
    ...consents.length > 1 ? [{ label: t.whats.withdrawAll, deed: { what: 'withdraw' as const } }] : [],
    ...consents.map(({ purpose, recipient, channel, title }) => ({ label: `${t.whats.withdraw}: ${title}`, deed: { what: 'withdraw' as const, purpose, ...recipient && { recipient }, ...channel && { channel } } })),
    ...objections.length > 1 ? [{ label: t.whats.objectAll, deed: { what: 'object' as const } }] : [],
    ...objections.filter(({ stops }) => !stops).map(({ activity, title }) => ({ label: `${t.whats.object}: ${title}`, deed: { what: 'object' as const, activity } })),
    ...restricted ? [] : grounds.map(([ground, label]) => ({ label: `${t.whats.restrict}: ${label}`, deed: { what: 'restrict' as const, ground } })),
    { label: t.whats.erase, deed: { what: 'erase' } },
  ]
}
