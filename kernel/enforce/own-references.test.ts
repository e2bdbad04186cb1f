import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { ref } from '../declare/columns.ts'
import { against } from '../proof/prove-for-test.ts'
import { theLibrary } from '../recovery/example-for-test.ts'
import { card, cards, lending, loan, reminder } from '../store/example-for-test.ts'
import { person } from '../store/work.ts'
import { ownReferencesOf } from './own-references.ts'

let modules: Module[]
let world: World
beforeAll(async () => {
  modules = await theLibrary()
  world = await aWorld({ modules, lasting: true })
})

interface Reader {
  readonly id: string
  readonly card: string
  readonly loan: string
}
async function aReader({ store }: World): Promise<Reader> {
  const id = randomUUID()
  return store.under(cards, person(id), async work => {
    const { id: cardId } = await work
      .over(card)
      .insertInto('library.card')
      .values({ name: 'Ida', address: 'a street' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: loanId } = await work.under(lending, person(id), inner =>
      inner
        .over(loan)
        .insertInto('library.loan')
        .values({ cardId, title: 'a book' })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    return { id, card: cardId, loan: loanId }
  })
}
const told = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  )
const borrows = ({ id }: Reader, cardId: string, handledBy: string | null = null): Promise<string> =>
  told(
    world.store.under(lending, person(id), work =>
      work.over(loan).insertInto('library.loan').values({ cardId, title: 'a book', handledBy }).execute(),
    ),
  )

it('refers to rows of the same person, and to no other’s', async () => {
  const [ida, otto] = [await aReader(world), await aReader(world)]
  expect(await borrows(ida, ida.card)).toBe('done')
  expect(await borrows(ida, otto.card)).toBe('OB403')
  expect(await borrows(ida, randomUUID())).toBe('23503')
  // Whom a row is declared to mention is another.
  expect(await borrows(ida, ida.card, otto.card)).toBe('done')
  expect(
    await told(
      world.store.under(lending, person(ida.id), work =>
        work.over(loan).updateTable('library.loan').set({ cardId: otto.card }).where('id', '=', ida.loan).execute(),
      ),
    ),
  ).toBe('OB403')
  expect(
    await told(
      world.store.under(lending, person(ida.id), work =>
        work
          .over(reminder)
          .insertInto('library.reminder')
          .values({ loanId: otto.loan, wording: 'bring it back' })
          .execute(),
      ),
    ),
  ).toBe('OB403')
  expect(await world.rows('select from library.reminder')).toEqual([])
})
it('says so of what is declared to be another’s, and of nothing that is about nobody', () => {
  expect(ownReferencesOf(loan).map(({ name }) => name)).toEqual(['cardId'])
  const declared = { ...loan, persons: [], columns: { ...loan.columns, cardId: ref(card, { ofAnother: true }) } }
  expect(ownReferencesOf(declared).map(({ name }) => name)).toEqual(['handledBy'])
})
it('is proven: that the database looks, and how many refer to another’s all the same', async () => {
  const own = await aWorld({ modules })
  const [ida, otto] = [await aReader(own), await aReader(own)]
  expect(await against(own)).toEqual([])
  await own.rows('alter table library.loan disable trigger "card_id is of the same person"')
  await own.rows('update library.loan set card_id = $1 where id = $2', [otto.card, ida.loan])
  expect(await against(own)).toEqual([
    `'cardId' of library.loan may refer to another person's row`,
    `1 of 2 rows of library.loan refer by 'cardId' to a row of library.card of another person`,
  ])
})
