import { defineScreens } from '../screens.ts'

export const proof = defineScreens('proof', {
  always: true,
  console: () => import('./console/index.ts').then(it => it.proofConsole),
})
