import { Button, TextInput } from '@mantine/core'
import { IconCopy, IconPrinter } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../client.ts'
import { signOut } from '../identity/actions.ts'
import { ActionButton } from '../parts/Act.tsx'
import { Porch } from '../parts/Porch.tsx'
import { Answered, Failed } from '../parts/states.tsx'
import { sayDone } from '../parts/toasts.ts'
import { type Problem, problemIn } from '../problem.ts'
import { useHouse, whoIsThis } from '../questions.ts'
import { useWords } from '../words/words.tsx'
import { Qr } from './Qr.tsx'
import { enrolment } from './questions.ts'
import './console.css'

/** The first sign-in of a member of staff: an app learns the key, its first code proves it, and the spare codes are shown once. */
export function SetUp() {
  const { console: t } = useWords()
  const queries = useQueryClient()
  const [codes, setCodes] = useState<readonly string[]>()
  if (codes) return <Porch key="done" title={t.setUp.done} lead={t.setUp.doneSays}><SpareCodes codes={codes} goOn={() => void queries.invalidateQueries(whoIsThis)} /></Porch>
  return (
    <Porch title={t.setUp.title} lead={t.setUp.lead} wide>
      <Enrolling confirmed={setCodes} />
      <div><ActionButton does={signOut} to={undefined} look="subtle" /></div>
    </Porch>
  )
}

export function Enrolling({ confirmed }: { confirmed: (codes: readonly string[]) => void }) {
  const { console: t } = useWords()
  const house = useHouse().data
  const asked = useQuery(enrolment)
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const wrong = problem?.fields['code']

  async function confirm(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    await answer(api.POST('/api/second-factor/enrolment/confirm', { body: { code } })).then(({ recoveryCodes }) => confirmed(recoveryCodes), thrown => { setProblem(problemIn(thrown)); setCode('') })
    setBusy(false)
  }

  return (
    <ol className="set-up">
      <li><h2>{t.setUp.steps[0]}</h2><p className="quiet">{t.setUp.app}</p></li>
      <li>
        <h2>{t.setUp.steps[1]}</h2>
        <p className="quiet">{t.setUp.scan}</p>
        <Answered to={asked} rows={1} height={208}>
          {({ key, uri }) => (
            <>
              <Qr text={uri} label={t.setUp.picture} />
              <details className="small">
                <summary>{t.setUp.byHand}</summary>
                <p className="quiet">{t.setUp.byHandSays}</p>
                <p className="set-up-key" aria-label={t.setUp.key}>{key.match(/.{4}/g)?.join(' ')}</p>
              </details>
            </>
          )}
        </Answered>
      </li>
      <li>
        <h2>{t.setUp.steps[2]}</h2>
        <form className="form" onSubmit={confirm} noValidate>
          <TextInput label={t.code.label} name="code" value={code} onChange={event => setCode(event.currentTarget.value)} error={wrong} inputMode="numeric" autoComplete="one-time-code" maxLength={10} classNames={{ input: 'code-input' }} />
          {problem && !wrong && <Failed problem={problem} />}
          <div className="form-end"><Button type="submit" loading={busy} disabled={!code.trim() || !asked.data}>{t.setUp.do}</Button></div>
        </form>
        {house?.demo && <p className="quiet small">{t.code.demo} <a href="/dev/codes" target="_blank" rel="noreferrer">{t.code.demoLink}</a></p>}
      </li>
    </ol>
  )
}

export function SpareCodes({ codes, goOn }: { codes: readonly string[], goOn: () => void }) {
  const t = useWords()
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'))
    sayDone(t.console.setUp.copied, t)
  }
  return (
    <div className="stack">
      <ul className="spare-codes" aria-label={t.console.setUp.codes}>{codes.map(code => <li key={code}>{code}</li>)}</ul>
      <div className="line">
        <Button variant="default" size="sm" leftSection={<IconCopy size={18} stroke={1.75} aria-hidden />} onClick={copy}>{t.console.setUp.copy}</Button>
        <Button variant="default" size="sm" leftSection={<IconPrinter size={18} stroke={1.75} aria-hidden />} onClick={() => print()}>{t.console.setUp.print}</Button>
      </div>
      <Button onClick={goOn} fullWidth>{t.console.setUp.goOn}</Button>
    </div>
  )
}
