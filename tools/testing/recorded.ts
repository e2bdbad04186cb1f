// What a test run was seen to do: each process of it writes what it saw, and when all is over it is judged.
import { AsyncLocalStorage } from 'node:async_hooks'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Contact, Recorder, Worked } from '../../platform/recorder.ts'

/** The folder, for every process of a run. */
export const recordIn = 'RECORD_CONTACTS_IN'

/** What this process was seen to do so far; each test file loads modules of its own, so it stands beside them. */
// as: nobody else knows of it
const here = globalThis as {
  contactsSeen?: Map<string, Contact>
  worksSeen?: Map<string, DatabaseUse>
  recorder?: Recorder
  standIns?: AsyncLocalStorage<string>
}
export const seenHere = (): Contact[] => [...(here.contactsSeen?.values() ?? [])]

/**
 * What one database was seen to be asked by the platform's own logins: roles that were taken on, tables that were named
 * as written.
 */
export interface DatabaseUse {
  readonly roles: Set<string>
  readonly tables: Set<string>
}
export function seenIn(database: string): DatabaseUse {
  const all = (here.worksSeen ??= new Map<string, DatabaseUse>())
  const seen = all.get(database) ?? { roles: new Set(), tables: new Set() }
  all.set(database, seen)
  return seen
}
/** Somebody outside of the platform whom a test plays: what it contacts, the platform has not. */
export const played = <R>(who: string, work: () => R): R => (here.standIns ??= new AsyncLocalStorage()).run(who, work)
export const playedNow = (): string | undefined => here.standIns?.getStore()

/** Notes what a store of this process was seen to do, before it closes; where nobody watches, nobody asks. */
export async function noteWork(worked: () => Promise<Worked>): Promise<void> {
  here.recorder?.worked(await worked())
}

/** Notes each contact once, for the run where it has a folder for that. */
export function recorderIn(folder: string | undefined): Recorder {
  if (folder !== undefined) mkdirSync(folder, { recursive: true })
  const noted = (here.contactsSeen ??= new Map())
  const write = (what: object): void => {
    if (folder !== undefined) appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify(what)}\n`)
  }
  return (here.recorder = {
    contacted(contact) {
      const line = JSON.stringify(contact)
      if (noted.has(line)) return
      noted.set(line, contact)
      write({ contact })
    },
    worked: worked => {
      write({ worked })
    },
  })
}

export interface Recorded {
  readonly contacts: readonly Contact[]
  readonly worked: readonly Worked[]
}

export function recorded(folder: string): Recorded {
  const lines = existsSync(folder)
    ? readdirSync(folder).flatMap(name => readFileSync(join(folder, name), 'utf8').trim().split('\n').filter(Boolean))
    : []
  const all = lines.map(line => JSON.parse(line) as { contact?: Contact; worked?: Worked })
  return { contacts: all.flatMap(({ contact }) => contact ?? []), worked: all.flatMap(({ worked }) => worked ?? []) }
}

const thisMachine = /^(localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3}|\/.*)$/

/**
 * What nothing declared, in words. The tests and their stand-ins live on this machine; whoever is spoken to elsewhere,
 * or by mail without a recipient of the statement having been opened, is in no statement.
 */
export const undeclared = (contacts: readonly Contact[]): string[] => [
  ...new Set(
    contacts
      .filter(
        ({ host, recipient, by }) =>
          recipient === undefined && (!thisMachine.test(host) || by === 'the package nodemailer'),
      )
      .map(({ host, port, by }) => `${host}${port === undefined ? '' : `:${port}`}, by ${by}`),
  ),
]

/** What was done for a purpose, or written into a table, that no statement in force there stated, in words. */
export const unstated = (worked: readonly Worked[]): string[] => [
  ...new Set(
    worked.flatMap(({ stated, purposes, tables }) => [
      ...purposes
        .filter(purpose => !stated.includes(purpose))
        .map(purpose => `work was done under '${purpose}', which was not stated`),
      ...tables.flatMap(([table, under]) =>
        under === null
          ? [`${table} was written, which nobody declared`]
          : stated.includes(under)
            ? []
            : [`${table} was written, which is kept under '${under}', which was not stated`],
      ),
    ]),
  ),
]
