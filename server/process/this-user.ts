import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'

/** As whom this process runs, as a person would call the user. */
export function thisUser(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.()) // a user without a name, as in some containers
  }
}

/** A user by name, where this system has one for the number. */
export function userName(uid: number): string {
  try {
    return (
      readFileSync('/etc/passwd', 'utf8')
        .split('\n')
        .map(line => line.split(':'))
        .find(([, , id]) => id === String(uid))?.[0] ?? String(uid)
    )
  } catch {
    return String(uid)
  }
}
