import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import { ActionButton } from '../parts/Act.tsx'
import { AuthLayout } from '../parts/AuthLayout.tsx'
import { whoIsThis } from '../queries.ts'
import { signOut } from './actions.ts'
import { useCode } from './useCode.ts'
import { CodeField } from './CodeField.tsx'
import { useWords } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

/** Between the password and what lies behind it, for customers who have a second factor and for staff. */
export function GiveCode() {
  const {
    factor: { code: t },
  } = useWords(identityWords)
  const queries = useQueryClient()
  const kind = useQuery(whoIsThis).data?.kind ?? 'customer'
  const typed = useCode(async code => {
    await answer(api.POST('/api/second-factor', { body: { code } }))
    await queries.invalidateQueries(whoIsThis)
  })

  return (
    <AuthLayout title={t.title} lead={t.lead}>
      <form className="form" onSubmit={typed.submit} noValidate>
        <CodeField typed={typed} recovery why={t.why} focus="page" />
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
      <div>
        <ActionButton does={signOut} to={undefined} look="subtle" />
      </div>
    </AuthLayout>
  )
}
