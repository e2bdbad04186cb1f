import { createHash } from 'node:crypto'
import { fingerprint, type Declarations } from '../declare/declarations.ts'
import { protectionOf } from './derive.ts'
import { triggersIn } from './triggers.ts'
import { possessionFunctions } from './possessions-seen.ts'
import { thingsFunctions } from './things-of-tenants.ts'
import { roleNames } from './roles.ts'

/**
 * The same for the same declarations from which the same SQL follows: where either is another, roles, policies,
 * triggers and functions are applied anew. Declarations alone would not do: a policy names tables that they give by a
 * function, and another version of this software may derive other policies.
 */
export const derivedFingerprint = (all: Declarations): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        fingerprint(all),
        ...[...possessionFunctions(all, anyStore), ...thingsFunctions(all, anyStore)].map(({ name, body }) => [
          name,
          body,
        ]),
        ...[...all.tables.values()].flatMap(table => protectionOf(table, all, anyStore)),
        ...triggersIn(all).map(({ makes }) => makes),
      ]),
    )
    .digest('hex')
const anyStore = roleNames('00000000')
