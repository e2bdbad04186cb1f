import { IconBan, IconDownload, IconLockOpen, IconTrash } from '@tabler/icons-react'
import { answer, api } from '../client.ts'
import { myConsents } from '../consents/queries.ts'
import { tellLeft } from '../identity/tabs.ts'
import { actionsIn } from '../parts/action.ts'
import { copies, ownRequests, standing, type RightsStanding } from './queries.ts'
import { DeletionPreview } from './DeletionPreview.tsx'
import { rightsWords } from './words/index.ts'

const action = actionsIn(rightsWords)

export const deleteAccount = action({
  label: t => t.deletion.do,
  icon: IconTrash,
  danger: true,
  asks: t => ({ title: t.deletion.title, says: <DeletionPreview />, yes: t.deletion.yes, password: true }),
  async run(_, { password, go }) {
    const report = await answer(api.POST('/api/account/delete', { body: { password } }))
    tellLeft()
    go('/gone', { replace: true, state: { report } })
  },
})

/** An open session is not enough to take everything along or to have it restricted: the password once more. */
export const prove = (password: string) => answer(api.POST('/api/my-data/proof', { body: { password } }))

export const takeAlong = action<'copy' | 'portable'>({
  label: (t, format) => t.rights.take[format],
  icon: IconDownload,
  asks: (t, format) => ({
    title: t.rights.take[format],
    says: t.rights.takeSays,
    yes: t.rights.takeDo,
    password: true,
  }),
  async run(format, { password, queries }) {
    await prove(password)
    const { link } = await answer(api.POST('/api/my-data/copies', { body: { format } }))
    await queries.invalidateQueries({ queryKey: copies.queryKey })
    location.assign(link)
  },
})

export const discardCopy = action<string>({
  label: t => t.rights.copyDiscard,
  async run(id, { queries }) {
    await answer(api.DELETE('/api/my-data/copies/{id}', { params: { path: { id } } }))
    await queries.invalidateQueries({ queryKey: copies.queryKey })
  },
  done: t => t.rights.copyDiscarded,
})

/** Everything that a person can stop without ending the account: objection to all, and every consent taken back. */
export const objectToAll = action<RightsStanding['switches']>({
  label: t => t.rights.objectAll,
  icon: IconBan,
  offered: switches => switches.some(({ objection }) => !objection?.stops),
  asks: t => ({ title: t.rights.objectAll, says: t.rights.objectAllAsks, yes: t.rights.groundsDo }),
  async run(_, { queries }) {
    await answer(api.PUT('/api/my-data/objections/{activity}', { params: { path: { activity: 'all' } }, body: {} }))
    await answer(api.POST('/api/consents/withdraw-all'))
    await Promise.all(
      [standing, ownRequests, myConsents].map(({ queryKey }) => queries.invalidateQueries({ queryKey })),
    )
  },
  done: t => t.rights.objectAllDone,
})

export const liftRestriction = action({
  label: t => t.rights.liftDo,
  icon: IconLockOpen,
  async run(_, { queries }) {
    await answer(api.DELETE('/api/my-data/restriction'))
    await queries.invalidateQueries()
  },
})

export const withdrawRequest = action<string>({
  label: t => t.rights.withdraw,
  async run(id, { queries }) {
    await answer(api.POST('/api/my-data/requests/{id}/withdraw', { params: { path: { id } } }))
    await queries.invalidateQueries({ queryKey: ownRequests.queryKey })
  },
})
