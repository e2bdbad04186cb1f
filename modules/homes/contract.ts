import { contract } from '../../house/contract.ts'

/** Gateways that were made, from the inside: for the command that enters them, and for the demo. */
export const Inventory = contract<Inventory>('homes.inventory')

export interface Inventory {
  /** Enters a gateway; said again with the same secret, nothing changes. Throws a Refusal where the serial number cannot be one, or is there with another secret. */
  add(gateway: { readonly serial: string, readonly secret: string, readonly model: string }): Promise<void>
  /** Makes up a serial number and a secret, and enters them. The secret is shown here and never again. */
  make(model: string): Promise<{ readonly serial: string, readonly secret: string }>
}

/**
 * Claims that staff enter: a customer who comes from another system has had the gateway for a while, and what it kept from
 * that time is the customer's too.
 */
export const Claims = contract<Claims>('homes.claims')

export interface Claims {
  /** Ties a gateway to a customer, since a moment that is past or now. Throws a Refusal where somebody has it. Said again for the same customer, nothing changes. */
  enter(claim: { readonly serial: string, readonly account: string, readonly since: Date }): Promise<void>
}
