import { dictionary } from '../../locales/words.tsx'

export const consentsWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
/** What its ways in the navigation are called. */
export const consentsWays = dictionary({ de: () => import('./ways/de.ts'), en: () => import('./ways/en.ts') })
