import pg, { type ClientBase, type ClientConfig } from 'pg'
import { passwordOf } from '../store/store.ts'
import type { Roles } from '../enforce/roles.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** The server knows another password of this login, or none. */
const wrongPassword = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '28P01'

/**
 * Signs in with both logins, and sets back a password that is not the one that follows from the secret: whoever has a
 * login can change its password. Says which, line by line.
 */
export async function letLoginsIn(
  owner: ClientBase,
  place: ClientConfig,
  { secret, roles }: { readonly secret: Buffer; readonly roles: Roles },
): Promise<string[]> {
  const lines: string[] = []
  for (const user of [roles.app, roles.deskLogin]) {
    const password = passwordOf(secret, user)
    const client = new pg.Client({ ...place, user, password })
    client.on('error', () => {}) // nothing is asked on it
    const refused = await client.connect().then(
      () => false,
      (error: unknown) => {
        if (wrongPassword(error)) return true
        throw error
      },
    )
    await client.end()
    if (!refused) continue
    await owner.query(`alter role ${id(user)} password ${literal(password)}`)
    lines.push(`Login ${user} had another password; it was reset.`)
  }
  return lines
}
