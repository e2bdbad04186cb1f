import { Checkbox } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../../client.ts'
import type { Answers } from '../../parts/asked.ts'
import { Form } from '../../parts/Form.tsx'
import { Part } from '../../parts/Screen.tsx'
import { Answered } from '../../parts/states.tsx'
import { sayDone } from '../../parts/toasts.ts'
import { Problem } from '../../problem.ts'
import { useFormats } from '../../queries.ts'
import { askable, authorityRequests, type AskableTable } from './queries.ts'
import { atSilence, silence, silentIn } from './silence.ts'
import { useWords } from '../../locales/words.tsx'
import { disclosuresConsoleWords } from './words/index.ts'
import { consoleWords } from '../../console/words/index.ts'

const grounds = ['StPO 95', 'StPO 100j', 'TDDDG 21', 'TDDDG 22', 'AO 93', 'court order', 'other law'] as const

/** What an authority asks for, each detail by name. Nothing is handed out by this. */
export function RecordAuthority({ done }: { done: () => void }) {
  const t = useWords(disclosuresConsoleWords)
  const { customerNumber } = useWords(consoleWords)
  const words = t.disclosures
  const queries = useQueryClient()
  const { timeZone } = useFormats()
  const tables = useQuery(askable)
  const [chosen, choose] = useState<readonly string[]>([])

  async function record(answers: Answers) {
    const { authority = '', fileNumber = '', ground = '', customerNumber = '', because = '' } = answers
    const given = grounds.find(one => one === ground)
    if (!chosen.length || !given) throw new Problem({ id: 'wrong-input', title: words.fieldsMissing })
    await answer(
      api.POST('/api/desk/disclosures', {
        body: {
          customerNumber,
          authority,
          fileNumber,
          ground: given,
          because,
          fields: [...chosen],
          ...silentIn(answers, timeZone),
        },
      }),
    ).catch(atSilence)
    done()
    await queries.invalidateQueries(authorityRequests)
    sayDone(words.recorded, t)
  }

  return (
    <Part title={words.record} lead={words.recordSays}>
      <Form
        wide
        submit={words.recordDo}
        send={record}
        before={
          <Answered to={tables}>{({ items }) => <Choosing tables={items} chosen={chosen} choose={choose} />}</Answered>
        }
        sections={[
          {
            title: words.whoAsks,
            asks: [
              {
                name: 'authority',
                label: words.authority,
                kind: 'text',
                required: true,
                share: 'half',
                autocomplete: 'off',
              },
              {
                name: 'fileNumber',
                label: words.fileNumber,
                kind: 'text',
                required: true,
                share: 'half',
                autocomplete: 'off',
              },
              {
                name: 'ground',
                label: words.ground,
                kind: 'choice',
                required: true,
                share: 'half',
                choices: grounds.map(value => ({ value, label: words.grounds[value] })),
              },
              {
                name: 'customerNumber',
                label: customerNumber,
                kind: 'text',
                required: true,
                share: 'half',
                autocomplete: 'off',
                why: words.customerWhy,
              },
              { name: 'because', label: words.because, kind: 'long', required: true, why: words.becauseWhy },
            ],
          },
          silence(t, words.silenceSays),
        ]}
      />
    </Part>
  )
}

function Choosing({
  tables,
  chosen,
  choose,
}: {
  tables: readonly AskableTable[]
  chosen: readonly string[]
  choose: (fields: readonly string[]) => void
}) {
  const { disclosures: t } = useWords(disclosuresConsoleWords)
  return (
    <fieldset className="form-section">
      <legend>{t.whatFields}</legend>
      <p className="quiet form-lead">{t.whatFieldsSay}</p>
      <div className="askable">
        {tables.map(({ table, title, fields }) => {
          const its = fields.filter(({ field }) => chosen.includes(field)).length
          return (
            <details key={table} className="askable-table">
              <summary>
                <span>{title}</span>{' '}
                <span className={its ? 'pill pill-good' : 'pill pill-plain'}>{t.chosen(its, fields.length)}</span>
              </summary>
              <div className="askable-fields">
                {fields.map(({ field, label }) => (
                  <Checkbox
                    key={field}
                    label={label}
                    checked={chosen.includes(field)}
                    onChange={event =>
                      choose(event.currentTarget.checked ? [...chosen, field] : chosen.filter(one => one !== field))
                    }
                  />
                ))}
              </div>
            </details>
          )
        })}
      </div>
    </fieldset>
  )
}
