import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { person } from '../kernel/store/work.ts'
import { delivery } from '../modules/mail/activities.ts'
import { Mailer } from '../modules/mail/contract.ts'
import { aWholeWorld } from '../server/testing/whole-world.ts'
import type { World } from '../server/testing/world.ts'
import type { System } from './catalogue.ts'
import { statementWith, type ManifestData } from './written.ts'

/** The one who delivers mail, named at the hosts that a test has. */
export const mailAt =
  (...hosts: string[]) =>
  (manifest: ManifestData): void => {
    for (const recipient of Object.values<{ serves?: string[]; hosts?: string[] }>(manifest['recipients']))
      if (recipient.serves?.includes('mail')) recipient.hosts = hosts
  }

/** A platform of this system whose mail goes to a relay on this machine. */
export async function mailingPlatform(
  system: System,
  { port, cert }: { readonly port: number; readonly cert: string },
  change: (manifest: ManifestData) => void = () => {},
): Promise<World> {
  const file = join(mkdtempSync(join(tmpdir(), 'obhut-relay-')), 'relay.pem')
  writeFileSync(file, cert)
  return aWholeWorld({
    manifest: await statementWith(system, manifest => {
      mailAt(`localhost:${port}`)(manifest)
      change(manifest)
    }),
    settings: { smtpUrl: `smtp://localhost:${port}?ca=${file}`, mailFrom: 'post@haus.example' },
  })
}

/** Writes to somebody and waits until the letter was tried. */
export async function write(world: World, to: string): Promise<string> {
  const subject = randomUUID()
  await world.store.under(delivery, person(subject), work =>
    world
      .offered(Mailer)
      .post(work, { to, subjectId: subject, language: 'de', title: 'Ein Brief', says: ['Guten Tag.'] }),
  )
  await world.settle()
  return subject
}
