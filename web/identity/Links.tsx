import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { answer, api } from '../client.ts'
import type { Answers, Asked } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { Porch } from '../parts/Porch.tsx'
import { Failed, Note } from '../parts/states.tsx'
import { type Problem, problemIn } from '../problem.ts'
import { whoIsThis } from '../questions.ts'
import { useWords } from '../words/words.tsx'
import { useToken } from './token.ts'

const toSignIn = (label: string) => <Button component={Link} to="/sign-in" fullWidth>{label}</Button>

/** A link without its token: cut off by a mail program, or loaded again. */
function Cut() {
  const t = useWords()
  return <Note kind="care" title={t.links.cut}><p>{t.links.cutSays}</p></Note>
}

/**
 * What a link from a mail does, at the press of a button: programs that look into mails open their links,
 * and must not confirm in a person's name.
 */
function Pressed<T>({ token, label, does, children }: { token: string, label: string, does: (token: string) => Promise<T>, children: (done: T) => React.ReactNode }) {
  const [done, setDone] = useState<{ is: T }>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  if (!token) return <Cut />
  if (done) return <div className="stack-wide" role="status">{children(done.is)}</div>
  async function press() {
    setBusy(true)
    await does(token).then(is => setDone({ is }), thrown => setProblem(problemIn(thrown)))
    setBusy(false)
  }
  return (
    <div className="stack">
      {problem && <Failed problem={problem} />}
      <Button fullWidth loading={busy} onClick={press}>{label}</Button>
    </div>
  )
}

export function ConfirmRegistration() {
  const t = useWords()
  const token = useToken()
  return (
    <Porch title={t.links.confirm} lead={t.links.confirmLead}>
      <Pressed token={token} label={t.links.confirmDo} does={token => answer(api.POST('/api/registrations/confirm', { body: { token } }))}>
        {({ customerNumber }) => (
          <>
            <Note kind="good" title={t.links.confirmed}><p>{t.links.confirmedSays}</p></Note>
            <dl className="porch-number"><dt>{t.account.customerNumber}</dt><dd className="figures">{customerNumber}</dd></dl>
            {toSignIn(t.links.nowSignIn)}
          </>
        )}
      </Pressed>
      <p className="porch-ways"><Link to="/sign-in">{t.links.toSignIn}</Link></p>
    </Porch>
  )
}

export function ConfirmMail() {
  const t = useWords()
  const token = useToken()
  const queries = useQueryClient()
  async function confirm(token: string) {
    const done = await answer(api.POST('/api/account/mail/confirm', { body: { token } }))
    await queries.invalidateQueries(whoIsThis)
    return done
  }
  return (
    <Porch title={t.links.mail} lead={t.links.mailLead}>
      <Pressed token={token} label={t.links.mailDo} does={confirm}>
        {({ confirmed }) => confirmed === 'both'
          ? <><Note kind="good" title={t.links.mailBoth}><p>{t.links.mailBothSays}</p></Note>{toSignIn(t.links.goOn)}</>
          : <Note kind="care" title={t.links.mailOne}><p>{t.links.mailOneSays}</p></Note>}
      </Pressed>
    </Porch>
  )
}

export function Forgot() {
  const t = useWords()
  const [sentTo, setSentTo] = useState<string>()
  if (sentTo) {
    return (
      <Porch title={t.links.forgotSent} lead={t.links.forgotSentTo(sentTo)}>
        <p className="quiet">{t.links.forgotNoMail}</p>
        {toSignIn(t.links.toSignIn)}
      </Porch>
    )
  }
  const ask = ({ mail = '' }) => answer(api.POST('/api/password-resets', { body: { mail } })).then(() => setSentTo(mail))
  return (
    <Porch title={t.links.forgot} lead={t.links.forgotLead}>
      <Form sections={[{ asks: [{ name: 'mail', label: t.form.mail, kind: 'email', required: true, autocomplete: 'username' }] }]} submit={t.links.forgotDo} send={ask} />
      <p className="porch-ways"><Link to="/sign-in">{t.links.toSignIn}</Link></p>
    </Porch>
  )
}

/** A new password by a link: after forgetting the old one, or for an account that somebody else opened. */
function Chosen({ token, submit, send, done, says }: { token: string, submit: string, send: (answers: Answers) => Promise<unknown>, done: string, says: string }) {
  const t = useWords()
  const [chosen, setChosen] = useState(false)
  const asks: Asked = { name: 'password', label: t.form.newPassword, kind: 'password', required: true, fresh: true }
  if (!token && !chosen) return <Cut />
  if (chosen) return <div className="stack-wide" role="status"><Note kind="good" title={done}><p>{says}</p></Note>{toSignIn(t.links.nowSignIn)}</div>
  return <Form sections={[{ asks: [asks] }]} submit={submit} send={answers => send(answers).then(() => setChosen(true))} />
}

export function Reset() {
  const t = useWords()
  const token = useToken()
  return (
    <Porch title={t.links.reset} lead={t.links.resetLead}>
      <Chosen token={token} submit={t.links.resetDo} done={t.links.resetDone} says={t.links.resetSays} send={({ password = '' }) => answer(api.POST('/api/password-resets/redeem', { body: { token, password } }))} />
      <p className="porch-ways"><Link to="/forgot">{t.links.newLink}</Link></p>
    </Porch>
  )
}

export function Activate() {
  const t = useWords()
  const token = useToken()
  return (
    <Porch title={t.links.activate} lead={t.links.activateLead}>
      <Chosen token={token} submit={t.links.activateDo} done={t.links.activated} says={t.links.activatedSays} send={({ password = '' }) => answer(api.POST('/api/activations', { body: { token, password } }))} />
    </Porch>
  )
}
