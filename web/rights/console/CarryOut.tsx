import { useQuery } from '@tanstack/react-query'
import { createElement } from 'react'
import { answer, api } from '../../client.ts'
import { actionsIn } from '../../parts/action.ts'
import { usePerform } from '../../parts/Acting.tsx'
import type { Answers } from '../../parts/asked.ts'
import { Form } from '../../parts/Form.tsx'
import { Answered } from '../../parts/states.tsx'
import { Erasing } from './Erasing.tsx'
import { freshCode, withStepUp } from '../../console/parts/StepUp.tsx'
import { deskChoices, type CarriedOut, type Deed, type DeskChoices } from './queries.ts'
import { type WordsOf, useWords } from '../../locales/words.tsx'
import { rightsConsoleWords } from './words/index.ts'

const action = actionsIn(rightsConsoleWords)

interface Doing {
  request: string
  name: string
  done: (outcome: CarriedOut) => Promise<void>
}

/**
 * Nothing brings it back, and one click is soon done: it names the person and what goes, and asks for the code however
 * fresh the last one is.
 */
const erase = action<Doing>({
  label: t => t.requests.whats.erase,
  danger: true,
  asks: (t, { request, name }) => ({
    title: t.requests.eraseTitle(name),
    says: createElement(Erasing, { request }),
    yes: t.requests.eraseYes,
  }),
  async run({ request, done }, { say }) {
    await freshCode(say)
    await done(
      await answer(
        api.POST('/api/desk/requests/{id}/carry-out', { params: { path: { id: request } }, body: { what: 'erase' } }),
      ),
    )
  },
})

/** What a letter asked for, done under the own name: the server says what there is for this person. */
export function CarryOut({ request, name, done }: Doing) {
  const asked = useQuery(deskChoices(request))
  return (
    <Answered to={asked} rows={1} height={120}>
      {choices => <Chosen request={request} name={name} choices={choices} done={done} />}
    </Answered>
  )
}

function Chosen({ request, name, choices, done }: Doing & { choices: DeskChoices }) {
  const perform = usePerform()
  const { requests: t } = useWords(rightsConsoleWords)
  const deeds = deedsFor(choices, t)
  const send = async ({ what = '', corrected = '' }: Answers) => {
    const deed = deeds.find(({ label }) => label === what)?.deed
    if (!deed) return
    if (deed.what === 'erase') return perform(erase, { request, name, done })
    const body = deed.fields
      ? { ...deed, fields: Object.fromEntries(Object.keys(deed.fields).map(name => [name, corrected])) }
      : deed
    await done(
      await withStepUp(() =>
        answer(api.POST('/api/desk/requests/{id}/carry-out', { params: { path: { id: request } }, body })),
      ),
    )
  }
  return (
    <Form
      wide
      submit={t.deedDo.carryOut}
      send={send}
      sections={[
        {
          asks: [
            {
              name: 'what',
              label: t.what,
              kind: 'choice',
              required: true,
              choices: deeds.map(({ label }) => ({ value: label, label })),
            },
            {
              name: 'corrected',
              label: t.corrected,
              kind: 'text',
              required: false,
              autocomplete: 'off',
              only: ({ what }) => deeds.some(({ label, deed }) => label === what && deed.what === 'correct'),
            },
          ],
        },
      ]}
    />
  )
}

type Says = WordsOf<typeof rightsConsoleWords>['requests']

/** Each deed with what it is called; of a correction the new words are still to come. */
function deedsFor(
  { consents, objections, fields, restricted }: DeskChoices,
  t: Says,
): readonly { readonly label: string; readonly deed: Deed }[] {
  const grounds = Object.entries(t.grounds) as [keyof Says['grounds'], string][] // as: the keys of a dictionary are known
  return [
    { label: t.whats.copy, deed: { what: 'copy' } },
    { label: t.whats.print, deed: { what: 'print' } },
    { label: t.whats.portable, deed: { what: 'portable' } },
    ...fields.map(({ name, label }) => ({
      label: `${t.whats.correct}: ${label}`,
      deed: { what: 'correct' as const, fields: { [name]: '' } },
    })),
    ...(consents.length > 1 ? [{ label: t.whats.withdrawAll, deed: { what: 'withdraw' as const } }] : []),
    ...consents.map(({ purpose, recipient, channel, title }) => ({
      label: `${t.whats.withdraw}: ${title}`,
      deed: { what: 'withdraw' as const, purpose, ...(recipient && { recipient }), ...(channel && { channel }) },
    })),
    ...(objections.length > 1 ? [{ label: t.whats.objectAll, deed: { what: 'object' as const } }] : []),
    ...objections
      .filter(({ stops }) => !stops)
      .map(({ activity, title }) => ({
        label: `${t.whats.object}: ${title}`,
        deed: { what: 'object' as const, activity },
      })),
    ...(restricted
      ? []
      : grounds.map(([ground, label]) => ({
          label: `${t.whats.restrict}: ${label}`,
          deed: { what: 'restrict' as const, ground },
        }))),
    { label: t.whats.erase, deed: { what: 'erase' } },
  ]
}
