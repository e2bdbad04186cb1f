import { z } from 'zod'
import { valued } from './command.ts'

// What several commands take, said once.

const path = z.string().min(1, 'a path is not empty')
const portNumber = z
  .string()
  .regex(/^\d{1,5}$/, 'a port is a number from 0 to 65535')
  .transform(Number)
  .refine(port => port <= 65_535, 'a port is a number from 0 to 65535')

/**
 * A moment with its zone; a day alone is read where it is needed, because a day begins at different moments in
 * different places.
 */
export const momentOption = z.iso
  .datetime({ offset: true, message: 'a moment is written as ISO 8601 does, with its zone: 2027-03-01T08:00:00Z' })
  .transform(text => new Date(text))

export const data = valued(
  'DIR',
  'Where the instance lies (OBHUT_DATA, else data/). Given, it goes before DATABASE_URL.',
  path,
)
export const manifest = valued('FILE', 'The manifest to run.', path)
export const port = valued('PORT', 'Where pages and API are served (4400).', portNumber)
export const mqttPort = valued('PORT', 'Where gateways connect (1883; 8883 is usual with a certificate).', portNumber)
export const tlsCert = valued(
  'FILE',
  'The certificate to show, with those of its issuers (PEM); also OBHUT_TLS_CERT.',
  path,
)
export const tlsKey = valued('FILE', 'The private key of that certificate (PEM); also OBHUT_TLS_KEY.', path)
export const redirectPort = valued(
  'PORT',
  'Where plain HTTP is answered, only to lead to HTTPS. Closed where it is not said; 80 is usual.',
  portNumber,
)
export const intakePort = valued(
  'PORT',
  'Where mail to the privacy contact and the data protection officer is taken in. Closed where it is not said; 25 is usual.',
  portNumber,
)
export const host = valued(
  'ADDRESS',
  'The address to listen on (127.0.0.1; 0.0.0.0 for all).',
  z
    .string()
    .transform(typed => (typed === 'localhost' ? '127.0.0.1' : typed.replace(/^\[(.*)\]$/, '$1')))
    .pipe(
      z.union(
        [z.ipv4(), z.ipv6()],
        'it wants an address of this machine: 127.0.0.1 for this machine alone, 0.0.0.0 for everybody. The name that people type is OBHUT_BASE_URL.',
      ),
    ),
)
export const clock = valued('ISO-TIME', 'Moves the time on, in a demo or test store only.', momentOption)
export const ledger = valued(
  'FILE',
  'Where the ledger lies (OBHUT_LEDGER): a file outside of the database and of its backups.',
  path,
)
export const passphraseFile = valued(
  'FILE',
  'A file with the passphrase that the backup is encrypted with, in place of the master secret.',
  path,
)
export const language = valued('LANGUAGE', 'de or en.', z.enum(['de', 'en'], 'a language is de or en'))
