import { IconDownload, IconLock, IconLockOpen, IconTrash } from '@tabler/icons-react'
import { answer, api } from '../client.ts'
import { tellLeft } from '../identity/tabs.ts'
import type { Action } from '../parts/action.ts'
import { ownRequests, standing } from './questions.ts'
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

/** An open session is not enough to take everything along or to have it restricted: the password once more. */
const prove = (password: string) => answer(api.POST('/api/my-data/proof', { body: { password } }))

export const takeAlong: Action<'copy' | 'portable'> = {
  label: (t, format) => t.rights.take[format],
  icon: IconDownload,
  asks: (t, format) => ({ title: t.rights.take[format], says: t.rights.takeSays, yes: t.rights.takeDo, password: true }),
  async run(format, { password }) {
    await prove(password)
    const { link } = await answer(api.POST('/api/my-data/copies', { body: { format } }))
    location.assign(link)
  },
}

export const restrictMyData: Action = {
  label: t => t.rights.restrictDo,
  icon: IconLock,
  asks: t => ({ title: t.rights.restrict, says: t.rights.restrictAsks, yes: t.rights.restrictDo, password: true }),
  async run(_, { password, queries }) {
    await prove(password)
    await answer(api.PUT('/api/my-data/restriction', { body: { ground: 'accuracy' } }))
    await queries.invalidateQueries({ queryKey: standing.queryKey })
  },
}

export const liftRestriction: Action = {
  label: t => t.rights.liftDo,
  icon: IconLockOpen,
  async run(_, { queries }) {
    await answer(api.DELETE('/api/my-data/restriction'))
    await queries.invalidateQueries({ queryKey: standing.queryKey })
  },
}

export const withdrawRequest: Action<string> = {
  label: t => t.rights.withdraw,
  async run(id, { queries }) {
    await answer(api.POST('/api/my-data/requests/{id}/withdraw', { params: { path: { id } } }))
    await queries.invalidateQueries({ queryKey: ownRequests.queryKey })
  },
}
