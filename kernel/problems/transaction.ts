import type { ClientBase } from 'pg'

/** A statement in the transaction had failed, and the database kept nothing of it; the commit is where that shows. */
export class RolledBack extends Error {
  constructor() {
    super('the transaction was rolled back: a statement in it had failed before its commit')
    this.name = 'RolledBack'
  }
}

/**
 * How a transaction begins, unless with its first statement, and how it ends; `commit` answers undefined where it has
 * nothing to make last.
 */
export interface Ways {
  begin?(): Promise<unknown>
  commit(): Promise<{ readonly command: string } | undefined>
}

type Begin =
  | 'begin'
  | 'begin isolation level repeatable read'
  | 'begin isolation level repeatable read read only'
  | 'begin read only'

const oneByOne = (client: ClientBase, begin: Begin): Ways => ({
  begin: () => client.query(begin),
  commit: () => client.query('commit'),
})

const unusable = new WeakMap<ClientBase, Error>()
/** Why a connection must not serve anybody else: the end of a transaction on it is not known. */
export const unusableSince = (client: ClientBase): Error | undefined => unusable.get(client)

/**
 * Runs work in a transaction of its own: all of it lasts once this comes back, and nothing of it where this throws. It
 * alone says begin, commit and rollback, for units of work, desks and the owner.
 */
export async function transaction<R>(
  client: ClientBase,
  work: () => Promise<R>,
  how: Begin | Ways = 'begin',
): Promise<R> {
  const ways = typeof how === 'string' ? oneByOne(client, how) : how
  try {
    if (ways.begin) await ways.begin()
    const result = await work()
    const end = await ways.commit()
    if (end && end.command !== 'COMMIT') throw new RolledBack()
    return result
  } catch (error) {
    await client.query('rollback').catch(lost => {
      unusable.set(client, lost)
    })
    throw error
  }
}

/** Runs work in a transaction of which nothing is kept: what it makes is there while it looks, and for nobody else. */
export async function trial<R>(client: ClientBase, work: () => Promise<R>): Promise<R> {
  await client.query('begin')
  try {
    return await work()
  } finally {
    await client.query('rollback').catch(lost => {
      unusable.set(client, lost)
    })
  }
}
