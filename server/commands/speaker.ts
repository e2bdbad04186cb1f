import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Environment } from '../startup/environment.ts'
import { CannotRun, isClosed } from '../problems/command-errors.ts'
import type { Io } from './command.ts'

export interface Streams {
  readonly out: Writable
  readonly err: Writable
  readonly in: Readable
}

/** Speaks on the standard streams; what is not the result itself goes beside a JSON document. */
export function speaker(json: boolean, environment: Environment, { out, err, in: input }: Streams): Io {
  const aside = json ? err : out
  return {
    json,
    environment,
    say: line => {
      aside.write(`${line}\n`)
    },
    give: (result, words) => {
      out.write(json ? `${JSON.stringify(result, null, 2)}\n` : words.map(line => `${line}\n`).join(''))
    },
    write: chunk =>
      new Promise((resolve, reject) => {
        out.write(chunk, error => {
          if (error)
            reject(
              isClosed(error)
                ? new CannotRun('Whoever was to read this stopped before its end, so it is not whole.')
                : error,
            )
          else resolve()
        })
      }),
    read: () => text(input),
  }
}
