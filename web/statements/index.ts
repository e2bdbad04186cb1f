import { defineScreens } from '../screens.ts'

export const statements = defineScreens('statements', {
  console: () => import('./console/index.ts').then(it => it.statementsConsole),
})
