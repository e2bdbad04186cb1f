import type { Module } from '../platform/module.ts'
import { kernel } from './kernel-module.ts'
import { api } from '../modules/api/index.ts'
import { audit } from '../modules/audit/index.ts'
import { consents } from '../modules/consents/index.ts'
import { disclosures } from '../modules/disclosures/index.ts'
import { homes } from '../modules/homes/index.ts'
import { identity } from '../modules/identity/index.ts'
import { intake } from '../modules/intake/index.ts'
import { mail } from '../modules/mail/index.ts'
import { proof } from '../modules/proof/index.ts'
import { rights } from '../modules/rights/index.ts'
import { statements } from '../modules/statements/index.ts'
import { telemetry } from '../modules/telemetry/index.ts'
import { website } from '../modules/website/index.ts'
import { operations } from '../modules/operations/index.ts'

/**
 * Every module of the platform, in the order in which one would explain them. Which of them run is the manifest's
 * business.
 */
export const everyModule: readonly Module[] = [
  kernel,
  website,
  identity,
  homes,
  telemetry,
  mail,
  rights,
  intake,
  consents,
  statements,
  proof,
  audit,
  disclosures,
  operations,
  api,
]
