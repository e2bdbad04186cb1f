import { IconRouterOff } from '@tabler/icons-react'
import { answer, api } from '../client.ts'
import { actionsIn } from '../parts/action.ts'
import { type Gateway, home } from './queries.ts'
import { homesWords } from './words/index.ts'

const action = actionsIn(homesWords)

export const giveBack = action<Gateway>({
  label: t => t.gateway.giveBack,
  icon: IconRouterOff,
  danger: true,
  asks: (t, { serial, devices }) => ({
    title: t.gateway.giveBackTitle(serial),
    says: t.gateway.giveBackSays(devices.map(({ name }) => name)),
    yes: t.gateway.giveBackYes,
  }),
  async run({ id }, { queries }) {
    await answer(api.DELETE('/api/gateways/{id}', { params: { path: { id } } }))
    await queries.invalidateQueries(home)
  },
  done: t => t.gateway.givenBack,
})
