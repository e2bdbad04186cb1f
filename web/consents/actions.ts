import { IconArrowBackUp, IconBan, IconChecklist } from '@tabler/icons-react'
import { answer, api } from '../client.ts'
import { common } from '../locales/words.tsx'
import { actionsIn } from '../parts/action.ts'
import { comparison } from '../homes/queries.ts'
import { type Consent, keyOf, myConsents } from './queries.ts'
import { consentsWords } from './words/index.ts'

const action = actionsIn(consentsWords)

/** What may have changed with a consent: the list, and what is shown because of it. */
const touched = [myConsents.queryKey, comparison.queryKey]

export const openConsents = actionsIn(common)({
  label: t => t.shell.consents,
  icon: IconChecklist,
  run: (_, { go }) => go('/consents'),
})

export const give = action<Consent>({
  label: t => t.consents.give,
  run: async (consent, { queries }) => {
    await answer(
      api.POST('/api/consents', { body: { ...keyOf(consent), says: 'given', hash: consent.asks?.hash ?? '' } }),
    ).finally(() => Promise.all(touched.map(queryKey => queries.invalidateQueries({ queryKey }))))
  },
  done: t => t.consents.given,
})

export const refuse = action<Consent>({
  label: t => t.consents.refuse,
  icon: IconBan,
  offered: ({ state, asks }) => state === 'open' && asks !== null,
  run: async (consent, { queries }) => {
    await answer(
      api.POST('/api/consents', { body: { ...keyOf(consent), says: 'refused', hash: consent.asks?.hash ?? '' } }),
    ).finally(() => queries.invalidateQueries(myConsents))
  },
  done: t => t.consents.refused,
})

/** As easy as giving: one press, nothing asked. */
export const withdraw = action<Consent>({
  label: t => t.consents.withdraw,
  run: async (consent, { queries }) => {
    await answer(api.POST('/api/consents/withdraw', { body: keyOf(consent) })).finally(() =>
      Promise.all(touched.map(queryKey => queries.invalidateQueries({ queryKey }))),
    )
  },
  done: t => t.consents.withdrawn,
})

export const withdrawAll = action<readonly Consent[]>({
  label: t => t.consents.withdrawAll,
  icon: IconArrowBackUp,
  offered: all => all.some(({ state }) => state === 'given'),
  run: async (_, { queries }) => {
    await answer(api.POST('/api/consents/withdraw-all')).finally(() =>
      Promise.all(touched.map(queryKey => queries.invalidateQueries({ queryKey }))),
    )
  },
  done: t => t.consents.allWithdrawn,
})
