import { IconShieldCheck } from '@tabler/icons-react'
import { type Console, screen } from '../../screens.ts'
import { proofConsoleWords } from './words/index.ts'

export const proofConsole: Console = {
  parts: [
    {
      name: 'proof',
      label: { de: 'Nachweis', en: 'Proof' },
      says: {
        de: 'Hält das laufende System, was die Erklärung verspricht?',
        en: 'Does the running system keep what the statement promises?',
      },
      path: 'proof',
      icon: IconShieldCheck,
      group: 'privacy',
      place: 70,
      opens: ['staff:privacy'],
      screen: screen(proofConsoleWords, () => import('./Proof.tsx').then(it => it.Proof)),
      waits: screen(proofConsoleWords, () => import('./Waiting.tsx').then(it => it.ProofWaiting)),
    },
  ],
}
