import { IconCheck } from '@tabler/icons-react'
import { answer, api } from '../client.ts'
import { actionsIn } from '../parts/action.ts'
import { statementStanding } from './queries.ts'
import { statementsWords } from './words/index.ts'

const action = actionsIn(statementsWords)

/** Puts on record that this version was shown, and leads on to where the way was meant to go. */
export const understood = action<number>({
  label: t => t.changed.understood,
  icon: IconCheck,
  run: async (version, { queries }) => {
    await answer(api.POST('/api/statement/seen', { body: { version } })).finally(() =>
      queries.invalidateQueries(statementStanding),
    )
  },
})
