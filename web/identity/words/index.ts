import { dictionary } from '../../locales/words.tsx'

export const identityWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
