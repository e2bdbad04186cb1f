import { Button, Modal } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Problem, problemIn } from '../problem.ts'
import { useWords } from '../locales/words.tsx'
import type { Question } from './action.ts'
import { Password } from './Password.tsx'
import { Failed } from './states.tsx'

interface Asking {
  question: Question
  danger: boolean
  go: (password: string) => Promise<void>
  close: () => void
}

export function Confirm({ question, danger, go, close }: Asking) {
  const t = useWords()
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const wrong = problem?.fields['password'] ?? (problem?.id === 'wrong-credentials' ? problem.title : undefined)

  async function answerYes(event: FormEvent) {
    event.preventDefault()
    if (question.password && !password)
      return setProblem(new Problem({ fields: { password: t.form.missing(t.form.password) } }))
    setBusy(true)
    await go(password).then(close, thrown => setProblem(problemIn(thrown)))
    setBusy(false)
  }

  return (
    <Modal.Root opened onClose={close} size="lg">
      <Modal.Overlay />
      <Modal.Content>
        <div className="confirm-head">
          <Modal.Title className="confirm-title">{question.title}</Modal.Title>
          <Modal.CloseButton aria-label={t.common.close} />
        </div>
        <Modal.Body>
          <form className="stack" onSubmit={answerYes} noValidate>
            <div className="stack">{question.says}</div>
            {question.password && (
              <Password
                label={t.form.password}
                autoComplete="current-password"
                value={password}
                onChange={setPassword}
                error={wrong}
                autoFocus
              />
            )}
            {problem && !wrong && <Failed problem={problem} />}
            <div className="line confirm-buttons">
              <Button variant="default" onClick={close} {...(!question.password && { 'data-autofocus': true })}>
                {t.common.cancel}
              </Button>
              <Button type="submit" color={danger ? 'clay' : 'spruce'} loading={busy}>
                {question.yes}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
