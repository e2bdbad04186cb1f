import { rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Refusal } from '../../platform/refusal.ts'
import type { Inventory, NewGateway } from '../../modules/homes/contract.ts'
import { theInventory } from '../../modules/homes/inventory.ts'
import { labelsPage } from '../../modules/homes/labels-page.ts'
import { secretsFile } from '../../modules/homes/secrets-file.ts'
import { thisUser } from '../process/this-user.ts'
import { CannotRun, CommandFailed } from '../problems/command-errors.ts'
import { valued, type Io } from './command.ts'
import { withFoundation } from './foundation.ts'
import { z } from 'zod'

const path = z.string().min(1, 'a path is not empty')
/** Where secrets go, which are shown once. */
export const once = {
  labels: valued('FILE', 'Writes labels and slips with the secrets to print (HTML) into this file.', path),
  secrets: valued('FILE', 'Writes serial, model and secret (CSV) into this file, instead of printing them.', path),
}

/** The list of gateways of an instance, whether a platform runs on it or not. */
export const withInventory = <R>(
  data: string | undefined,
  io: Io,
  work: (inventory: Inventory) => Promise<R>,
): Promise<R> =>
  withFoundation(data, io, async ({ store, stating }) => {
    if (!stating.states('homes.inventory'))
      throw new CannotRun(
        'The statement in force does not state homes.inventory, under which the list of gateways is kept.',
      )
    return work(theInventory(store)).catch(problem => {
      throw problem instanceof Refusal
        ? new CommandFailed(`${problem.says.en} ${problem.helps?.en ?? ''}`.trim())
        : problem
    })
  })

interface Out {
  readonly labels?: string | undefined
  readonly secrets?: string | undefined
  readonly language?: 'de' | 'en' | undefined
}

/**
 * Where secrets go that are shown once: files that nobody else may read, made before anything else, so that no secret
 * is lost because its file cannot be written. One that is there already may be the only place of others, and is not
 * written over. Without files they are printed.
 */
export async function handingOut({
  labels,
  secrets,
  language = 'en',
}: Out): Promise<(made: readonly NewGateway[]) => Promise<string[]>> {
  const files = [
    ...(labels === undefined
      ? []
      : [
          {
            file: labels,
            says: 'Labels to print',
            text: (made: readonly NewGateway[]): AsyncIterable<string> | string => labelsPage(made, language),
          },
        ]),
    ...(secrets === undefined ? [] : [{ file: secrets, says: 'Secrets', text: secretsFile }]),
  ]
  for (const { file } of files) {
    await writeFile(file, '', { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      throw new CannotRun(
        error.code === 'EEXIST'
          ? `${resolve(file)} is there already; name another file.`
          : `${resolve(file)} cannot be written by the user ${thisUser()} (${error.code}). Name a file in a folder of this user.`,
      )
    })
  }
  return async made => {
    if (made.length === 0) {
      for (const { file } of files) await rm(file)
      return []
    }
    for (const { file, text } of files) await writeFile(file, text(made))
    return [
      ...files.map(({ file, says }) => `${says}: ${file}`),
      ...(files.length ? [] : made.map(({ serial, model, secret }) => `${serial}  ${secret}  ${model}`)),
      'The secrets are not stored in plain text and cannot be shown again.',
    ]
  }
}
