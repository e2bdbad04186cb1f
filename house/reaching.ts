import type { Destination } from '../kernel/disclosure/way-out.ts'
import { contracts } from './contract.ts'

/**
 * Where a part of the house is going to connect to because the environment says so. The manifest has to name the host among those of
 * the recipient, or the house does not start.
 */
export interface Reaches {
  /** The kind of recipient that stands there: `mail`. */
  readonly kind: string
  readonly to: Destination
  /** What says so, for whoever has to mend it: `OBHUT_SMTP_URL`. */
  readonly saidBy: string
}
export const Reaching = contracts<Reaches>('house.reaching')
