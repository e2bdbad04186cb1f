import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../client.ts'
import { signOut } from '../identity/actions.ts'
import { ActionButton } from '../parts/Act.tsx'
import { Porch } from '../parts/Porch.tsx'
import { Failed } from '../parts/states.tsx'
import { type Problem, problemIn } from '../problem.ts'
import { useHouse, whoIsThis } from '../questions.ts'
import { useWords } from '../words/words.tsx'
import './console.css'

/** Between the password and the console. */
export function GiveCode() {
  const { console: t } = useWords()
  const queries = useQueryClient()
  const house = useHouse().data
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const wrong = problem?.fields['code']

  async function give(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    await answer(api.POST('/api/second-factor', { body: { code } })).then(() => queries.invalidateQueries(whoIsThis), thrown => { setProblem(problemIn(thrown)); setCode('') })
    setBusy(false)
  }

  return (
    <Porch title={t.code.title} lead={t.code.lead}>
      <form className="form" onSubmit={give} noValidate>
        <TextInput label={t.code.label} description={t.code.why} name="code" value={code} onChange={event => setCode(event.currentTarget.value)} error={wrong} inputMode="text" autoComplete="one-time-code" maxLength={40} inputWrapperOrder={['label', 'input', 'description', 'error']} classNames={{ input: 'code-input' }} autoFocus />
        {problem && !wrong && <Failed problem={problem} />}
        <div className="form-end"><Button type="submit" loading={busy} disabled={!code.trim()}>{t.code.do}</Button></div>
      </form>
      <details className="quiet small"><summary>{t.code.lost}</summary><p>{t.code.lostSays}</p></details>
      {house?.demo && <p className="quiet small">{t.code.demo} <a href="/dev/codes" target="_blank" rel="noreferrer">{t.code.demoLink}</a></p>}
      <div><ActionButton does={signOut} to={undefined} look="subtle" /></div>
    </Porch>
  )
}
