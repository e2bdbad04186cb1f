import { defineScreens } from '../screens.ts'

export const disclosures = defineScreens('disclosures', {
  always: true,
  console: () => import('./console/index.ts').then(it => it.disclosuresConsole),
})
