import { dictionary } from '../../locales/words.tsx'

export const rightsWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
