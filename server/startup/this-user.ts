import { userInfo } from 'node:os'

/** As whom this process runs, as a person would call the user. */
export function thisUser(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.()) // a user without a name, as in some containers
  }
}
