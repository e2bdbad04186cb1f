import { useState } from 'react'
import { Link } from 'react-router'
import { answer, api } from '../client.ts'
import type { Answers } from '../parts/asked.ts'
import { Form } from '../parts/Form.tsx'
import { Porch } from '../parts/Porch.tsx'
import { Answered, Note } from '../parts/states.tsx'
import { useHouse } from '../questions.ts'
import { useLanguage } from '../words/words.tsx'
import { arranged } from './fields.ts'

export function Register() {
  const { language, words: t } = useLanguage()
  const house = useHouse()
  const [sentTo, setSentTo] = useState<string>()
  if (sentTo) return <Sent to={sentTo} again={() => setSentTo(undefined)} />

  async function register(answers: Answers) {
    // What was left empty is not sent: voluntary means that nothing has to be said (home/2.3-d).
    const given = Object.fromEntries(Object.entries(answers).filter(([, said]) => said))
    // as: which fields there are the statement decides, and the form was made from it; the server checks each.
    await answer(api.POST('/api/registrations', { body: { ...given, language } as never }))
    setSentTo(answers['mail'] ?? '')
  }

  return (
    <Porch title={t.register.title} lead={t.register.lead} wide>
      <Answered to={house} rows={6}>
        {({ registration }) => registration.open
          ? (
            <Form
              wide sections={arranged(registration.fields, t)} submit={t.register.do} send={register}
              before={<p className="quiet small">{t.register.statement} <a href={language === 'de' ? '/datenschutz' : '/privacy'}>{t.shell.statement}</a></p>}
            />
          )
          : <Note kind="care" title={t.register.closed}><p>{t.register.closedSays}</p></Note>}
      </Answered>
      <p className="porch-ways">{t.register.known} <Link to="/sign-in">{t.signIn.do}</Link></p>
    </Porch>
  )
}

/** The same whether or not the address was known here: nobody learns from it who has an account. */
function Sent({ to, again }: { to: string, again: () => void }) {
  const { words: t } = useLanguage()
  return (
    <Porch title={t.register.sent} lead={t.register.sentTo(to)}>
      <ol className="porch-next">
        {t.register.next.map(step => <li key={step}>{step}</li>)}
      </ol>
      <p className="quiet">{t.register.noMail} <button type="button" className="linklike" onClick={again}>{t.register.again}</button></p>
    </Porch>
  )
}
