import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { answer, api } from '../client.ts'
import type { Answers, FieldRules } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { AuthLayout } from '../parts/AuthLayout.tsx'
import { Failed, Note } from '../parts/states.tsx'
import { type Problem, problemIn } from '../problem.ts'
import { whoIsThis } from '../queries.ts'
import { arrive } from './arriving.ts'
import { useToken } from './token.ts'
import { useWords } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

const toSignIn = (label: string) => (
  <Button component={Link} to="/sign-in" fullWidth>
    {label}
  </Button>
)

/**
 * A link without its token, cut off by a mail gateway or loaded again: the code of the letter opens the page as well.
 */
function Cut() {
  const { form, links: t } = useWords(identityWords)
  const navigate = useNavigate()
  const open = async ({ mail = '', code = '' }) => {
    const { page, token } = await answer(api.POST('/api/links/code', { body: { mail, code } }))
    await navigate(`/${page}#${token}`, { replace: true })
  }
  return (
    <>
      <Note kind="care" title={t.cut}>
        <p>{t.cutSays}</p>
      </Note>
      <Form
        sections={[
          {
            asks: [
              {
                name: 'mail',
                label: form.mail,
                kind: 'email',
                required: true,
                autocomplete: 'username',
                why: t.cutMail,
              },
              {
                name: 'code',
                label: t.code,
                kind: 'serial',
                required: true,
                autocomplete: 'one-time-code',
                why: t.codeWhy,
              },
            ],
          },
        ]}
        submit={t.codeDo}
        send={open}
      />
    </>
  )
}

/**
 * What a link from a mail does, at the press of a button: programs that look into mails open their links,
 * and must not confirm in a person's name.
 */
function usePress<T>(token: string, does: (token: string) => Promise<T>) {
  const [done, setDone] = useState<T>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    setDone(undefined)
    setProblem(undefined)
  }, [token])
  async function press() {
    setBusy(true)
    await does(token).then(setDone, thrown => setProblem(problemIn(thrown)))
    setBusy(false)
  }
  const button = (label: string) =>
    token ? (
      <div className="stack">
        {problem && <Failed problem={problem} />}
        {problem?.status !== 410 && (
          <Button fullWidth loading={busy} onClick={press}>
            {label}
          </Button>
        )}
      </div>
    ) : (
      <Cut />
    )
  return { done, button }
}

export function ConfirmRegistration() {
  const t = useWords(identityWords)
  const token = useToken()
  const queries = useQueryClient()
  const [number, setNumber] = useState<string>()
  // Loaded again after it was confirmed, the page has no token any more: whoever is signed in has nothing to confirm.
  const open = useQuery({ ...whoIsThis, enabled: token === '' }).data
  useEffect(() => setNumber(undefined), [token])
  const confirm = async ({ password = '' }) => {
    const { customerNumber } = await answer(api.POST('/api/registrations/confirm', { body: { token, password } }))
    await arrive(queries)
    setNumber(customerNumber)
  }
  if (number === undefined && !token && open?.kind === 'customer')
    return (
      <AuthLayout key="open" title={t.links.isOpen} lead={t.links.confirmedSays}>
        <Button component={Link} to="/home" fullWidth>
          {t.links.toHome}
        </Button>
      </AuthLayout>
    )
  if (number === undefined) {
    return (
      <AuthLayout title={t.links.confirm} lead={t.links.confirmLead}>
        {token ? (
          <Form
            sections={[
              {
                asks: [
                  {
                    name: 'password',
                    label: t.form.password,
                    kind: 'password',
                    required: true,
                    why: t.links.confirmPassword,
                  },
                ],
              },
            ]}
            submit={t.links.confirmDo}
            send={confirm}
          />
        ) : (
          <Cut />
        )}
        <p className="auth-ways">
          <Link to="/sign-in">{t.links.toSignIn}</Link> · <Link to="/register">{t.signIn.register}</Link>
        </p>
      </AuthLayout>
    )
  }
  return (
    <AuthLayout key="done" title={t.links.confirmed} lead={t.links.confirmedSays}>
      <dl className="auth-number">
        <dt>{t.account.customerNumber}</dt>
        <dd className="figures">{number}</dd>
      </dl>
      <Button component={Link} to="/" fullWidth>
        {t.links.toHome}
      </Button>
    </AuthLayout>
  )
}

export function ConfirmMail() {
  const t = useWords(identityWords)
  const queries = useQueryClient()
  const token = useToken()
  const asked = useQuery({
    queryKey: ['asked-mail', token],
    queryFn: () => answer(api.POST('/api/account/mail/look', { body: { token } })),
    enabled: token !== '',
    retry: false,
    gcTime: 0,
  })
  const { done, button } = usePress(token, async token => {
    const done = await answer(api.POST('/api/account/mail/confirm', { body: { token } }))
    await queries.invalidateQueries(whoIsThis)
    return done
  })
  if (!done) {
    return (
      <AuthLayout title={t.links.mail} lead={t.links.mailLead}>
        {token && asked.data && (
          <dl className="auth-number auth-mail">
            <dt>{t.links.mailAsked}</dt>
            <dd>{asked.data.mail}</dd>
          </dl>
        )}
        {token && asked.isError ? (
          <Failed problem={problemIn(asked.error)} />
        ) : (
          (!token || asked.data) && button(t.links.mailDo)
        )}
        {asked.data?.side === 'old' && <p className="quiet">{t.links.mailNotMine}</p>}
      </AuthLayout>
    )
  }
  return done.confirmed === 'both' ? (
    <AuthLayout key="both" title={t.links.mailBoth} lead={t.links.mailBothSays}>
      {toSignIn(t.links.goOn)}
    </AuthLayout>
  ) : (
    <AuthLayout key="one" title={t.links.mailOne} lead={t.links.mailOneSays}>
      {null}
    </AuthLayout>
  )
}

export function Forgot() {
  const t = useWords(identityWords)
  const [sentTo, setSentTo] = useState<string>()
  if (sentTo) {
    return (
      <AuthLayout title={t.links.forgotSent} lead={t.links.forgotSentTo(sentTo)}>
        <p className="quiet">{t.links.forgotNoMail}</p>
        {toSignIn(t.links.toSignIn)}
      </AuthLayout>
    )
  }
  const ask = ({ mail = '' }) =>
    answer(api.POST('/api/password-resets', { body: { mail } })).then(() => setSentTo(mail))
  return (
    <AuthLayout title={t.links.forgot} lead={t.links.forgotLead}>
      <Form
        sections={[
          { asks: [{ name: 'mail', label: t.form.mail, kind: 'email', required: true, autocomplete: 'username' }] },
        ]}
        submit={t.links.forgotDo}
        send={ask}
      />
      <p className="auth-ways">
        <Link to="/sign-in">{t.links.toSignIn}</Link>
      </p>
    </AuthLayout>
  )
}

interface Choosing {
  token: string
  words: { title: string; lead: string; submit: string; done: string; says: string }
  send: (answers: Answers) => Promise<unknown>
  children?: ReactNode
}

/** A new password by a link: after forgetting the old one, or for an account that somebody else opened. */
function Choosing({ token, words, send, children }: Choosing) {
  const t = useWords(identityWords)
  const [chosen, setChosen] = useState(false)
  useEffect(() => setChosen(false), [token])
  const asks: FieldRules = {
    name: 'password',
    label: t.form.newPassword,
    kind: 'password',
    required: true,
    fresh: true,
  }
  if (chosen)
    return (
      <AuthLayout key="done" title={words.done} lead={words.says}>
        {toSignIn(t.links.nowSignIn)}
      </AuthLayout>
    )
  return (
    <AuthLayout title={words.title} lead={words.lead}>
      {token ? (
        <Form
          sections={[{ asks: [asks] }]}
          submit={words.submit}
          send={answers => send(answers).then(() => setChosen(true))}
        />
      ) : (
        <Cut />
      )}
      {children}
    </AuthLayout>
  )
}

export function Reset() {
  const { links: t } = useWords(identityWords)
  const token = useToken()
  return (
    <Choosing
      token={token}
      words={{ title: t.reset, lead: t.resetLead, submit: t.resetDo, done: t.resetDone, says: t.resetSays }}
      send={({ password = '' }) => answer(api.POST('/api/password-resets/redeem', { body: { token, password } }))}
    >
      <p className="auth-ways">
        <Link to="/forgot">{t.newLink}</Link>
      </p>
    </Choosing>
  )
}

export function Activate() {
  const { links: t } = useWords(identityWords)
  const token = useToken()
  return (
    <Choosing
      token={token}
      words={{
        title: t.activate,
        lead: t.activateLead,
        submit: t.activateDo,
        done: t.activated,
        says: t.activatedSays,
      }}
      send={({ password = '' }) => answer(api.POST('/api/activations', { body: { token, password } }))}
    />
  )
}
