import { dictionary } from '../../locales/words.tsx'

export const rightsWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
/** What its ways in the navigation are called. */
export const rightsWays = dictionary({ de: () => import('./ways/de.ts'), en: () => import('./ways/en.ts') })
