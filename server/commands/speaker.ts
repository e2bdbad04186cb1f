import { text } from 'node:stream/consumers'
import type { Environment } from '../environment.ts'
import type { Io } from './command.ts'

/** Speaks on the standard streams; what is not the result itself goes beside a JSON document. */
export function speaker(json: boolean, environment: Environment): Io {
  const aside = json ? process.stderr : process.stdout
  return {
    json, environment,
    say: line => { aside.write(`${line}\n`) },
    give: (result, words) => { process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : words.map(line => `${line}\n`).join('')) },
    write: chunk => new Promise((resolve, reject) => { process.stdout.write(chunk, error => { if (error) reject(error); else resolve() }) }),
    read: () => text(process.stdin),
  }
}
