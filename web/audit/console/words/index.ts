import { dictionary } from '../../../locales/words.tsx'

export const auditConsoleWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
