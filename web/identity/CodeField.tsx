import { TextInput } from '@mantine/core'
import { Failed } from '../parts/states.tsx'
import { useWords } from '../locales/words.tsx'
import { useSite } from '../queries.ts'
import type { useCode } from './useCode.ts'
import { identityWords } from './words/index.ts'
import './factor.css'

interface Asks {
  readonly typed: Omit<ReturnType<typeof useCode>, 'clear'>
  /** Recovery codes are taken, too; they are longer, and have letters. */
  readonly recovery?: boolean
  readonly why?: string
  /** It has the focus from the start, on its page or in its dialog. */
  readonly focus?: 'page' | 'dialog'
}

/** The field for a code of the second factor, with what was wrong about the last one, and in a demo where its codes are. */
export function CodeField({ typed, recovery = false, why, focus }: Asks) {
  const { label } = useWords(identityWords).factor.code
  return (
    <>
      <TextInput
        label={label}
        {...(why && { description: why })}
        name="code"
        value={typed.code}
        onChange={event => typed.type(event.currentTarget.value)}
        error={typed.wrong}
        inputMode={recovery ? 'text' : 'numeric'}
        autoComplete="one-time-code"
        maxLength={recovery ? 40 : 10}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        classNames={{ input: 'code-input' }}
        autoFocus={focus === 'page'}
        {...(focus === 'dialog' && { 'data-autofocus': true })}
      />
      {typed.problem && !typed.wrong && <Failed problem={typed.problem} />}
      <DemoCodes />
    </>
  )
}

function DemoCodes() {
  const { code: t } = useWords(identityWords).factor
  if (!useSite().data?.demo) return null
  return (
    <p className="quiet small">
      {t.demo}{' '}
      <a href="/dev/codes" target="_blank" rel="noreferrer">
        {t.demoLink}
      </a>
    </p>
  )
}
