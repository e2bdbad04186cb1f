import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { databaseIn, withClient } from '../../server/startup/database.ts'
import { kernel } from '../../server/kernel-module.ts'
import type { Module } from '../../platform/module.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { card, cards, lending, library, librarySql, loan } from '../store/example-for-test.ts'
import type { Store } from '../store/store.ts'
import { person } from '../store/work.ts'

/** The library of the kernel's tests, with its letter in a folder of its own. */
export async function theLibrary(): Promise<Module[]> {
  const directory = await mkdtemp(join(tmpdir(), 'library-'))
  await writeFile(join(directory, '20261122_library.sql'), librarySql)
  return [kernel, library(directory)]
}

/** A reader with a card and a loan; answers the id. */
export async function aReader(store: Store, name: string): Promise<string> {
  const id = randomUUID()
  await store.under(cards, person(id), async work => {
    const { id: cardId } = await work
      .over(card)
      .insertInto('library.card')
      .values({ name, address: `${name}'s street` })
      .returning('id')
      .executeTakeFirstOrThrow()
    await work.under(lending, person(id), inner =>
      inner
        .over(loan)
        .insertInto('library.loan')
        .values({ cardId, title: `what ${name} reads` })
        .execute(),
    )
  })
  return id
}

/** A store that can be copied as a file system snapshot would copy it, and a platform on it. */
export interface Copied {
  readonly world: World
  /** Takes a copy; meanwhile the platform stands still. */
  snapshot(): Promise<string>
  /** A platform on a copy, with the ledger of the store. */
  restored(copy: string): Promise<World>
}

export async function aStore(modules: readonly Module[]): Promise<Copied> {
  const ledger = join(await mkdtemp(join(tmpdir(), 'obhut-ledger-')), 'ledger')
  let world = await aWorld({ modules, ledger })
  return {
    get world() {
      return world
    },
    async snapshot() {
      const { database } = world
      const copy = `copy_${randomUUID().replaceAll('-', '')}`
      await world.stop()
      await withClient(testCluster(), admin =>
        admin.query(
          `create database ${pg.escapeIdentifier(copy)} template ${pg.escapeIdentifier(database.place.database)} owner obhut_owner`,
        ),
      )
      world = await aWorld({ modules, ledger, database })
      return copy
    },
    restored: async copy => aWorld({ modules, ledger, database: await databaseIn(testCluster(), copy, testSecret) }),
  }
}
