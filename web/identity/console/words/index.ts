import { dictionary } from '../../../locales/words.tsx'

export const identityConsoleWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
