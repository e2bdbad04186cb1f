import type { Words } from '../kernel/declare/terms.ts'
import { contract } from './contract.ts'

/**
 * What a module has to say on the start page of the site: what one can do there, in a sentence or two. It is shown where
 * the module runs, and only while the statement in force states the activity that it names.
 */
export interface LandingPart {
  readonly activity?: string
  /** What the operator is there for comes first, then the account, then the person's data. */
  readonly about: 'service' | 'account' | 'data'
  readonly title: Words
  readonly says: Words
  /** The inside of an SVG of 24 by 24, drawn by strokes of the width 2. */
  readonly icon: string
  /** Where it leads, in each language. */
  readonly link?: { readonly to: Words; readonly says: Words }
  /** How the page begins, where this is what the operator is there for; of several parts the first one counts. */
  readonly opening?: LandingOpening
  /**
   * Beside the scene, of 192 by 136, in the colours of the site: `var(--spruce)`. Of several parts the first one counts.
   */
  readonly card?: string
}
export interface LandingOpening {
  readonly headline: Words
  readonly lead: (site: string) => Words
  /** The inside of an SVG of 600 by 520, in the colours of the site; it stands on the ground at 449. */
  readonly scene: string
}

/** What the modules that run have to say under the statement in force. */
export const TheLanding = contract<{ parts(): readonly LandingPart[] }>('the parts of the landing page')
