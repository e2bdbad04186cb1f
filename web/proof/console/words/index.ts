import { dictionary } from '../../../locales/words.tsx'

export const proofConsoleWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
