import { contract } from '../../platform/contract.ts'
import type { Who } from '../../kernel/store/work.ts'

/** Gateways that were made, from the inside: for the command that enters them, and for the demo. */
export const Inventory = contract<Inventory>('homes.inventory')

export interface Inventory {
  /** Makes up a serial number and a secret, and enters them. The secret is shown here and never again. */
  make(model: string, by?: Who): Promise<NewGateway>
  makeMany(model: string, count: number, by: Who): Promise<NewGateway[]>
  /**
   * Takes in a file with gateways, all of it or nothing: where a line is refused, none is taken in. What is there
   * already, by its serial number, is passed over; a line without one makes a new gateway each time. Throws a Refusal
   * where it is no such file, or has more lines than 10,000 or `atMost`.
   */
  import(csv: string, by: Who, how?: { readonly atMost?: number }): Promise<LineOfImport[]>
  /** Gateways by serial number, page by page. */
  list(asked: GatewayQuery, by: Who): Promise<Listed>
  /**
   * Takes a gateway out of use, by serial number or id: its connection is closed and it is let in no more. Whoever has
   * it sees that; what it reported stays under its own periods. Throws NotFound where there is none in use.
   */
  retire(which: string, by: Who): Promise<{ readonly serial: string; readonly wasClaimed: boolean }>
}

/** A gateway with its secret, which is known at this moment only. */
export interface NewGateway {
  readonly serial: string
  readonly secret: string
  readonly model: string
}
/** What became of a line of a file. */
export type LineOfImport =
  | {
      readonly line: number
      readonly serial: string
      readonly became: 'added'
      readonly model: string
      readonly secret: string
    }
  | { readonly line: number; readonly serial: string; readonly became: 'known' }
  /** It was right, and another line of the file was not. */
  | { readonly line: number; readonly serial: string; readonly became: 'left-out' }
  | {
      readonly line: number
      readonly serial: string
      readonly became: 'refused'
      readonly why: 'serial' | 'model' | 'secret' | 'secret-too-short' | 'other-secret' | 'twice'
    }

export type GatewayState = 'in stock' | 'claimed' | 'retired'
export interface GatewayQuery {
  readonly search?: string | undefined
  readonly state?: GatewayState | undefined
  readonly after?: string | undefined
  readonly limit: number
}
export interface Listed {
  readonly items: readonly {
    readonly id: string
    readonly serial: string
    readonly model: string
    readonly addedAt: Date
    readonly retiredAt: Date | null
    readonly state: GatewayState
  }[]
  readonly next: string | null
  readonly counts: { readonly inStock: number; readonly claimed: number; readonly retired: number }
}

/**
 * Claims that staff enter: a customer who comes from another system has had the gateway for a while, and what it kept
 * from that time is the customer's too.
 */
export const Claims = contract<Claims>('homes.claims')

export interface Claims {
  /**
   * Ties a gateway to a customer, since a moment that is past or now. Throws a Refusal where somebody has it. Said
   * again for the same customer, nothing changes.
   */
  enter(claim: { readonly serial: string; readonly account: string; readonly since: Date }): Promise<void>
}
