import { describe, expect, it } from 'vitest'
import { palette, type Tone } from './palette.ts'
import { sharedTones } from './theme.ts'

const channel = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
const luminance = (colour: string) => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at =>
    channel(Number.parseInt(colour.slice(at, at + 2), 16) / 255),
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one: string, other: string) => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const grounds: Tone[] = ['page', 'surface', 'sunken']
const texts: [text: Tone, ground: Tone][] = [
  ...grounds.flatMap(ground =>
    (['ink', 'quiet', 'spruce', 'danger'] as const).map((text): [Tone, Tone] => [text, ground]),
  ),
  // What cannot be pressed yet.
  ['quiet', 'line'],
  ['onSpruceTint', 'spruceTint'],
  ['onAmberTint', 'amberTint'],
  ['onDangerTint', 'dangerTint'],
]
const shapes: [shape: Tone, ground: Tone][] = (['edge', 'electricity', 'gas', 'water', 'other'] as const).flatMap(
  shape => (['page', 'surface'] as const).map((ground): [Tone, Tone] => [shape, ground]),
)

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('In %s surroundings', (_, side) => {
  it.each(texts)('%s can be read on %s', (text, ground) => {
    expect(contrast(palette[text][side], palette[ground][side])).toBeGreaterThanOrEqual(4.5)
  })
  it.each(['page', 'surface'] as const)('a button that cannot be pressed yet stands out from %s', ground => {
    const [, fill = ''] = /--tone-(\w+)/.exec(sharedTones['--mantine-color-disabled']) ?? []
    expect(contrast(palette[fill as Tone][side], palette[ground][side])).toBeGreaterThan(1.2)
  })
  it.each(shapes)('%s can be told from %s', (shape, ground) => {
    expect(contrast(palette[shape][side], palette[ground][side])).toBeGreaterThanOrEqual(3)
  })
})
