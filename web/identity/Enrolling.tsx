import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { components } from '../api.d.ts'
import { answer, api } from '../client.ts'
import { Failed } from '../parts/states.tsx'
import { type Problem, problemIn } from '../problem.ts'
import { useHouse } from '../questions.ts'
import { useWords } from '../words/words.tsx'
import { Qr } from './Qr.tsx'
import './factor.css'

export type Enrolment = components['schemas']['Enrolment']

interface Enrols {
  /** The heading of a step, below that of the page or part around it. */
  heading: 'h2' | 'h3'
  /** What the app has to learn, or what stands there until it is known. */
  enrolment: Enrolment | ReactNode
  confirmed: (codes: readonly string[]) => void
  /** Beside the button: the way out. */
  beside?: ReactNode
}
const isEnrolment = (given: Enrols['enrolment']): given is Enrolment => typeof given === 'object' && given !== null && 'uri' in given

/** An app learns the key of a second factor, and its first code proves it. */
export function Enrolling({ heading: Heading, enrolment, confirmed, beside }: Enrols) {
  const { factor: t } = useWords()
  const house = useHouse().data
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
      <li><Heading>{t.setUp.steps[0]}</Heading><p className="quiet">{t.setUp.app}</p></li>
      <li>
        <Heading>{t.setUp.steps[1]}</Heading>
        <p className="quiet">{t.setUp.scan}</p>
        {isEnrolment(enrolment) ? <Key of={enrolment} /> : enrolment}
      </li>
      <li>
        <Heading>{t.setUp.steps[2]}</Heading>
        <form className="form" onSubmit={confirm} noValidate>
          <TextInput label={t.code.label} name="code" value={code} onChange={event => setCode(event.currentTarget.value)} error={wrong} inputMode="numeric" autoComplete="one-time-code" maxLength={10} classNames={{ input: 'code-input' }} />
          {problem && !wrong && <Failed problem={problem} />}
          <div className="form-end">{beside}<Button type="submit" loading={busy} disabled={!code.trim() || !isEnrolment(enrolment)}>{t.setUp.do}</Button></div>
        </form>
        {house?.demo && <p className="quiet small">{t.code.demo} <a href="/dev/codes" target="_blank" rel="noreferrer">{t.code.demoLink}</a></p>}
      </li>
    </ol>
  )
}

/** As a picture for the camera, as a link for an app on this very device, and to type. */
function Key({ of: { key, uri } }: { of: Enrolment }) {
  const { factor: { setUp: t } } = useWords()
  return (
    <>
      <Qr text={uri} label={t.picture} />
      <p className="small"><a href={uri}>{t.onThisDevice}</a></p>
      <details className="small">
        <summary>{t.byHand}</summary>
        <p className="quiet">{t.byHandSays}</p>
        <p className="set-up-key" aria-label={t.key}>{key.match(/.{4}/g)?.join(' ')}</p>
      </details>
    </>
  )
}
