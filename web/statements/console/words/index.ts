import { dictionary } from '../../../locales/words.tsx'

export const statementsConsoleWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
