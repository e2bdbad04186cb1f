import {
  convertCssVariables,
  deepMerge,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core'
import { theme, tones } from './theme.ts'

/**
 * The theme's variables as a style sheet of the document. The library would write them into a <style> element, which
 * the content security policy refuses; a constructed sheet is a script's work and needs no exception (CSP 3, 6.1.14;
 * CSSOM, 6.2.2).
 */
export function wearTheme(): void {
  const whole = mergeMantineTheme(DEFAULT_THEME, theme)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(convertCssVariables(deepMerge(defaultCssVariablesResolver(whole), tones(whole))))
  document.adoptedStyleSheets.push(sheet)
}
