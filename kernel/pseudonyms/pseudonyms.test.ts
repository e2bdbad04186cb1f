import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { days } from '../clock/clock.ts'
import { operation } from '../declare/activities.ts'
import { activity, type AnyActivity } from '../declare/activity.ts'
import { moment, pseudonym, ref, text, uuid } from '../declare/columns.ts'
import { Contradictions, declarations } from '../declare/declarations.ts'
import { pseudonymous } from '../declare/subject.ts'
import { offered, since, table, type AnyTable } from '../declare/table.ts'
import { consent, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import { ProcessingStopped } from '../enforce/stopped.ts'
import { PersonErased } from '../problems/errors.ts'
import { aStore } from '../recovery/example-for-test.ts'
import { askForHold, decideHold } from '../restriction/legal-holds.ts'
import { lift, restrict } from '../restriction/on-request.ts'
import { proveNow } from '../proof/prove-for-test.ts'
import { eraseSubject, erasureOf } from '../rights/erase.ts'
import { object, objectable, withdrawObjection } from '../rights/objections.ts'
import { copyOf } from '../rows/copy.ts'
import { person, platform } from '../store/work.ts'
import { storageSentences } from '../statement/storage-section.ts'
import { endPseudonyms } from './ending.ts'
import { asked, counting, library, loan, reader, readers, reading, studying, view } from './example-for-test.ts'
import { NoPseudonym } from './problems.ts'
import { pseudonymOf } from './pseudonym.ts'

const modules = [kernel, library]
let world: World
beforeAll(async () => {
  world = await aWorld({ modules })
})

async function joins({ store }: World, mail = `${randomUUID()}@example.org`): Promise<{ id: string; mail: string }> {
  const id = randomUUID()
  await store.under(reading, person(id), work =>
    work.over(readers).insertInto('library.reader').values({ mail }).execute(),
  )
  return { id, mail }
}
const views = ({ store }: World, subject: string, page = 'opening hours') =>
  store.under(counting, platform, async work =>
    work
      .over(view)
      .insertInto('library.view')
      .values({ ...(await pseudonymOf(work, view, { subject })), page, at: work.now })
      .returning(['id', 'reader', 'readerKey'])
      .executeTakeFirstOrThrow(),
  )
const borrows = ({ store }: World, subject: string, book = 'Emma') =>
  store.under(studying, platform, async work =>
    work
      .over(loan)
      .insertInto('library.loan')
      .values({ ...(await pseudonymOf(work, loan, { subject })), book, at: work.now })
      .returning(['id', 'borrower'])
      .executeTakeFirstOrThrow(),
  )
const asks = ({ store }: World, subject: string, value: string) =>
  store.under(counting, platform, async work =>
    work
      .over(asked)
      .insertInto('library.asked')
      .values({ ...(await pseudonymOf(work, asked, { subject, value })), about: 'a book', at: work.now })
      .returning(['id', 'sender'])
      .executeTakeFirstOrThrow(),
  )
const seen = ({ store }: World) =>
  store.under(counting, platform, async work =>
    (await work.read(view, 'page').select('id').execute()).map(({ id }) => id),
  )
const copied = async ({ store }: World, id: string) => {
  const found: Record<string, readonly Readonly<Record<string, unknown>>[]> = {}
  for await (const { table: of, rows } of copyOf(store, { kind: 'reader', id })) found[of.name] = rows
  return found
}
const there = async ({ rows }: World, name: string, id: string): Promise<boolean> =>
  (await rows(`select from library.${name} where id = $1`, [id])).length === 1

describe('a pseudonym', () => {
  it('is the same for one person under one activity and key, and another for everybody else', async () => {
    const [ida, otto] = [await joins(world), await joins(world)]
    const [first, second, other] = [await views(world, ida.id), await views(world, ida.id), await views(world, otto.id)]
    expect(first.reader).toHaveLength(16)
    expect(second).toMatchObject({ reader: first.reader, readerKey: first.readerKey })
    expect(other.reader).not.toEqual(first.reader)
    expect((await world.traces(ida.id)).filter(place => !place.startsWith('obhut.audit_'))).toEqual([
      'library.reader.subject',
    ])
  })

  it('of two activities cannot be joined, nor by whoever holds the whole database', async () => {
    const { id } = await joins(world)
    expect((await borrows(world, id)).borrower).not.toEqual((await views(world, id)).reader)
    const secrets = await world.rows<{ secret: Buffer }>('select secret from obhut.pseudonym_key')
    expect(secrets.every(({ secret }) => secret.length > 44)).toBe(true)
    expect(await world.rows(`select from obhut.row_key where kept_in = 'obhut.pseudonym_key'`)).toHaveLength(
      secrets.length,
    )
  })

  it('is made once where many need the first key at once', async () => {
    const fresh = await aWorld({ modules, another: true })
    const { id } = await joins(fresh)
    const made = await Promise.all(Array.from({ length: 8 }, () => views(fresh, id)))
    expect(new Set(made.map(({ readerKey }) => readerKey)).size).toBe(1)
  })

  it('is made under its own activity alone, of what it says, and for the person of the unit', async () => {
    const { id, mail } = await joins(world)
    const { store } = world
    const none = (does: Promise<unknown>) => expect(does).rejects.toThrow(NoPseudonym)
    // as: the types refuse it, too
    await none(store.under(studying, platform, work => pseudonymOf(work, view as never, { subject: id })))
    await none(store.under(counting, platform, work => pseudonymOf(work, view, { subject: id, value: mail })))
    await none(store.under(counting, platform, work => pseudonymOf(work, asked, { subject: id })))
    await none(store.under(counting, person(randomUUID()), work => pseudonymOf(work, view, { subject: id })))
  })

  it('has a key that no activity but the kernel’s reads', async () => {
    await views(world, (await joins(world)).id)
    const roles = await world.rows<{ role: string }>(
      `select grantee as role from information_schema.role_table_grants where table_schema = 'obhut' and table_name = 'pseudonym_key' and privilege_type = 'SELECT'`,
    )
    expect(roles.map(({ role }) => role).filter(role => /library/.test(role))).toEqual([])
    expect(roles.map(({ role }) => role)).toContain(world.store.roles.of(operation.name))
  })
})

describe('while the key is there', () => {
  it('the person’s copy has the rows', async () => {
    const { id, mail } = await joins(world)
    await views(world, id, 'new books')
    await asks(world, id, mail)
    await views(world, (await joins(world)).id)
    const copy = await copied(world, id)
    expect(copy['library.view']).toMatchObject([{ page: 'new books' }])
    expect(copy['library.asked']).toMatchObject([{ about: 'a book' }])
  })

  it('erasure takes them, counts them before, and lets no later one come', async () => {
    const [{ id, mail }, other] = [await joins(world), await joins(world)]
    const rows = [await views(world, id), await borrows(world, id), await asks(world, id, mail)]
    const stays = await views(world, other.id)
    const before = await erasureOf(world.store, { kind: 'reader', id })
    expect(before.gone).toContainEqual({ table: 'library.asked', rows: 1 })
    const { gone } = await eraseSubject(world.store, { kind: 'reader', id })
    for (const name of ['view', 'loan', 'asked']) expect(gone).toContainEqual({ table: `library.${name}`, rows: 1 })
    expect([
      await there(world, 'view', rows[0]!.id), // made above
      await there(world, 'loan', rows[1]!.id),
      await there(world, 'asked', rows[2]!.id),
      await there(world, 'view', stays.id),
    ]).toEqual([false, false, false, true])
    await expect(views(world, id)).rejects.toThrow(PersonErased)
  })

  it('an objection hides them from the activity, and lets none be made, until it is withdrawn', async () => {
    const { id } = await joins(world)
    const [row, lent] = [await views(world, id), await borrows(world, id)]
    expect(objectable(world.store, 'reader').map(({ name }) => name)).toContain(counting.name)
    await object(world.store, { kind: 'reader', id }, { activity: counting, by: platform })
    expect(await seen(world)).not.toContain(row.id)
    await expect(views(world, id)).rejects.toThrow(ProcessingStopped)
    expect(await world.rows('select restricted from library.loan where id = $1', [lent.id])).toEqual([
      { restricted: null },
    ])
    await withdrawObjection(world.store, id, counting.name, platform)
    expect(await seen(world)).toContain(row.id)
  })

  it('a restriction hides them, an objection outlasts it', async () => {
    const { id } = await joins(world)
    const row = await views(world, id)
    await restrict(world.store, { kind: 'reader', id }, { ground: 'accuracy', by: platform })
    expect(await seen(world)).not.toContain(row.id)
    expect((await copied(world, id))['library.view']).toHaveLength(1)
    await object(world.store, { kind: 'reader', id }, { activity: counting, by: platform })
    await lift(world.store, { kind: 'reader', id }, platform)
    expect(await seen(world)).not.toContain(row.id)
    await withdrawObjection(world.store, id, counting.name, platform)
    expect(await seen(world)).toContain(row.id)
  })

  it('an erasure that a hold stands against puts them out of reach', async () => {
    const { id } = await joins(world)
    const row = await views(world, id)
    const asking = {
      kind: 'reader',
      subject: id,
      fileNumber: '3 O 12/26',
      ground: 'claims',
      because: 'a claim for damages',
      until: new Date(world.clock.now().getTime() + days(90)),
    } as const
    const hold = await askForHold(world.store, randomUUID(), asking)
    if (hold === 'erased') throw new Error('nobody is there')
    await decideHold(world.store, randomUUID(), hold.id, { decision: 'approved', reason: 'looked at' })
    expect((await eraseSubject(world.store, { kind: 'reader', id })).waits).toBe(true)
    expect(await there(world, 'view', row.id)).toBe(true)
    expect(await seen(world)).not.toContain(row.id)
  })
})

describe('a key that is destroyed', () => {
  it('goes once its day is over; the rows stay, and nobody finds the person in them', async () => {
    const turned = await aWorld({ modules, another: true })
    const { id } = await joins(turned)
    const row = await views(turned, id)
    await turned.turnBy(days(1))
    expect(await turned.rows('select from obhut.pseudonym_key where id = $1', [row.readerKey])).toEqual([])
    expect(await turned.rows('select from obhut.row_key where id = $1', [row.readerKey])).toEqual([])
    expect((await copied(turned, id))['library.view']).toBeUndefined()
    const next = await views(turned, id)
    expect(next.reader).not.toEqual(row.reader)
    await eraseSubject(turned.store, { kind: 'reader', id })
    expect([await there(turned, 'view', row.id), await there(turned, 'view', next.id)]).toEqual([true, false])
    expect(
      await turned.rows(`select from obhut.audit_entry where what = 'expired' and about = 'obhut.pseudonym_key'`),
    ).not.toEqual([])
  })

  it('takes rows with it that say so, and those that were restricted', async () => {
    const turned = await aWorld({ modules, another: true })
    const [ida, otto] = [await joins(turned), await joins(turned)]
    const [question, kept, restricted] = [
      await asks(turned, ida.id, ida.mail),
      await views(turned, ida.id),
      await views(turned, otto.id),
    ]
    await restrict(turned.store, { kind: 'reader', id: otto.id }, { ground: 'accuracy', by: platform })
    await turned.turnBy(days(8))
    expect([
      await there(turned, 'asked', question.id),
      await there(turned, 'view', restricted.id),
      await there(turned, 'view', kept.id),
    ]).toEqual([false, false, true])
    await turned.turnBy(days(366))
    expect(await there(turned, 'view', kept.id)).toBe(false)
  })

  it('before its time is not revived by a backup from before, and its rows go', async () => {
    const store = await aStore(modules)
    const { id } = await joins(store.world)
    const row = await borrows(store.world, id)
    const older = await store.snapshot()
    expect(await endPseudonyms(store.world.store, studying.name)).toBe(1)
    await store.world.settle()
    expect(await there(store.world, 'loan', row.id)).toBe(false)
    const restored = await store.restored(older)
    expect(await restored.rows('select from obhut.pseudonym_key')).toEqual([])
    expect(await restored.rows(`select from obhut.row_key where kept_in = 'obhut.pseudonym_key'`)).toEqual([])
    await restored.settle()
    expect(await there(restored, 'loan', row.id)).toBe(false)
  })

  it('is not used where a restored backup holds it without what opens it', async () => {
    const turned = await aWorld({ modules, another: true })
    const { id } = await joins(turned)
    const row = await views(turned, id)
    await turned.rows('delete from obhut.row_key where id = $1', [row.readerKey])
    const next = await views(turned, id)
    expect(next.readerKey).not.toBe(row.readerKey)
    expect((await copied(turned, id))['library.view']).toHaveLength(1)
    await turned.settle()
    expect(await turned.rows('select id from obhut.pseudonym_key')).toEqual([{ id: next.readerKey }])
  })
})

it('is proven: that its key ends when it is to, and how many rows nobody is led back from', async () => {
  const turned = await aWorld({ modules, another: true })
  await views(turned, (await joins(turned)).id)
  expect(await proveNow(turned)).toEqual([])
  const leavesOver = async () => {
    const { readerKey } = await views(turned, (await joins(turned)).id)
    await turned.rows(`update obhut.pseudonym_key set ends_at = $1 where id = $2`, [
      new Date(turned.clock.now().getTime() - days(2)),
      readerKey,
    ])
    return proveNow(turned)
  }
  // The sweep runs beside it and may come first.
  await expect
    .poll(leavesOver)
    .toContain(
      'library.counting/pseudonym/library.view: 1 keys of pseudonyms of library.view are there a day after their end',
    )
})

describe('what the declarations refuse', () => {
  const words = { de: 'Probe', en: 'Trial' }
  const spec = {
    title: words,
    words,
    purposes: [Purpose.RequestedServiceProvision],
    reach: { all: 'a trial' },
  } as const
  const trial = activity('trial.counting', { ...spec, basis: legitimateInterest(words) })
  const columns = {
    who: pseudonym({ afterwards: 'anonymous' }),
    page: text({ is: PersonalData.Interest, from: 'the form' }),
    at: moment(),
  }
  const until = since('at', 'immediately')
  const about = pseudonymous('who', reader)
  const faultsOf = (
    one: AnyTable,
    more: readonly AnyTable[] = [],
    under: Parameters<typeof activity>[1] = undefined as never,
  ) => {
    const by = under ? activity('trial.counting', under) : trial
    try {
      declarations([
        kernel as never,
        library as never,
        { name: 'trial', activities: [by], keeps: [{ ...one, under: by }, ...more] as never },
      ])
    } catch (error) {
      if (error instanceof Contradictions) return error.all.join('\n')
      throw error
    }
    return ''
  }
  const make = (more: object = {}, changed: object = {}): AnyTable =>
    table('trial.view', { about, under: trial, until, columns: { ...columns, ...more }, ...changed } as never)

  it('nothing, where all is as it should be', () => {
    expect(faultsOf(make())).toBe('')
  })
  it('whatever else in a row leads to the person', () => {
    expect(faultsOf(make({ mail: text({ is: PersonalData.EmailAddress, from: 'the form' }) }))).toMatch(
      'past the pseudonym',
    )
    expect(faultsOf(make({ session: uuid({ is: 'pd:UID', from: 'the platform' }) }))).toMatch('past the pseudonym')
    expect(faultsOf(make({ card: ref(readers).orNot() }))).toMatch(`refers to 'library.reader'`)
  })
  it('a pseudonym that nobody could rotate or look for', () => {
    expect(faultsOf(make({ who: pseudonym({ afterwards: 'anonymous', rotates: 'Pdaily' }) }))).toMatch('no period')
    expect(faultsOf(make({ who: pseudonym({ afterwards: 'anonymous', of: 'phone' }) }))).toMatch(
      'no reader is proven by',
    )
    expect(faultsOf(make({}, { about: pseudonymous('who') }))).toMatch('no kind of person')
    expect(faultsOf(make({}, { about: pseudonymous('page', reader) }))).toMatch('which is no pseudonym()')
  })
  it('a second activity, consent, and work for one person', () => {
    expect(faultsOf(make(), [], { ...spec, basis: consent, asks: { says: words } })).toMatch('rests on consent')
    const { reach: _, ...own } = spec
    expect(faultsOf(make(), [], { ...own, basis: legitimateInterest(words) })).toMatch('no row says whose it is')
    const reads = activity('library.other', {
      ...spec,
      basis: legitimateInterest(words),
      reads: { 'library.view': ['page'] },
    })
    const offers = [offered(view, ['page'])]
    expect(() =>
      declarations([kernel as never, { ...library, activities: [...library.activities, reads], offers } as never]),
    ).toThrow('for the one activity')
  })
  it('a table that is a tenant’s, or has no end', () => {
    expect(faultsOf(make({}, { tenanted: true }))).toMatch('tenant')
    expect(faultsOf(make({}, { until: { rule: 'erasure' } }))).toMatch('no end')
  })
})

it('stands in the statement, with until when it leads back', () => {
  const says = (under: AnyActivity, language: 'de' | 'en'): string =>
    storageSentences(
      // as: of a manifest it asks for the settings of the activities alone
      {
        manifest: {
          activities: Object.fromEntries([counting, studying].map(({ name }) => [name, { settings: { keep: 'P1Y' } }])),
        } as never,
        activities: [counting, studying],
        tables: [readers, view, loan, asked],
        language,
      },
      under,
    )
      .map(({ text: said }) => said)
      .join(' ')
  expect(says(counting, 'de')).toContain('Aufgerufene Seiten: Statt Ihres Namens oder Ihrer Kennung')
  expect(says(counting, 'de')).toContain('nach spätestens einem Tag; danach kann niemand')
  expect(says(counting, 'en')).toContain('We destroy that key after one day at the latest')
  expect(says(studying, 'de')).toContain('mit dem Ende dieser Verarbeitung; damit löschen wir auch die Daten')
})
