import { IconTrash } from '@tabler/icons-react'
import { answer, api } from '../client.ts'
import { tellLeft } from '../identity/tabs.ts'
import type { Action } from '../parts/action.ts'
import { DeletionPreview } from './DeletionPreview.tsx'

export const deleteAccount: Action = {
  label: t => t.deletion.do,
  icon: IconTrash,
  danger: true,
  asks: t => ({ title: t.deletion.title, says: <DeletionPreview />, yes: t.deletion.yes, password: true }),
  async run(_, { password, go }) {
    const report = await answer(api.POST('/api/account/delete', { body: { password } }))
    tellLeft()
    go('/gone', { replace: true, state: { report } })
  },
}
