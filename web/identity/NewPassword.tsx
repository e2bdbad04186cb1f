import { useState } from 'react'
import { answer, api } from '../client.ts'
import { Form } from '../parts/Form.tsx'
import { Part } from '../parts/Screen.tsx'
import { sayDone } from '../parts/toasts.ts'
import { useWords } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

/** A new password, for whoever knows the present one: customers and staff. */
export function NewPassword() {
  const t = useWords(identityWords)
  const [round, again] = useState(0)
  async function change({ current = '', next = '' }) {
    await answer(api.POST('/api/account/password', { body: { current, next } }))
    sayDone(t.account.passwordDone, t)
    again(round + 1)
  }
  return (
    <Part title={t.account.password}>
      <Form
        key={round}
        look="default"
        submit={t.account.passwordDo}
        send={change}
        sections={[
          {
            asks: [
              { name: 'current', label: t.account.passwordNow, kind: 'password', required: true },
              { name: 'next', label: t.form.newPassword, kind: 'password', required: true, fresh: true },
            ],
          },
        ]}
      />
    </Part>
  )
}
