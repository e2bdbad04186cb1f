import { defineScreens } from '../screens.ts'

export const operations = defineScreens('operations', {
  always: true,
  console: () => import('./console/index.ts').then(it => it.operationsConsole),
})
