import { resolve } from 'node:path'
import { DatabaseError } from 'pg'
import { problemOf, Refusal } from '../../platform/refusal.ts'
import { Contradictions } from '../../kernel/declare/declarations.ts'
import { DatabaseAway, DatabaseRefusal } from '../../kernel/problems/errors.ts'
import { traced } from '../../kernel/problems/traced.ts'
import { HeldWithoutPurpose } from '../../kernel/enforce/rows-without-purpose.ts'
import { AnotherWaits, CodeSaysOtherwise, MaterialChange } from '../../kernel/versions/in-force.ts'
import { NotPublished } from '../../kernel/versions/publishing.ts'
import { WrongRelay } from '../../modules/mail/relay.ts'
import { WrongEnvironment } from '../startup/environment.ts'
import { thisUser } from '../process/this-user.ts'
import { UnfitManifest } from '../statement/manifest.ts'
import { CommandFailed } from '../problems/command-errors.ts'

/** What a command that failed says, and its exit code. Where in the code it failed is shown to those who ask for it. */
export function failureOf(problem: unknown, trace: boolean): { code: number; words: string } {
  const code = codeOf(problem)
  if (trace) return { code, words: traced(problem) }
  return { code, words: wordsOf(problem) }
}

function codeOf(problem: unknown): number {
  if (problem instanceof CommandFailed) return problem.code
  if (
    [UnfitManifest, HeldWithoutPurpose, MaterialChange, CodeSaysOtherwise, AnotherWaits, NotPublished].some(
      kind => problem instanceof kind,
    )
  )
    return 1
  return problem instanceof WrongEnvironment || problem instanceof WrongRelay ? 2 : 3
}

function wordsOf(problem: unknown): string {
  if (!(problem instanceof Error)) return 'Something failed. OBHUT_TRACE=1 shows where.'
  if (problem instanceof Refusal) return refused(problem)
  const { code, port, address, path } = problem as NodeJS.ErrnoException & { port?: number; address?: string }
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken on ${address}. Choose another with the option that names it: --port, --mqtt-port, --redirect-port or --intake-port.`
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} may not be opened by the user ${thisUser()}. Choose one above 1023.`
  if (code === 'EADDRNOTAVAIL')
    return `${address ?? 'What --host says'} is no address of this machine. Choose another with --host.`
  if (problem instanceof DatabaseAway)
    return `${problem.says.en} Does it run, and does DATABASE_URL name the right host and port?`
  if (code === 'ENOENT' && path !== undefined) return `${resolve(path)} is not there.`
  if ((code === 'EACCES' || code === 'EPERM') && path !== undefined)
    return `${resolve(path)} may not be used by the user ${thisUser()}.`
  if (code === 'EISDIR') return `${path ?? 'This'} is a folder.`
  if (code === 'ENOSPC') return 'The disk is full.'
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM')
    return `Something that is needed is ${code === 'ENOENT' ? 'not there' : `closed to the user ${thisUser()}`} (${code}). OBHUT_TRACE=1 shows what.`
  const tls = tlsTrouble(code, problem.message)
  if (tls !== undefined) return `The database's certificate was not accepted: ${tls} Nothing was sent to it.`
  if (code === '28P01' || code === '28000')
    return "The database refuses the login. With DATABASE_URL, look at user, password and OBHUT_SECRET; with --data, the file `secret` may be another store's."
  if (code === '3D000') return 'There is no such database on the server of DATABASE_URL. Create it first.'
  if (problem instanceof Contradictions || problem instanceof DatabaseRefusal || !(problem instanceof DatabaseError))
    return problem.message
  return new DatabaseRefusal(problem).message
}

/** What is wrong with the certificate that a database server shows. */
function tlsTrouble(code: string | undefined, message: string): string | undefined {
  if (message === 'The server does not support SSL connections')
    return 'the server of DATABASE_URL offers no TLS. Switch it on there (ssl = on); sslmode=disable sends everything in clear.'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'it is for another name than the host in DATABASE_URL. Write the name that the certificate bears.'
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return 'it is not valid at this time. Renew it on the server.'
  if (code !== undefined && /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|CERT_)/.test(code))
    return `nobody who is trusted here has signed it (${code}). Name the issuer's certificate: DATABASE_URL=…?sslrootcert=FILE. sslmode=no-verify trusts whoever answers.`
  return undefined
}

function refused(refusal: Refusal): string {
  const { title, helps, fields = {} } = problemOf(refusal, 'en')
  return [title, ...Object.entries(fields).map(([name, says]) => `${name}: ${says}`), helps].filter(Boolean).join(' ')
}
