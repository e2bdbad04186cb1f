import { type Icon } from '@tabler/icons-react'
import { type ComponentType, lazy, type LazyExoticComponent } from 'react'
import type { Language } from './locales/language.ts'
import { comeWords, type Dictionary, type Say } from './locales/words.tsx'
import type { Site } from './queries.ts'

/** What something is called, in each language. */
export type Label = Readonly<Record<Language, string>>
type Shown = LazyExoticComponent<ComponentType>
interface Screen {
  readonly path: string
  readonly screen: Shown
}

/** A way in the navigation of the portal: at the side of a desktop, under the thumb on a phone. */
export interface Way {
  readonly name: string
  readonly to: string
  readonly icon: Icon
  /** What it is called, in the language on screen. */
  readonly label: (say: Say) => string
  /** Where it stands: small numbers come first. The first way that is there leads to the start page. */
  readonly place: number
}
type WordsOfWays<N extends string> = Dictionary<{ readonly ways: Readonly<Record<N, string>> }>
/**
 * A way, called by the words that it has under its name: `way(homesWays, 'home', { to: '/home', icon: IconHome, place:
 * 10 })`
 */
export const way = <N extends string>(
  words: WordsOfWays<NoInfer<N>>,
  name: N,
  its: Omit<Way, 'name' | 'label'>,
): Way => ({ name, label: say => say(words).ways[name], ...its })
/** A screen of the portal and its address. `afterNews`: what has changed in the statement is shown before it. */
interface PortalScreen extends Screen {
  readonly afterNews?: true
}

/** A part of the console: where it stands in the navigation and on the overview, and who may open it. */
export interface ConsolePart extends Screen {
  readonly name: string
  readonly label: Label
  /** One sentence on its tile. */
  readonly says: Label
  readonly icon: Icon
  readonly group: 'people' | 'privacy' | 'platform'
  /** Where it stands in its group: small numbers come first. */
  readonly place: number
  /** Which of what the server says that a person may do opens it: one is enough. */
  readonly opens: readonly string[]
  /** Further screens of this part, such as one entry of a list. */
  readonly below?: readonly Screen[]
  /** On its tile: what waits there for whoever opens it. */
  readonly waits?: Shown
  /** Whether it can look up what somebody typed into the command bar; it comes as `state.by`. */
  readonly looksUp?: (typed: string) => boolean
}
/** A screen about the member of staff who is signed in, in the menu under the own name. */
export interface OwnScreen extends Screen {
  readonly label: Label
  readonly icon: Icon
  readonly place: number
}
/** What a module shows to staff. */
export interface Console {
  readonly parts?: readonly ConsolePart[]
  readonly own?: readonly OwnScreen[]
}

/** What a module shows to customers and staff. */
export interface Screens {
  readonly module: string
  /** It states no activity of its own, and is there under every statement. */
  readonly always?: true
  readonly ways?: readonly Way[]
  readonly screens?: readonly PortalScreen[]
  /** Screens for whoever is not signed in. */
  readonly outside?: readonly Screen[]
  /** Comes when a member of staff opens the console, so that customers never load it. */
  readonly console?: () => Promise<Console>
}

/**
 * The screens of one module, in `web/<module>/index.ts`. They are there where the statement in force states something
 * that the module does. `export const homes = defineScreens('homes', { ways: [...], screens: [{ path: 'home', screen:
 * screen(homesWords, () => import('./HomeScreen.tsx').then(it => it.HomeScreen)) }] })`
 */
export const defineScreens = (module: string, its: Omit<Screens, 'module'>): Screens => ({ module, ...its })

/**
 * What comes when it is called for, together with its words in the language on screen. All that it says are named, also
 * by parts that are opened later: words that come in the middle of a visit blank the screen for a moment.
 */
export const screen = <P extends object = object>(
  words: Dictionary<unknown> | readonly Dictionary<unknown>[],
  comes: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> =>
  lazy(async () => {
    const [shown] = await Promise.all([comes(), ...[words].flat().map(comeWords)])
    return { default: shown }
  })

export const isThere = (site: Site, { module, always }: Screens): boolean => always ?? site.runs.includes(module)
