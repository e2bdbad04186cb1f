import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { answer, api } from '../client.ts'
import type { Answers } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { AuthLayout } from '../parts/AuthLayout.tsx'
import { Answered, Note } from '../parts/states.tsx'
import { useSite } from '../queries.ts'
import { arrive } from './arriving.ts'
import { arranged } from './fields.ts'
import { useWords, useLanguage } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

export function Register() {
  const { language } = useLanguage()
  const t = useWords(identityWords)
  const site = useSite()
  const [sent, setSent] = useState<{ mail: string; password: string }>()
  if (sent) return <Sent {...sent} again={() => setSent(undefined)} />

  async function register(answers: Answers) {
    // What was left empty is not sent: voluntary means that nothing has to be said (home/2.3-d).
    const given = Object.fromEntries(Object.entries(answers).filter(([, said]) => said))
    // as: which fields there are the statement decides, and the form was made from it; the server checks each.
    await answer(api.POST('/api/registrations', { body: { ...given, language } as never }))
    setSent({ mail: answers['mail'] ?? '', password: answers['password'] ?? '' })
  }

  return (
    <AuthLayout title={t.register.title} lead={t.register.lead} wide>
      <Answered to={site} rows={6}>
        {({ registration }) =>
          registration.open ? (
            <Form
              wide
              sections={arranged(registration.fields, t)}
              submit={t.register.do}
              send={register}
              before={
                <p className="quiet small">
                  {t.register.statement}{' '}
                  <a href={language === 'de' ? '/datenschutz' : '/privacy'}>{t.shell.statement}</a>
                </p>
              }
            />
          ) : (
            <Note kind="care" title={t.register.closed}>
              <p>{t.register.closedSays}</p>
            </Note>
          )
        }
      </Answered>
      <p className="auth-ways">
        {t.register.known} <Link to="/sign-in">{t.signIn.do}</Link>
      </p>
    </AuthLayout>
  )
}

/** The same whether or not the address was known here: nobody learns from it who has an account. */
function Sent({ mail, password, again }: { mail: string; password: string; again: () => void }) {
  const t = useWords(identityWords)
  const queries = useQueryClient()
  const navigate = useNavigate()
  /** This page knows the password still: with the code of the letter the account is open. */
  async function confirm({ code = '' }: Answers) {
    const { token } = await answer(api.POST('/api/links/code', { body: { mail, code } }))
    await answer(api.POST('/api/registrations/confirm', { body: { token, password } }))
    await arrive(queries)
    await navigate('/', { replace: true })
  }
  return (
    <AuthLayout title={t.register.sent} lead={t.register.sentTo(mail)}>
      <ol className="auth-next">
        {t.register.next.map(step => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Form
        look="default"
        sections={[
          {
            asks: [
              {
                name: 'code',
                label: t.register.code,
                kind: 'serial',
                required: true,
                autocomplete: 'one-time-code',
                why: t.register.codeWhy,
              },
            ],
          },
        ]}
        submit={t.links.confirmDo}
        send={confirm}
      />
      <p className="quiet">
        {t.register.noMail}{' '}
        <button type="button" className="linklike" onClick={again}>
          {t.register.again}
        </button>
      </p>
    </AuthLayout>
  )
}
