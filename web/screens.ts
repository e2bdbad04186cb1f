import { type Icon } from '@tabler/icons-react'
import type { ComponentType, LazyExoticComponent } from 'react'
import type { Words } from './locales/de.ts'
import type { Language } from './locales/language.ts'
import type { Site } from './queries.ts'

/** What something is called, in each language. */
export type Label = Readonly<Record<Language, string>>
/** A way in the navigation of the portal: at the side of a desktop, under the thumb on a phone. */
export interface Way {
  readonly name: string
  readonly to: string
  readonly icon: Icon
  /** Its name, or the one of `shell` that the words of the portal have. */
  readonly label: Label | (keyof Words['shell'] & ('home' | 'devices' | 'myData' | 'consents' | 'account'))
}
/** A screen and its address. `afterNews`: what has changed in the statement is shown before it. */
interface Screen {
  readonly path: string
  readonly screen: LazyExoticComponent<ComponentType>
  readonly afterNews?: true
}
/**
 * A part of the console: where it stands in the navigation, and which of what the server says that a person may do
 * opens it.
 */
export interface ConsoleScreen {
  readonly name: string
  readonly label: Label
  readonly says: Label
  readonly path: string
  readonly icon: Icon
  readonly group: keyof Words['console']['groups']
  readonly opens: readonly string[]
  readonly screen: LazyExoticComponent<ComponentType>
}
/** What a module shows to customers and staff. */
export interface Screens {
  readonly module: string
  readonly ways: readonly Way[]
  readonly screens: readonly Screen[]
  readonly console?: readonly ConsoleScreen[]
}

/**
 * The screens of one module, in `web/<module>/index.ts`. They are there where the statement in force states something
 * that the module does. `export const homes = defineScreens('homes', { ways: [...], screens: [{ path: 'home', screen:
 * lazy(() => ...) }] })`
 */
export const defineScreens = (module: string, its: Omit<Screens, 'module'>): Screens => ({ module, ...its })

/** Modules that state no activity of their own, and are there under every statement. */
const always: ReadonlySet<string> = new Set(['consents'])
export const isThere = (site: Site, module: string): boolean => always.has(module) || site.runs.includes(module)
