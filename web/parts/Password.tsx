import { PasswordInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../locales/words.tsx'

interface Asked {
  label: ReactNode
  name?: string
  value: string
  onChange: (value: string) => void
  autoComplete: string
  description?: ReactNode
  error?: ReactNode
  required?: boolean
  autoFocus?: boolean
}

/** A password that can be shown, by mouse and by keyboard. */
export function Password({ onChange, autoFocus = false, ...asked }: Asked) {
  const t = useWords()
  return (
    <PasswordInput
      {...asked}
      // The library marks every other field that is wrong, and not this one.
      aria-invalid={asked.error ? true : undefined}
      onChange={event => onChange(event.currentTarget.value)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      visibilityToggleButtonProps={{ 'aria-label': t.form.showPassword, tabIndex: 0 }}
      {...(autoFocus && { 'data-autofocus': true })}
    />
  )
}
