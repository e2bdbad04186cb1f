import { dictionary } from '../../locales/words.tsx'

export const consentsWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
