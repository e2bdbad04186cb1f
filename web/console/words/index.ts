import { dictionary } from '../../locales/words.tsx'

export const consoleWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
