import { dictionary } from '../../locales/words.tsx'

export const homesWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
