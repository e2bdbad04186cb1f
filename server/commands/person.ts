import { z } from 'zod'
import { findSubjects, kindsIn } from '../../kernel/rows/find.ts'
import type { DataSubject } from '../../kernel/declare/subject.ts'
import type { Store } from '../../kernel/store/store.ts'
import { mailAddress } from '../../platform/mail-address.ts'
import { nearest } from '../../kernel/text/nearest.ts'
import { CommandFailed, WrongUse } from '../problems/command-errors.ts'
import { valued, type Io } from './command.ts'

// How a command is told which person it is about.

export const person = {
  kind: valued('KIND', 'The kind of person: customer (default), staff, …', z.string().min(1)),
  mail: valued('ADDRESS', 'By e-mail address; - reads it from the standard input.', z.string().min(1)),
  customerNumber: valued('NUMBER', 'By customer number; - reads it from the standard input.', z.string().min(1)),
}

export const shellNote =
  'What is typed on a command line stays in the history of the shell and shows in the list of processes. --mail - takes the address from the standard input instead.'

interface Said {
  readonly kind: string | undefined
  readonly mail: string | undefined
  readonly customerNumber: string | undefined
}

/** The person who was named, under every id that goes by this address or number; a No where there is nobody. */
export async function personNamed(
  store: Store,
  { kind = 'customer', mail, customerNumber }: Said,
  io: Io,
): Promise<readonly DataSubject[]> {
  if ((mail === undefined) === (customerNumber === undefined))
    throw new WrongUse('Name the person by --mail or by --customer-number, one of the two.')
  const kinds = kindsIn(store)
  if (!kinds.includes(kind))
    throw new WrongUse(
      `There is no kind of person '${kind}' here; there are: ${kinds.join(', ')}.${nearest(kind, kinds) === undefined ? '' : ` Did you mean ${nearest(kind, kinds)}?`}`,
    )
  const said = mail ?? customerNumber ?? ''
  const typed = (said === '-' ? await io.read() : said).trim()
  const value = mail === undefined ? typed.replaceAll(/[\s.-]/g, '') : mailAddress(typed)
  if (value === undefined) throw new WrongUse('This is no e-mail address. It looks like name@example.org.')
  const found = await findSubjects(store, kind, mail === undefined ? 'customerNumber' : 'mail', value)
  if (found.length === 0)
    throw new CommandFailed(
      `Nothing is held about a ${kind} of this ${mail === undefined ? 'customer number' : 'address'}.`,
    )
  return found
}
