import { contract, contracts } from './contract.ts'

/**
 * A figure that a part of the platform tells whoever watches over it. Labels are of our own making: no value of
 * anybody's is among them.
 */
export interface Metric {
  readonly name: `obhut_${string}`
  readonly help: string
  readonly kind: 'counter' | 'gauge'
  readonly values: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}
export const Metrics = contracts<{ metrics(): Promise<readonly Metric[]> }>('platform.metrics')

/** The figures of all parts together, whichever of them start first. */
export const TheMetrics = contract<{ all(): Promise<readonly Metric[]> }>('the metrics of all parts')
