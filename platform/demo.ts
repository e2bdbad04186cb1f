import type { Contract, Contracts, Met, Needs, Offered } from './contract.ts'

/** What came back to a visitor. */
// any: whatever was asked for
export interface Got<B = any> {
  readonly status: number
  readonly body: B
  readonly text: string
  readonly headers: Headers
}

/** A visitor with a cookie jar, who speaks JSON to the public API. */
export interface Visitor {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Got>
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Got>
}

/** What a demo gives to each of its parts, beside what the part needs. */
export interface Stage {
  /** Somebody new who comes as anybody does: by HTTP. */
  visitor(): Visitor
  /** Does what is due by now, so that letters have gone out. */
  settle(): Promise<void>
  /**
   * Does something once in the life of this demo, by a name of its own, whatever becomes of it later. What a kill cut
   * off between doing and noting is looked for with `isThere`; without it, it is done again.
   */
  once(step: string, does: () => Promise<unknown>, isThere?: () => Promise<boolean>): Promise<void>
  /**
   * A device that connects by MQTT, made once; the demo keeps its secret, and plays it if its serial number is among
   * those of `Shown.plays`. `recordedSince` is where such recordings begin.
   */
  device(name: string, make: () => Promise<{ readonly serial: string; readonly secret: string }>): Promise<DemoDevice>
}
export interface DemoDevice {
  readonly serial: string
  readonly recordedSince: Date
}

/** Somebody to sign in as. */
export interface DemoSignIn {
  readonly is: 'customer' | 'staff'
  readonly mail: string
  readonly password: string
}

/** What a part did, for whoever starts the demo: in English, as all that the command line says. */
export interface DemoResult {
  readonly offers?: readonly Offered[]
  readonly people?: readonly DemoSignIn[]
  /** What there is to see of somebody, by the address: any part may add to it. */
  readonly told?: Readonly<Record<string, string>>
  readonly pages?: readonly { readonly what: string; readonly at: `/${string}` }[]
  /** What else one can try, a sentence or two each. */
  readonly tips?: readonly string[]
  /** Serial numbers of devices that are to be played. */
  readonly plays?: readonly string[]
}

/**
 * A part of what a module brings to the demo: people do what they do there. It takes what it needs from the running
 * platform and from other parts, and is left out where nobody offers that.
 */
// any: parts with all needs stand in one list
export interface DemoPart<N extends Needs = any> {
  readonly needs: N
  readonly offers: readonly (Contract<any> | Contracts<any>)[] // any: of all types
  readonly plays: (needs: Met<N>, stage: Stage) => Promise<DemoResult>
}

export const demoPart = <const N extends Needs>({
  offers = [],
  ...part
}: Omit<DemoPart<N>, 'offers'> & { readonly offers?: DemoPart['offers'] }): DemoPart<N> => ({ ...part, offers })
