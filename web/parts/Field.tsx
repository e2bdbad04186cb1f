import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { ChangeEvent, ReactNode } from 'react'
import { useWords } from '../locales/words.tsx'
import type { FieldRules } from './asked.ts'
import { Password } from './Password.tsx'
import { shortest, strength } from './strength.ts'

interface Held {
  asks: FieldRules
  marked?: boolean
  value?: string
  error?: ReactNode
  onChange: (value: string) => void
  onFocus?: unknown
  onBlur?: unknown
}

const usual: Partial<Record<FieldRules['kind'], string>> = { email: 'email', tel: 'tel', serial: 'off' }
const types: Partial<Record<FieldRules['kind'], string>> = { email: 'email', tel: 'tel', date: 'date' }

export function Field({ asks, marked = true, value = '', error, onChange }: Held) {
  const t = useWords()
  const { name, kind, required, fresh } = asks
  const reason = [asks.why, asks.without].filter(Boolean).join(' ')
  const description = fresh ? (
    <>
      {reason && <>{reason} </>}
      <StrengthHint of={value} />
    </>
  ) : (
    reason
  )
  const shared = {
    name,
    value,
    error,
    required,
    withAsterisk: false,
    label:
      required || !marked ? (
        asks.label
      ) : (
        <>
          {asks.label} <span className="voluntary">{t.form.voluntary}</span>
        </>
      ),
    ...(description && { description }),
  }
  const change = (event: ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) =>
    onChange(event.currentTarget.value)
  const order = ['label', 'input', 'description', 'error'] as const

  return (
    <div className={`field field-${asks.share ?? 'whole'}`}>
      {kind === 'password' ? (
        <Password
          {...shared}
          autoComplete={asks.autocomplete ?? (fresh ? 'new-password' : 'current-password')}
          onChange={onChange}
        />
      ) : kind === 'choice' ? (
        <NativeSelect
          {...shared}
          inputWrapperOrder={[...order]}
          onChange={change}
          {...(asks.autocomplete && { autoComplete: asks.autocomplete })}
          data={[{ value: '', label: marked ? t.form.choose : t.form.every }, ...(asks.choices ?? [])]}
        />
      ) : kind === 'long' ? (
        <Textarea {...shared} inputWrapperOrder={[...order]} onChange={change} rows={4} autoComplete="off" />
      ) : (
        <TextInput
          {...shared}
          inputWrapperOrder={[...order]}
          onChange={change}
          type={types[kind] ?? 'text'}
          autoComplete={asks.autocomplete ?? usual[kind] ?? 'on'}
          {...(kind === 'serial' && {
            autoCapitalize: 'characters',
            spellCheck: false,
            classNames: { input: 'field-serial' },
          })}
        />
      )}
    </div>
  )
}

const bars = { short: 1, weak: 2, fair: 3, good: 4 }
/** A hint made in the browser; the password is sent nowhere for it. */
function StrengthHint({ of }: { of: string }) {
  const t = useWords()
  if (!of) return t.form.passwordHint(shortest)
  const reached = strength(of)
  return (
    <span className={`strength strength-${reached}`}>
      <span className="strength-bars" aria-hidden>
        {[1, 2, 3, 4].map(bar => (
          <span key={bar} {...(bar <= bars[reached] && { className: 'full' })} />
        ))}
      </span>
      <span aria-live="polite">{t.form.strength[reached]}</span>
    </span>
  )
}
