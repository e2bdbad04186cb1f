import { SegmentedControl } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { answer, api } from '../client.ts'
import type { Answers } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { names, useSpeak } from '../parts/Preferences.tsx'
import { Part, Screen } from '../parts/Screen.tsx'
import { Answered, Note } from '../parts/states.tsx'
import { sayDone } from '../parts/toasts.ts'
import { type Account as Held, useFormats, useSite, whoIsThis } from '../queries.ts'
import { type Language, languages } from '../locales/language.ts'
import { useAccount } from './account.ts'
import { arranged, correctable } from './fields.ts'
import { NewPassword } from './NewPassword.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { useWords, useLanguage } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

export function Account() {
  const t = useWords(identityWords)
  const account = useAccount()
  const { day } = useFormats()
  return (
    <Screen title={t.account.title} lead={t.account.lead} narrow>
      <div className="card account-number">
        <dl>
          <div>
            <dt className="quiet small">{t.account.customerNumber}</dt>
            <dd className="figures strong">{account.customerNumber}</dd>
          </div>
          <div>
            <dt className="quiet small">{t.account.since}</dt>
            <dd>{day(account.createdAt)}</dd>
          </div>
        </dl>
        <Link to="/sessions">{t.account.toSessions}</Link>
      </div>
      <Person account={account} />
      <Mail account={account} />
      <NewPassword />
      {account.may.includes('second-factor') && <SecondFactor account={account} />}
      <Tongue />
      <Part title={t.account.leave} lead={t.account.leaveSays}>
        <div>
          <Link to="/my-data#delete">{t.account.toLeave}</Link>
        </div>
      </Part>
    </Screen>
  )
}

function Person({ account }: { account: Held }) {
  const t = useWords(identityWords)
  const site = useSite()
  const queries = useQueryClient()
  async function correct(fields: Answers) {
    queries.setQueryData(whoIsThis.queryKey, await answer(api.PATCH('/api/account', { body: { fields } })))
    sayDone(t.account.corrected, t)
  }
  return (
    <Part title={t.account.person} lead={t.account.personSays}>
      <Answered to={site}>
        {({ registration }) => (
          <Form
            wide
            sections={arranged(correctable(registration.fields), t)}
            values={account.fields}
            submit={t.common.save}
            send={correct}
          />
        )}
      </Answered>
    </Part>
  )
}

function Mail({ account }: { account: Held }) {
  const t = useWords(identityWords)
  const queries = useQueryClient()
  const [round, again] = useState(0)
  async function change({ mail = '', password = '' }) {
    await answer(api.POST('/api/account/mail', { body: { mail, password } }))
    await queries.invalidateQueries(whoIsThis)
    again(round + 1)
  }
  return (
    <Part
      title={t.account.mail}
      lead={
        <>
          {t.account.mailNow} <strong>{account.mail}</strong>. {t.account.mailSays}
        </>
      }
    >
      {account.pendingMail && (
        <Note kind="care" title={t.account.mailPending(account.pendingMail)}>
          <p>{t.account.mailPendingSays}</p>
        </Note>
      )}
      <Form
        key={round}
        look="default"
        submit={t.account.mailDo}
        send={change}
        sections={[
          {
            asks: [
              { name: 'mail', label: t.account.mailNew, kind: 'email', required: true },
              {
                name: 'password',
                label: t.form.password,
                kind: 'password',
                required: true,
                why: t.account.mailPassword,
              },
            ],
          },
        ]}
      />
    </Part>
  )
}

function Tongue() {
  const { language } = useLanguage()
  const t = useWords(identityWords)
  const speak = useSpeak()
  return (
    <Part title={t.account.language} lead={t.account.languageSays}>
      <div>
        <SegmentedControl
          aria-label={t.account.language}
          value={language}
          onChange={next => speak(next as Language)} // as: one of the values below
          data={languages.map(each => ({ value: each, label: <span lang={each}>{names[each]}</span> }))}
        />
      </div>
    </Part>
  )
}
