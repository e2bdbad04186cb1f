/** What one part of the platform offers and another relies on: a name and a type, no code. */
export interface Contract<T> {
  readonly name: string
  readonly many: false
  /** Carries the type only. */
  readonly type?: T
}
/** A contract that any number of parts may offer; who needs it gets them all, in the order of the composition root. */
export interface Contracts<T> {
  readonly name: string
  readonly many: true
  readonly type?: T
}
export const contract = <T>(name: string): Contract<T> => ({ name, many: false })
export const contracts = <T>(name: string): Contracts<T> => ({ name, many: true })

export interface Offered<T = unknown> {
  readonly contract: Contract<T> | Contracts<T>
  readonly value: T
}
export const offer = <T>(of: Contract<T> | Contracts<T>, value: T): Offered<T> => ({ contract: of, value })

export type Needs = Readonly<Record<string, Contract<any> | Contracts<any>>> // any: contracts of all types stand side by side
export type Met<N extends Needs> = {
  readonly [K in keyof N]: N[K] extends Contracts<infer T> ? readonly T[] : N[K] extends Contract<infer T> ? T : never
}
