import { Checkbox } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { answer, api } from '../client.ts'
import { Form } from '../parts/Form.tsx'
import { useTurn } from '../parts/Preferences.tsx'
import { AuthLayout } from '../parts/AuthLayout.tsx'
import { Note } from '../parts/states.tsx'
import { useSite } from '../queries.ts'
import { statementStanding } from '../statements/queries.ts'
import { arrive } from './arriving.ts'
import { wayBack } from './back.ts'
import { forgetPerson } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

export function SignIn() {
  const t = useWords(identityWords)
  const turn = useTurn()
  const { search, state } = useLocation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const open = useSite().data?.registration.open ?? false
  const [stay, setStay] = useState(false)
  const [refused, setRefused] = useState(!navigator.cookieEnabled)

  const left = state?.left as true | 'elsewhere' | 'ended' | undefined // as: set by the sign-out and by the guard
  useEffect(() => {
    if (left === true) forgetPerson(queries)
  }, [left, queries])

  async function signIn({ mail = '', password = '' }) {
    const account = await answer(api.POST('/api/sign-in', { body: { mail, password, stay } }))
    // The answer may be right and the cookie gone nevertheless: the next question would go out without a session.
    const held = await arrive(queries)
    if (!held) return setRefused(true)
    // What has changed in the statement comes first, so it is known before anything is shown.
    if (held.kind === 'customer' && held.secondFactor !== 'to give') await queries.prefetchQuery(statementStanding)
    await turn(account.language, false)
    await navigate(wayBack(search), { replace: true })
  }

  return (
    <AuthLayout title={t.signIn.title} lead={search.includes('back=') ? t.signIn.leadBack : t.signIn.lead}>
      {left && (
        <Note
          kind={left === 'ended' ? 'care' : 'good'}
          title={left === true ? t.signIn.left : left === 'ended' ? t.signIn.ended : t.signIn.leftElsewhere}
          alert
        />
      )}
      {refused && (
        <Note kind="care" title={t.signIn.noCookies} alert>
          <p>{t.signIn.noCookiesSays}</p>
          <p>{t.signIn.noCookiesHelps}</p>
        </Note>
      )}
      <Form
        sections={[
          {
            asks: [
              { name: 'mail', label: t.form.mail, kind: 'email', required: true, autocomplete: 'username' },
              { name: 'password', label: t.form.password, kind: 'password', required: true },
            ],
          },
        ]}
        before={
          <div className="line-apart">
            <Checkbox
              label={t.signIn.stay}
              description={t.signIn.staySays}
              checked={stay}
              onChange={event => setStay(event.currentTarget.checked)}
            />
          </div>
        }
        submit={t.signIn.do}
        send={signIn}
      />
      <div className="stack auth-ways">
        <Link to="/forgot">{t.signIn.forgot}</Link>
        {open && (
          <p>
            {t.signIn.noAccount} <Link to="/register">{t.signIn.register}</Link>
          </p>
        )}
      </div>
    </AuthLayout>
  )
}
