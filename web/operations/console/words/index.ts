import { dictionary } from '../../../locales/words.tsx'

export const operationsConsoleWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
