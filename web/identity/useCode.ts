import { type FormEvent, useState } from 'react'
import { type Problem, problemIn } from '../problem.ts'

/** A code that somebody types, and what comes of giving it. After a wrong one the field is empty again. */
export function useCode(give: (code: string) => Promise<unknown>) {
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    await give(code).catch((thrown: unknown) => {
      setProblem(problemIn(thrown))
      setCode('')
    })
    setBusy(false)
  }
  return {
    submit,
    busy,
    code,
    wrong: problem?.fields['code'],
    problem,
    type: setCode,
    clear() {
      setCode('')
      setProblem(undefined)
    },
  }
}
