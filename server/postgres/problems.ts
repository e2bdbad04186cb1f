// What PostgreSQL says when it does not start, turned into what helps.
import type { Postmaster } from './postmaster.ts'

/**
 * It runs, as far as one can tell, and there is no way to it from here: it was started before an update, with its
 * socket in a folder that a service has to itself, or is hung.
 */
export class NotReachable extends Error {
  constructor(cluster: string, { pid, socketDir }: Postmaster) {
    super(
      [
        `A PostgreSQL seems to run on ${cluster} already (process ${pid}), and its socket${socketDir.startsWith('/') ? ` in ${socketDir}` : ''} cannot be reached from here.`,
        `Restart the service that started it. If process ${pid} is no PostgreSQL, remove ${cluster}/postmaster.pid.`,
      ].join(' '),
    )
    this.name = 'NotReachable'
  }
}

export function inWords(said: string, place: string): Error {
  const [, helps] = known.find(([pattern]) => pattern.test(said)) ?? []
  const lines = said.trim().split('\n').slice(-15).join('\n')
  return new Error(`PostgreSQL did not start in ${place}.${helps ? ` ${helps}` : ''}\n${lines}`)
}

const known: [RegExp, string][] = [
  [/No space left on device/, 'The disk (or /dev/shm) is full.'],
  [/could not bind|Address already in use/, 'The address it should listen on is taken.'],
  [
    /has wrong ownership|Permission denied/,
    'The folder belongs to somebody else, or a folder on the way is closed to the user that PostgreSQL runs as.',
  ],
  [
    /could not map anonymous shared memory|Cannot allocate memory/,
    'There is not enough memory; `shared_buffers` can be set lower.',
  ],
  [/cannot open shared object file/, 'A library is missing on this system; set DATABASE_URL to a server of your own.'],
  [/lock file .* already exists/, 'Another PostgreSQL is using this data.'],
  [/could not locate a valid checkpoint|invalid (primary )?checkpoint|PANIC/, 'The data is damaged; restore a backup.'],
]
