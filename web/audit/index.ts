import { defineScreens } from '../screens.ts'

export const audit = defineScreens('audit', {
  always: true,
  console: () => import('./console/index.ts').then(it => it.auditConsole),
})
