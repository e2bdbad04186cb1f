/** When the reading with this place in a gateway's row was measured. */
export const timeOf = (start: number, place: number): number => start + place * 10
/** From where times begin, so that none lies ahead. */
export const someHoursAgo = (): number => Date.now() - 4 * 3_600_000

export interface Login {
  readonly serial: string
  readonly secret: string
}
export interface Load {
  readonly port: number
  readonly gateways: readonly Login[]
  /** Messages a gateway, unless `seconds` says when to end. */
  readonly messages: number
  readonly seconds?: number
  /** Messages that a gateway sends on before earlier ones are acknowledged. */
  readonly ahead: number
  readonly start: number
  /** Place of the first message, where an earlier run has sent some. */
  readonly first?: number
}
export interface Sent {
  readonly milliseconds: number
  readonly acknowledged: number
  readonly latencies: readonly number[]
  /** For each gateway a bit for each message, set where it was acknowledged. */
  readonly acked: readonly string[]
}
