import { dictionary } from '../../locales/words.tsx'

export const auditWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
