import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import { ActionButton } from '../parts/Act.tsx'
import { AuthLayout } from '../parts/AuthLayout.tsx'
import { Failed } from '../parts/states.tsx'
import { useSite, whoIsThis } from '../queries.ts'
import { useWords } from '../locales/words.tsx'
import { signOut } from './actions.ts'
import { useCode } from './useCode.ts'
import './factor.css'

/** Between the password and what lies behind it, for customers who have a second factor and for staff. */
export function GiveCode({ kind }: { kind: 'customer' | 'staff' }) {
  const {
    factor: { code: t },
  } = useWords()
  const queries = useQueryClient()
  const site = useSite().data
  const typed = useCode(async code => {
    await answer(api.POST('/api/second-factor', { body: { code } }))
    await queries.invalidateQueries(whoIsThis)
  })

  return (
    <AuthLayout title={t.title} lead={t.lead}>
      <form className="form" onSubmit={typed.submit} noValidate>
        <TextInput
          label={t.label}
          description={t.why}
          name="code"
          value={typed.code}
          onChange={event => typed.type(event.currentTarget.value)}
          error={typed.wrong}
          inputMode="text"
          autoComplete="one-time-code"
          maxLength={40}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          classNames={{ input: 'code-input' }}
          autoFocus
        />
        {typed.problem && !typed.wrong && <Failed problem={typed.problem} />}
        <div className="form-end">
          <Button type="submit" loading={typed.busy} disabled={!typed.code.trim()}>
            {t.do}
          </Button>
        </div>
      </form>
      <details className="quiet small">
        <summary>{t.lost}</summary>
        <p>{t.lostSays[kind]}</p>
      </details>
      {site?.demo && (
        <p className="quiet small">
          {t.demo}{' '}
          <a href="/dev/codes" target="_blank" rel="noreferrer">
            {t.demoLink}
          </a>
        </p>
      )}
      <div>
        <ActionButton does={signOut} to={undefined} look="subtle" />
      </div>
    </AuthLayout>
  )
}
