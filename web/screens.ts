import { type Icon } from '@tabler/icons-react'
import type { ComponentType, LazyExoticComponent } from 'react'
import type { Words } from './locales/de.ts'
import type { Site } from './queries.ts'

/** A way in the navigation of the portal: at the side of a desktop, under the thumb on a phone. */
export interface Way { readonly name: 'home' | 'devices' | 'myData' | 'consents' | 'account' & keyof Words['shell'], readonly to: string, readonly icon: Icon }
/** A screen and its address. `afterNews`: what has changed in the statement is shown before it. */
interface Screen { readonly path: string, readonly screen: LazyExoticComponent<ComponentType>, readonly afterNews?: true }
/** What a module shows to customers. */
export interface Screens { readonly module: string, readonly ways: readonly Way[], readonly screens: readonly Screen[] }

/**
 * The screens of one module, in `web/<module>/index.ts`. They are there where the statement in force states something that the module does.
 * `export const homes = defineScreens('homes', { ways: [...], screens: [{ path: 'home', screen: lazy(() => ...) }] })`
 */
export const defineScreens = (module: string, its: Omit<Screens, 'module'>): Screens => ({ module, ...its })

/** Modules that state no activity of their own, and are there under every statement. */
const always: ReadonlySet<string> = new Set(['consents'])
export const isThere = (site: Site, module: string): boolean => always.has(module) || site.runs.includes(module)
