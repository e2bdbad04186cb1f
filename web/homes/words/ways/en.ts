import type { Said } from '../../../locales/said.ts'
import type { de } from './de.ts'

export const en: Said<typeof de> = { ways: { home: 'Home', devices: 'Devices' } }
