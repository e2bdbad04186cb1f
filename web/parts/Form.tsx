import { Button } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { type Problem, problemIn } from '../problem.ts'
import { useWords } from '../locales/words.tsx'
import { type FieldRules, type Answers, complaints, trimmed } from './asked.ts'
import { Field } from './Field.tsx'
import { Failed } from './states.tsx'
import './Form.css'

export interface Section {
  readonly title?: string
  readonly lead?: ReactNode
  readonly asks: readonly FieldRules[]
}

interface Filled {
  sections: readonly Section[]
  values?: Answers
  submit: string
  send: (answers: Answers) => Promise<unknown>
  /** Beside the button: another way. */
  beside?: ReactNode
  /** Before the button: what is agreed to, or what else can be set. */
  before?: ReactNode
  look?: 'filled' | 'default'
  wide?: boolean
  /** A search: that everything may stay empty goes without saying. */
  search?: boolean
}

/** What is wrong, by field; where it is one alone, what helps belongs to it. */
function atFields({ fields, helps }: Problem, asked: readonly FieldRules[]): Record<string, string> {
  const known = Object.entries(fields).filter(([name]) => asked.some(field => field.name === name))
  return Object.fromEntries(
    known.map(([name, said]) => [name, known.length === 1 && helps ? `${said} ${helps}` : said]),
  )
}

/** What is wrong elsewhere than in a field that was asked for, such as a line of a file. */
const elsewhere = (
  { fields }: Problem,
  asked: readonly FieldRules[],
): readonly (readonly [place: string, said: string])[] =>
  Object.entries(fields).filter(([name]) => !asked.some(field => field.name === name))

/** A form made of field descriptions. What is wrong stands at its field, and the first such field gets the focus. */
export function Form({
  sections,
  values = {},
  submit,
  send,
  beside,
  before,
  look = 'filled',
  wide = false,
  search = false,
}: Filled) {
  const t = useWords()
  const all = sections.flatMap(section => section.asks)
  const form = useForm<Answers>({
    initialValues: Object.fromEntries(all.map(({ name }) => [name, values[name] ?? ''])),
  })
  const isAsked = ({ only }: FieldRules): boolean => only?.(form.values) ?? true
  const asked = all.filter(isAsked)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [tried, setTried] = useState(0)
  const paper = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (tried) paper.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus()
  }, [tried])

  function refuse(errors: Readonly<Record<string, string>>, because?: Problem) {
    form.setErrors(errors)
    setProblem(because)
    setTried(tried + 1)
  }

  async function hand(event: FormEvent) {
    event.preventDefault()
    const answers = trimmed(form.getValues(), asked)
    const errors = complaints(asked, answers, t)
    if (Object.keys(errors).length) return refuse(errors)
    setBusy(true)
    await send(answers).then(
      () => refuse({}),
      thrown => {
        const problem = problemIn(thrown)
        const errors = atFields(problem, asked)
        refuse(errors, Object.keys(errors).length && !elsewhere(problem, asked).length ? undefined : problem)
      },
    )
    setBusy(false)
  }

  return (
    <form
      ref={paper}
      className={`form${wide ? ' form-wide' : ''}${search ? ' form-search' : ''}`}
      onSubmit={hand}
      noValidate
    >
      {sections.map(({ title, lead, asks }, at) => {
        const fields = (
          <div className="form-fields">
            {asks.filter(isAsked).map(field => (
              <Field key={field.name} asks={field} marked={!search} {...form.getInputProps(field.name)} />
            ))}
          </div>
        )
        if (!title) return <div key={at}>{fields}</div>
        return (
          <fieldset key={title} className="form-section">
            <legend>{title}</legend>
            {lead && <div className="quiet form-lead">{lead}</div>}
            {fields}
          </fieldset>
        )
      })}
      {before}
      {problem && <Failed problem={problem} places={elsewhere(problem, asked)} />}
      <div className="form-end">
        <Button type="submit" variant={look} loading={busy}>
          {submit}
        </Button>
        {beside}
      </div>
    </form>
  )
}
