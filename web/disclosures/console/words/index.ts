import { dictionary } from '../../../locales/words.tsx'

export const disclosuresConsoleWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
