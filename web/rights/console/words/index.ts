import { dictionary } from '../../../locales/words.tsx'

export const rightsConsoleWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
