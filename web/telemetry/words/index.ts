import { dictionary } from '../../locales/words.tsx'

export const telemetryWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
