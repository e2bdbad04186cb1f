import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'
import { tone, tonesAs } from './palette.ts'

const spruce: MantineColorsTuple = [
  '#eaf4ef',
  '#d3e7de',
  '#a9d1c0',
  '#7dbaa2',
  '#58a588',
  '#3f9074',
  '#2b7b61',
  '#1d6350',
  '#174f40',
  '#103b30',
]
const clay: MantineColorsTuple = [
  '#fdeeec',
  '#f8d8d4',
  '#efaea7',
  '#e58278',
  '#d95d51',
  '#cb443a',
  '#bb3a31',
  '#a9322b',
  '#862620',
  '#651b17',
]

/**
 * The library's greys, warm like the platform's. It takes the fourth of each row for the borders of what can be filled
 * in: those are dark enough to be seen (WCAG 1.4.11).
 */
const gray: MantineColorsTuple = [
  '#f6f4ee',
  '#efece3',
  '#e9e5da',
  '#e2ddd1',
  '#8a877c',
  '#7d7b71',
  '#6b6a62',
  '#5a625c',
  '#3c423e',
  '#1d2724',
]
const dark: MantineColorsTuple = [
  '#eeece4',
  '#cdd1ca',
  '#aab3ac',
  '#8f9a93',
  '#77837c',
  '#2a3430',
  '#1c2421',
  '#141a18',
  '#111614',
  '#0d1110',
]

/**
 * System fonts: nothing to load, and the type that people read all day. `system-ui` comes last, since on some desktops
 * it is none made for text.
 */
const text =
  '-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, Inter, "Noto Sans", Cantarell, "Liberation Sans", Arial, system-ui, sans-serif'

export const theme = createTheme({
  fontFamily: text,
  colors: { spruce, clay, gray, dark },
  primaryColor: 'spruce',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '16px', xl: '24px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Our own ring in look.css, which shows on every surface.
  focusRing: 'never',
  components: {
    Button: { defaultProps: { size: 'md' } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    // What holds the page still under a dialog stands in look.css: the library would write a <style> element for it.
    ModalRoot: {
      defaultProps: {
        radius: 'lg',
        centered: true,
        padding: 'xl',
        transitionProps: { duration: 120 },
        removeScrollProps: { removeScrollBar: false },
      },
    },
    Tooltip: { defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: false } } },
  },
})

/** The library's colours by what they are for, in light and dark surroundings alike. */
export const sharedTones = {
  '--mantine-color-body': tone('page'),
  '--mantine-color-text': tone('ink'),
  '--mantine-color-dimmed': tone('quiet'),
  '--mantine-color-placeholder': tone('quiet'),
  '--mantine-color-anchor': tone('spruce'),
  // The library's own is the dark surface itself: a button on it would not be seen.
  '--mantine-color-disabled': tone('line'),
  '--mantine-color-disabled-color': tone('quiet'),
  '--mantine-color-disabled-border': tone('line'),
  '--mantine-color-error': tone('danger'),
  '--mantine-color-default': tone('surface'),
  '--mantine-color-default-hover': tone('sunken'),
  '--mantine-color-default-color': tone('ink'),
  '--mantine-color-default-border': tone('edge'),
  '--mantine-color-spruce-text': tone('spruce'),
  '--mantine-color-spruce-light': tone('spruceTint'),
  '--mantine-color-spruce-light-hover': tone('spruceTint'),
  '--mantine-color-spruce-light-color': tone('onSpruceTint'),
  '--mantine-color-spruce-outline': tone('spruce'),
  '--mantine-color-clay-text': tone('danger'),
  '--mantine-color-clay-light': tone('dangerTint'),
  '--mantine-color-clay-light-hover': tone('dangerTint'),
  '--mantine-color-clay-light-color': tone('onDangerTint'),
  '--mantine-color-clay-outline': tone('danger'),
}
export const tones: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...tonesAs(0), ...sharedTones },
  dark: { ...tonesAs(1), ...sharedTones },
})
