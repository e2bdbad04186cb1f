/** Tasks that see across activities, each a role of its own that only the login `desk` may become. */
export const deskRoles = ['rights', 'archive', 'sweep', 'proof'] as const
export type DeskRole = (typeof deskRoles)[number]

/**
 * Names of the roles and logins of one store. Roles belong to the whole cluster, so each name carries the store's id.
 */
export interface Roles {
  of(activity: string): string
  desk(task: DeskRole): string
  readonly owner: string
  readonly app: string
  readonly deskLogin: string
}

export function roleNames(storeId: string): Roles {
  const named = (rest: string): string => {
    const name = `obhut_${storeId}_${rest}`
    // PostgreSQL cuts a longer name off without a word, and two activities would share a role.
    if (Buffer.byteLength(name) > 63)
      throw new Error(`the role name ${name} is longer than the 63 bytes that PostgreSQL keeps`)
    return name
  }
  return {
    of: activity => named(activity),
    desk: task => named(`@${task}`),
    owner: named('@owner'),
    app: named('@app'),
    deskLogin: named('@desk'),
  }
}
