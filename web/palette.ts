/**
 * The colours of the platform, each with the one for dark surroundings. Spruce for what the platform does, amber for
 * what wants care; warm greys, so that nothing looks clinical. `palette.test.ts` holds every pair to WCAG AA.
 */
export const palette = {
  page: ['#f6f4ee', '#141a18'],
  surface: ['#fffefb', '#1c2421'],
  sunken: ['#efece3', '#111614'],
  line: ['#e2ddd1', '#333d39'],
  /** Borders of what can be filled in or pressed. */
  edge: ['#8a877c', '#77837c'],
  ink: ['#1d2724', '#eeece4'],
  quiet: ['#5a625c', '#aab3ac'],
  spruce: ['#1d6350', '#7fcbb2'],
  spruceTint: ['#e2eee8', '#1f3a32'],
  onSpruceTint: ['#174f40', '#b4e2d2'],
  amberTint: ['#fbedd3', '#40311a'],
  onAmberTint: ['#6d4407', '#f5d49a'],
  danger: ['#a9322b', '#f2a097'],
  dangerTint: ['#fae5e2', '#47211e'],
  onDangerTint: ['#7e221c', '#f7c4be'],
  electricity: ['#b26f0c', '#eeb04c'],
  gas: ['#96456f', '#d795b6'],
  water: ['#2a6fa8', '#84bbe6'],
  other: ['#4f6b62', '#a3bdb3'],
} as const satisfies Record<string, readonly [light: string, dark: string]>

export type Tone = keyof typeof palette
export const tone = (name: Tone) => `var(--tone-${name})`

export const tonesAs = (side: 0 | 1) =>
  Object.fromEntries(Object.entries(palette).map(([name, pair]) => [`--tone-${name}`, pair[side]]))
