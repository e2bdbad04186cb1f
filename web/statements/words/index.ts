import { dictionary } from '../../locales/words.tsx'

export const statementsWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
