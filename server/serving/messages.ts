import { derivedKeys, givenKeys } from '../../kernel/vault/generations.ts'
import { keysInFile } from '../../kernel/vault/key-file-source.ts'
import type { Environment } from '../environment.ts'
import { vaultIn, type Instance } from '../instance.ts'
import type { Places } from '../demo/told.ts'
import type { DemoGateway } from '../demo/gateways.ts'
import type { ToRun } from '../running.ts'

/** What the process that serves is to do; it goes through the channel between the two, so that no secret stands in a command line. */
export interface ToServe {
  readonly instance: Omit<Instance, 'close' | 'keys'>
  /** Master keys of the vault that the environment gave, as it wrote them. */
  readonly vaultKeys: string | undefined
  readonly run: Omit<ToRun, 'modules'>
  /** By name, where not all of them run. */
  readonly modules?: readonly string[]
  readonly environment: Omit<Environment, 'vaultKeys'>
  /** Whether the people of the demo are let in. */
  readonly demo: boolean
}

/** Instance and environment as they go through the channel, which carries no functions and no key objects. */
export function carried({ database, secret, dataDir, name, embedded }: Instance, { vaultKeys, ...environment }: Environment): Pick<ToServe, 'instance' | 'environment' | 'vaultKeys'> {
  return {
    instance: { database, secret, dataDir, name, embedded }, environment,
    vaultKeys: vaultKeys?.read().map(({ number, key }) => `${number}:${key.export().toString('base64')}`).join(','),
  }
}

/** The same on the other side. */
export function arrived({ instance, environment, vaultKeys }: ToServe): { readonly instance: Omit<Instance, 'close'>, readonly environment: Environment } {
  const secret = Buffer.from(instance.secret)
  const given = vaultKeys === undefined ? undefined : givenKeys(vaultKeys)
  const keys = instance.embedded ? keysInFile(vaultIn(instance.dataDir), false) : given ?? derivedKeys(secret)
  return { instance: { ...instance, secret, keys }, environment: { ...environment, vaultKeys: given } }
}

/** What it tells once it serves. */
export interface Served {
  readonly url: string
  readonly mqttPort: number | undefined
  readonly store: 'live' | 'demo' | 'test'
  readonly version: number
  readonly effective: string
  readonly timeZone: string
  readonly migrated: number
  readonly demo?: { readonly places: Places, readonly gateways: readonly DemoGateway[] }
}

export type ToServing = { readonly is: 'serve', readonly what: ToServe } | { readonly is: 'stop' }
export type FromServing =
  | { readonly is: 'here' }
  | { readonly is: 'says', readonly line: string }
  | { readonly is: 'serves', readonly served: Served }
  | { readonly is: 'failed', readonly code: number, readonly words: string, readonly problems?: readonly unknown[] }
