// What a test run was seen to do: each process of it writes what it saw, and when all is over it is judged.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Contact, Recorder } from '../../house/recorder.ts'

/** The folder, for every process of a run. */
export const recordIn = 'RECORD_CONTACTS_IN'

/** What this process was seen to do so far; each test file loads modules of its own, so it stands beside them. */
const here = globalThis as { contactsSeen?: Map<string, Contact> } // nobody else knows of it
export const seenHere = (): Contact[] => [...here.contactsSeen?.values() ?? []]

/** Notes each contact once, for the run where it has a folder for that. */
export function recorderIn(folder: string | undefined): Recorder {
  if (folder !== undefined) mkdirSync(folder, { recursive: true })
  const noted = here.contactsSeen ??= new Map()
  return {
    contacted(contact) {
      const line = JSON.stringify(contact)
      if (noted.has(line)) return
      noted.set(line, contact)
      if (folder !== undefined) appendFileSync(join(folder, `${process.pid}.jsonl`), `${line}\n`)
    },
  }
}

export const recorded = (folder: string): Contact[] => existsSync(folder)
  ? readdirSync(folder).flatMap(name => readFileSync(join(folder, name), 'utf8').trim().split('\n').filter(Boolean).map(line => JSON.parse(line) as Contact))
  : []

const thisMachine = /^(localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3}|\/.*)$/

/**
 * What nothing declared, in words. The tests and their stand-ins live on this machine; whoever is spoken to elsewhere, or by mail without
 * a recipient of the statement having been opened, is in no statement.
 */
export const undeclared = (contacts: readonly Contact[]): string[] => [...new Set(contacts
  .filter(({ host, recipient, by }) => recipient === undefined && (!thisMachine.test(host) || by === 'the package nodemailer'))
  .map(({ host, port, by }) => `${host}${port === undefined ? '' : `:${port}`}, by ${by}`))]
