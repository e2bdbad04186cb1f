import type { ClientBase } from 'pg'
import { isLost } from '../problems/errors.ts'
import { promisesOn } from './ages.ts'
import type { Findings } from './findings.ts'
import { fieldsAskedFor } from './grants.ts'
import { declaredTables, type ProofContext } from './context.ts'
import { whyNot } from './looking.ts'

/** What a proof looks at, one after the other. */
export const stepsOfProof = [
  'structure',
  'roles',
  'policies',
  'grants',
  'in force',
  'ages',
  'rows',
  'consents',
  'asked for',
  'encrypted',
  'attachments',
  'ledger',
  'log',
] as const
export type StepOfProof = (typeof stepsOfProof)[number]
/** Beside its steps, what needs no database. */
export type Check = StepOfProof | 'manifest' | 'ways' | 'files' | 'pages' | 'told'

/**
 * What each check speaks about: it falls with a check that could not be made, because nobody knows then whether it is
 * kept.
 */
const speaks: Readonly<Record<Check, RegExp>> = {
  structure: /^statement\/(activities|rights)$|\/data(\/|$)|\/end\//,
  roles: /\/purpose$|^statement\/(activities|measures|rights)$/,
  policies: /\/purpose$|\/reads\/|\/end\/|^statement\/(measures|rights)$/,
  grants: /\/(purpose|operations)$|\/reads\/|\/end\/|^statement\/(activities|measures|rights)$/,
  'in force': /^statement\/(versions|effective|activities|changes)$|\/purpose$/,
  ages: /\/end\//,
  rows: /^statement\/(activities|rights|disclosure|recipients|recipient\/.+)$|\/(recipients|data\/.+)$/,
  consents: /\/(basis|asks|proof|words)$|^statement\/right\/A7-3$/,
  'asked for': /^statement\/right\/A(18|21)$/,
  encrypted: /\/data\/|^statement\/(measures|rights)$/,
  attachments: /\/data\/|^statement\/(activities|rights)$/,
  ledger: /^(statement\/rights|kernel\.accountability\/backups)$/,
  log: /^(statement\/measures|kernel\.accountability\/operations)$/,
  manifest: /^statement\/(countries|store\/.+|recipient\/.+)$/,
  ways: /^statement\/(disclosure|measures)$/,
  files: /^statement\/measures$/,
  pages: /^statement\/disclosure$/,
  told: /./,
}
export const speaksAbout = (check: Check, context: ProofContext): ((promise: string) => boolean) => {
  // How long rows are kept, and which fields are asked for, are settings of any name.
  const settings = new Set(
    check === 'ages'
      ? declaredTables(context).flatMap(promisesOn)
      : check === 'grants'
        ? declaredTables(context).flatMap(fieldsAskedFor)
        : [],
  )
  return promise => speaks[check].test(promise) || settings.has(promise)
}

/**
 * Makes a check; one that cannot be made (a row that cannot be read, a mistake of ours) is a finding, and keeps no
 * other from its verdict. Within a transaction of `client`, where one is named, that goes on afterwards.
 */
export async function checking<R>(
  check: Check,
  {
    client,
    context,
    ids,
    found,
  }: {
    readonly client?: ClientBase
    readonly context: ProofContext
    readonly ids: readonly string[]
    readonly found: Findings
  },
  look: () => R | Promise<R>,
): Promise<R | undefined> {
  found.during(check)
  await client?.query('savepoint checking')
  try {
    const seen = await look()
    await client?.query('release checking')
    return seen
  } catch (error) {
    if (isLost(error)) throw error
    await client?.query('rollback to checking')
    found.fault(`it could not be checked (${check}): ${whyNot(error)}`, ...ids.filter(speaksAbout(check, context)))
    return undefined
  }
}
