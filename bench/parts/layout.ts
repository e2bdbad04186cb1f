/** Channels of a client of the bench: energy (a counter), power and voltage (gauges). */
export const channelsOf = (client: number): [number, number, number] => [client * 3 + 1, client * 3 + 2, client * 3 + 3]

/** When the reading with this place in a client's row was measured. */
export const timeOf = (start: number, place: number): number => start + place * 10

export interface Load {
  readonly port: number
  readonly clients: number
  /** Messages a client, unless `seconds` says when to end. */
  readonly messages: number
  readonly seconds?: number
  /** Messages that a client sends on before earlier ones are acknowledged. */
  readonly ahead: number
  readonly start: number
  /** Place of the first message, where an earlier run has sent some. */
  readonly first?: number
}
export interface Sent { readonly milliseconds: number, readonly acknowledged: number, readonly latencies: readonly number[], readonly acked: readonly string[] }
