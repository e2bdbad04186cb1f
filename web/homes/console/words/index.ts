import { dictionary } from '../../../locales/words.tsx'

export const homesConsoleWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
