import { IconAddressBook } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'react-router'
import { answer, api } from '../../client.ts'
import { ActionButton } from '../../parts/Act.tsx'
import { Form } from '../../parts/Form.tsx'
import { Part, Screen } from '../../parts/Screen.tsx'
import { Note } from '../../parts/states.tsx'
import { useFormats, whoIsThis } from '../../queries.ts'
import { endCustomerSessions, resetCustomer } from './actions.ts'
import type { FoundCustomer } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { identityConsoleWords } from './words/index.ts'

/** One customer at a time, by the whole number or address, and never without a reason. */
export function Customers() {
  const { customers: t } = useWords(identityConsoleWords)
  const { state } = useLocation()
  const by: unknown = state?.by
  const [found, setFound] = useState<FoundCustomer | null>()
  const look = async ({ by = '', reason = '' }) =>
    setFound((await answer(api.POST('/api/staff/look-ups', { body: { by, reason } }))).customer)
  return (
    <Screen title={t.title} lead={t.lead} narrow>
      <section className="card" aria-label={t.title}>
        <Form
          key={typeof by === 'string' ? by : ''}
          values={{ by: typeof by === 'string' ? by : '' }}
          wide
          sections={[
            {
              asks: [
                { name: 'by', label: t.by, kind: 'text', required: true, share: 'half', autocomplete: 'off' },
                {
                  name: 'reason',
                  label: t.reason,
                  kind: 'text',
                  required: true,
                  share: 'half',
                  why: t.reasonWhy,
                  autocomplete: 'off',
                },
              ],
            },
          ]}
          submit={t.do}
          send={look}
        />
      </section>
      <div role="status" className="stack">
        {found === null && (
          <Note kind="care" title={t.none}>
            <p>{t.noneSays}</p>
          </Note>
        )}
        {found && <Found customer={found} />}
      </div>
    </Screen>
  )
}

function Found({ customer }: { customer: FoundCustomer }) {
  const { customers: t } = useWords(identityConsoleWords)
  const format = useFormats()
  const may = useQuery(whoIsThis).data?.may ?? []
  const facts: readonly (readonly [string, string | null])[] = [
    [t.number, customer.customerNumber],
    [t.mail, customer.mail],
    [t.phone, customer.phone],
    [t.address, customer.address.join('\n') || null],
    [t.language, t.languages[customer.language]],
    [t.since, customer.since ? format.day(customer.since) : t.notYet],
  ]
  return (
    <Part
      title={[customer.name || t.noName, customer.company].filter(Boolean).join(', ')}
      side={
        <span className="pill pill-plain">
          <IconAddressBook size={15} stroke={1.75} aria-hidden />
          {t.noted}
        </span>
      }
    >
      <dl className="facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="figures">{value}</dd>
            </div>
          ))}
      </dl>
      {may.includes('staff:administration') && (
        <div className="line">
          <ActionButton does={endCustomerSessions} to={customer} />
          <ActionButton does={resetCustomer} to={customer} />
        </div>
      )}
    </Part>
  )
}
