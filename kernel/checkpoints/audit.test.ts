import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { days, minutes } from '../clock/clock.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { withClient } from '../../server/startup/database.ts'
import { passwordOf } from '../store/store.ts'
import { accountability, operation } from '../declare/activities.ts'
import { writeAudit } from '../audit/rows.ts'
import { eraseSubject } from '../rights/erase.ts'
import { person, type Work } from '../store/work.ts'
import { aLog } from './log-for-test.ts'
import { ownReadsIn } from '../audit/own-reads.ts'
import { lockClasses } from '../enforce/lock-classes.ts'
import { lagOf, sealAudit, SealerLags } from '../sealing/seal.ts'
import { startSealer } from './sealer.ts'
import { verifyAudit } from './verify.ts'
import { gapIn, witnessIn } from './witness.ts'

describe('the gap of a witness', () => {
  it('is found whatever numbers somebody wrote into the file', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'obhut-witness-')), 'witness.jsonl')
    const head = '0'.repeat(64)
    await writeFile(
      file,
      [1, 2, Number.MAX_SAFE_INTEGER, 0, -5].map(seal => `${JSON.stringify({ seal, head })}\n`).join(''),
    )
    const seen = await witnessIn(file)
    expect([gapIn(seen), seen.unreadable]).toEqual([
      { from: 3, to: Number.MAX_SAFE_INTEGER - 1, seals: Number.MAX_SAFE_INTEGER - 3 },
      2,
    ])
  })
})

/** What whoever acts fills of a row that arrives: no cover, no mark of expiry, no seal, no time of arrival. */
const plain = {
  audit_entry: ['id', 'at', 'activity', 'what', 'about', 'rows', 'actor', 'personal', 'tenant'],
  audit_person: ['entry_id', 'place', 'part', 'salt', 'facts', 'at', 'subject', 'version'],
}

describe('the audit log', () => {
  it('is sealed in batches that follow from each other, verifies, and a witness saw each seal', async () => {
    const log = await aLog(10)
    const verified = await log.verify()
    expect(verified).toMatchObject({ unsealed: 0, faults: [], witnessed: verified.seals })
    expect(verified.entries).toBeGreaterThanOrEqual(10)
    expect(verified.persons).toBe(20)
    expect(verified.seals).toBeGreaterThanOrEqual(3)
  })
  it('is verified in its newest part alone where that is asked: so many seals, and not many more entries than said', async () => {
    const log = await aLog(20, { sealedByHand: true })
    const [whole, last] = [await log.verify(), await log.verify({ newest: { seals: 1, entries: 1000 } })]
    expect([whole.looked, whole.looked]).toEqual([whole.seals, 5])
    for (const [newest, looked] of [
      [{ seals: 3, entries: 1000 }, 3],
      [{ seals: 100, entries: 1 }, 1],
      [{ seals: 100, entries: last.entries + 1 }, 2],
      [{ seals: 100, entries: 1000 }, 5],
    ] as const) {
      const found = await log.verify({ newest })
      expect([found.looked, found.faults]).toEqual([looked, []])
      expect(found.entries).toBe(looked === 5 ? whole.entries : looked * last.entries)
    }
    // What lies before is passed over, and what was changed in what is looked at is found.
    await log.rows(`update obhut.audit_entry set what = 'nothing' where seal = 1`)
    expect((await log.verify({ newest: { seals: 2, entries: 1000 } })).faults).toEqual([])
    await log.rows(`update obhut.audit_entry set what = 'nothing' where seal = 5`)
    expect((await log.verify({ newest: { seals: 2, entries: 1000 } })).faults).toHaveLength(1)
  })
  it('holds an entry exactly if the work that it speaks of was committed', async () => {
    const world = await aWorld({ modules: [kernel] })
    await expect(
      world.store.under(accountability, person(randomUUID()), async work => {
        work.note({ what: 'never happened' })
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await world.rows(`select from obhut.audit_entry where what = 'never happened'`)).toHaveLength(0)
  })
  it('is sealed within a second, without anybody waiting for it', async () => {
    const world = await aWorld({ modules: [kernel] })
    await world.store.under(accountability, person(randomUUID()), async work => {
      work.note({ what: 'soon' })
    })
    await expect
      .poll(() => world.rows(`select from obhut.audit_entry where what = 'soon' and seal is not null`), {
        timeout: 5000,
        interval: 50,
      })
      .toHaveLength(1)
    expect(await lagOf(world.store)).toBeUndefined()
  })
  it('verifies after a person was erased, says how much went, and no longer says who it was', async () => {
    const log = await aLog(9)
    const [gone = ''] = log.persons.slice(2)
    await log.notes(gone, { name: 'person 2' }, { name: 'person 2 again' })
    await log.seal()
    await eraseSubject(log.store, { kind: 'customer', id: gone })
    expect(await log.verify()).toMatchObject({ faults: [], erased: 6 })
    await log.seal()
    expect(await log.verify()).toMatchObject({ faults: [], erased: 6, persons: 16 })
    for (const trace of ['person 2', gone, `user of ${gone.slice(0, 8)}`]) expect(await log.traces(trace)).toEqual([])
  })
  it('takes the facts of a person apart: erasing the one leaves those of the other', async () => {
    const log = await aLog(1)
    const [staff, customer] = [randomUUID(), randomUUID()]
    await log.store.under(accountability, { is: 'staff', id: staff, subject: customer }, async work => {
      work.note({ what: 'looked at', facts: { name: 'a customer of ours' } })
    })
    await log.seal()
    await eraseSubject(log.store, { kind: 'customer', id: customer })
    expect(await log.traces('a customer of ours')).toEqual([])
    expect(await log.rows('select part, facts from obhut.audit_person where subject = $1', [staff])).toEqual([
      { part: 'acted', facts: {} },
    ])
    expect(await log.verify()).toMatchObject({ faults: [], erased: 1 })
  })
  it('verifies after its period is over, keeps its seals, and goes on', async () => {
    const log = await aLog(10)
    await log.turnBy(days(200))
    await log.notes(randomUUID(), { name: 'later' })
    await log.seal()
    await log.turnBy(days(180))
    await log.seal()
    expect(await log.rows(`select from obhut.audit_person where facts->>'name' like 'person %'`)).toEqual([])
    expect(await log.rows(`select from obhut.audit_person where facts->>'name' = 'later'`)).toHaveLength(1)
    const verified = await log.verify()
    expect(verified).toMatchObject({ faults: [] })
    expect(verified.seals).toBeGreaterThan(3)
    expect(await log.rows(`select from obhut.audit_entry where what = 'signed in'`)).toHaveLength(1)
  })
  it('does not take a removal for an expiry, however it is dressed up', async () => {
    const log = await aLog(10)
    await log.turnBy(days(200))
    await log.rows('delete from obhut.audit_entry where seal = 2')
    for (const table of ['audit_person', 'audit_origin'])
      await log.rows(
        `delete from obhut.${table} p where not exists (select from obhut.audit_entry e where e.id = p.entry_id)`,
      )
    for (const about of ['obhut.audit_entry', 'obhut.audit_person', 'obhut.audit_origin']) {
      await log.rows(
        `insert into obhut.audit_entry_arriving (id, at, activity, what, about, rows, actor, up_to) values (gen_random_uuid(), $1, 'kernel.accountability', 'expired', $2, 4, 'platform', $1)`,
        [log.clock.now(), about],
      )
    }
    await log.seal()
    expect((await log.verify()).faults).toEqual(['seal 2 covers 4 entries and 0 are there'])
  })
  it('does not take a removal of what is due for an expiry that no sweep speaks of', async () => {
    const log = await aLog(10)
    await log.rows('delete from obhut.audit_entry where seal = 2')
    for (const table of ['audit_person', 'audit_origin'])
      await log.rows(
        `delete from obhut.${table} p where not exists (select from obhut.audit_entry e where e.id = p.entry_id)`,
      )
    expect(
      (
        await verifyAudit(
          {
            ...log.store,
            desk: (task, work, how) =>
              log.store.desk(task, client => work(client, new Date(log.clock.now().getTime() + days(400))), how),
          },
          await log.periods(),
        )
      ).faults,
    ).not.toEqual([])
  })
  it('can be added to by every activity, where entries arrive, and changed by none', async () => {
    const log = await aLog(1)
    for (const activity of ['kernel.operation', 'kernel.accountability']) {
      const role = log.store.roles.of(activity)
      const may = (what: string, table: string) =>
        log
          .rows('select has_table_privilege($1, $2, $3) as may', [role, `obhut.${table}`, what])
          .then(([row]) => row.may)
      for (const table of ['audit_entry', 'audit_person'] as const) {
        const columns = await log.rows(
          `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and has_column_privilege($2, attrelid, attnum, 'insert') order by attnum`,
          [`obhut.${table}_arriving`, role],
        )
        expect(columns.map(({ attname }) => attname)).toEqual(plain[table])
        expect([
          await may('select, update, delete', `${table}_arriving`),
          await may('insert, update, delete', table),
        ]).toEqual([false, false])
      }
      expect(await may('insert, update, delete', 'audit_gone')).toBe(false)
      expect(
        await log.rows(`select has_column_privilege($1, 'obhut.audit_origin', 'address', 'insert') as address`, [role]),
      ).toEqual([{ address: false }])
    }
  })
  it('takes from whoever acts under an activity entries of that activity alone, without a word of what may be missing', async () => {
    const log = await aLog(1)
    const { app, of, desk, deskLogin } = log.store.roles
    const asRole = (login: string, role: string, columns: string, values: string) =>
      withClient({ ...log.database.place, user: login, password: passwordOf(testSecret, login) }, async client => {
        await client.query(`set role "${role}"`)
        await client.query(
          `insert into obhut.audit_entry_arriving (id, at, what, rows, actor, ${columns}) values (gen_random_uuid(), $1, 'expired', 1, 'platform', ${values})`,
          [log.clock.now()],
        )
      }).then(
        () => 'taken',
        (error: { code: string }) => error.code,
      )
    const everyday = (columns: string, values: string) => asRole(app, of('kernel.operation'), columns, values)
    expect(await everyday('activity', `'kernel.operation'`)).toBe('taken')
    for (const other of ['kernel.accountability', 'rights', '', 'kernel', 'kernel.operation '])
      expect(await everyday('activity', `'${other}'`)).toBe('23514')
    const own = `'kernel.operation'`
    for (const [column, value] of [
      ['up_to', `'2098-12-31'`],
      ['covers', `sha256('x')`],
      ['seal', '1'],
      ['place', '0'],
      ['sealed_at', `'2026-01-01'`],
      ['arrived', `'2026-01-01'`],
    ] as const)
      expect([column, await everyday(`activity, ${column}`, `${own}, ${value}`)]).toEqual([column, '42501'])
    // A desk writes down what others did, and each vouches for what it does itself.
    expect(await asRole(deskLogin, desk('sweep'), 'activity, up_to', `${own}, '2026-01-01'`)).toBe('taken')
    expect(await asRole(deskLogin, desk('sweep'), 'activity, covers', `${own}, sha256('x')`)).toBe('42501')
    expect(await asRole(deskLogin, desk('rights'), 'activity, up_to', `${own}, '2026-01-01'`)).toBe('42501')
    for (const task of ['rights', 'sweep', 'archive'] as const)
      expect(await asRole(deskLogin, desk(task), 'activity, seal', `${own}, 1`)).toBe('42501')
  })
  it.each([1, 20])(
    'holds what one unit of work did under two activities, %i times each, under the name of each',
    async times => {
      const log = await aLog(0, { sealedByHand: true })
      const subject = randomUUID()
      const notes = (work: Pick<Work, 'note'>) => {
        for (let count = 0; count < times; count++) work.note({ what: 'did it', subject })
      }
      await log.store.under(accountability, person(subject), async work => {
        await work.under(operation, person(subject), async inner => {
          notes(inner)
        })
        notes(work)
      })
      expect(
        await log.rows(
          `select e.activity, count(*)::int from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where p.subject = $1 group by 1 order by 1`,
          [subject],
        ),
      ).toEqual([
        { activity: 'kernel.accountability', count: times },
        { activity: 'kernel.operation', count: times },
      ])
      await log.seal()
      expect(await log.verify()).toMatchObject({ faults: [], persons: 2 * times })
    },
  )
  it('counts a word of expiry once it is sealed, and no further than a sweep could reach when it was', async () => {
    const log = await aLog(8, { sealedByHand: true })
    await log.turnBy(days(200))
    const takenAway = async (seal: number) => {
      await log.rows('delete from obhut.audit_entry where seal = $1', [seal])
      for (const table of ['audit_person', 'audit_origin'])
        await log.rows(
          `delete from obhut.${table} p where not exists (select from obhut.audit_entry e where e.id = p.entry_id)`,
        )
    }
    await takenAway(1)
    const missing = ['seal 1 covers 4 entries and 0 are there']
    const forged = async (at: Date) => {
      for (const about of ['obhut.audit_entry', 'obhut.audit_person', 'obhut.audit_origin'])
        await log.rows(
          `insert into obhut.audit_entry_arriving (id, at, activity, what, about, rows, actor, up_to) values (gen_random_uuid(), $1, 'kernel.accountability', 'expired', $2, 4, 'platform', '2098-12-31')`,
          [at, about],
        )
    }
    expect((await log.verify()).faults).toEqual(missing)
    await forged(new Date('2099-01-01'))
    await forged(log.clock.now())
    expect((await log.verify()).faults.filter(fault => !fault.endsWith('yet to come'))).toEqual(missing)
    await log.seal()
    expect((await log.verify()).faults.filter(fault => !fault.endsWith('yet to come'))).toEqual(missing)
    // Those of a time that is yet to come wait for it, in sight of whoever verifies.
    expect((await log.verify()).faults).toHaveLength(4)
    expect(await log.rows('select distinct at from obhut.audit_entry where seal is null')).toEqual([
      { at: new Date('2099-01-01') },
    ])
    await log.rows(`delete from obhut.audit_entry_arriving`)
    // What is due and not said to be gone is missed until a sweep says so; by then the word is sealed.
    await log.turnBy(days(170))
    expect(await log.verify()).toMatchObject({ faults: [], unsealed: 0 })
    expect(await log.rows(`select from obhut.audit_entry where what = 'expired' and seal is null`)).toEqual([])
  })
  it('of a live store tells of entries that came with a time of their own', async () => {
    const world = await aWorld({ modules: [kernel], kind: 'live', sealEvery: 3_600_000 })
    await world.jobs.stop()
    const told: string[] = []
    const seal = () =>
      sealAudit(world.store, {
        outOfTime: ({ name }) => {
          told.push(name)
        },
      })
    const comes = (ago: number) =>
      world.rows(
        `insert into obhut.audit_entry_arriving (id, at, activity, what, rows, actor) values (gen_random_uuid(), $1, 'kernel.operation', 'did it', 1, 'platform')`,
        [new Date(world.clock.now().getTime() - ago)],
      )
    await comes(minutes(1))
    await seal()
    expect(told).toEqual([])
    await comes(days(1))
    await seal()
    await seal()
    expect(told).toEqual(['EntriesOutOfTime'])
    await comes(-days(1))
    await seal()
    expect(told).toHaveLength(2)
  })
  it('puts what arrived in its place with its seal, and shows it before as after', async () => {
    const log = await aLog(0, { sealedByHand: true })
    const subject = randomUUID()
    await log.notes(subject, { name: 'just now' })
    const counts = () =>
      log.rows(
        `select (select count(*) from obhut.audit_entry)::int as entries, (select count(*) from obhut.audit_person where subject = $1)::int as persons,
      (select count(*) from obhut.audit_entry_arriving)::int + (select count(*) from obhut.audit_person_arriving)::int as arriving`,
        [subject],
      )
    expect(await counts()).toEqual([{ entries: 1, persons: 1, arriving: 2 }])
    await log.seal()
    expect(await counts()).toEqual([{ entries: 1, persons: 1, arriving: 0 }])
  })
  it('keeps nothing of somebody who was erased while the entry was on its way, and says so', async () => {
    const log = await aLog(4, { sealedByHand: true })
    const [gone, stays] = [log.persons[1]!, log.persons[2]!]
    await eraseSubject(log.store, { kind: 'customer', id: gone })
    await log.rows(
      `insert into obhut.audit_entry_arriving (id, at, activity, what, rows, actor, personal) select gen_random_uuid(), at, activity, 'was under way', rows, actor, substring(personal for 32) from obhut.audit_entry e
      where e.id in (select entry_id from obhut.audit_person where subject = $1)`,
      [stays],
    )
    await log.rows(
      `insert into obhut.audit_person_arriving (entry_id, place, part, salt, facts, at, subject) select e.id, 0, 'acted', '\\x00', '{"name": "too late"}', e.at, $1 from obhut.audit_entry_arriving e where e.what = 'was under way'`,
      [gone],
    )
    await log.seal()
    await log.seal()
    expect(await log.traces('too late')).toEqual([])
    expect(
      await log.rows(
        `select e.rows, e.actor from obhut.audit_entry e where e.what = 'erased' and e.about = 'obhut.audit_person'`,
      ),
    ).toEqual([{ rows: 1, actor: 'platform' }])
    expect(await log.verify()).toMatchObject({ faults: [], unsealed: 0 })
  })
  it('waits for nobody who is being erased: what is about others is sealed meanwhile', async () => {
    const log = await aLog(0, { sealedByHand: true })
    const [busy, other] = [randomUUID(), randomUUID()]
    for (const subject of [busy, other]) await log.notes(subject, { name: subject })
    await log.store.desk('rights', async client => {
      await client.query('select pg_advisory_xact_lock($1, obhut.stripe($2))', [lockClasses.persons, busy])
      await log.seal()
      expect(
        await log.rows(
          `select p.subject from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where e.seal is not null`,
        ),
      ).toEqual([{ subject: other }])
    })
    await log.seal()
    expect(await log.verify()).toMatchObject({ unsealed: 0, faults: [] })
  })
  it('does not seal anew what stood under a seal that was taken away, and says so without a witness', async () => {
    const log = await aLog(8, { sealedByHand: true })
    await log.rows('delete from obhut.audit_seal where number = 2')
    await log.rows(`update obhut.audit_entry set what = 'something else' where seal = 2`)
    await log.notes(randomUUID(), { name: 'later' })
    await sealAudit(log.store)
    expect((await verifyAudit(log.store, await log.periods())).faults).not.toEqual([])
  })
  it('is sealed though three long pieces of work hold the desk', async () => {
    const log = await aLog(0, { sealedByHand: true })
    await log.notes(randomUUID(), { name: 'now' })
    let done = (): void => {}
    const end = new Promise<void>(resolve => {
      done = resolve
    })
    const long = Array.from({ length: 6 }, () =>
      log.store.desk('proof', async () => {
        await end
      }),
    )
    await sealAudit(log.store)
    done()
    await Promise.all(long)
    expect(await log.rows('select from obhut.audit_entry where seal is null')).toEqual([])
  })
  it('gives back the room where entries arrived', async () => {
    const log = await aLog(0, { sealedByHand: true })
    const room = () =>
      log
        .rows(
          `select (pg_relation_size('obhut.audit_entry_arriving') + pg_relation_size('obhut.audit_person_arriving'))::int as bytes`,
        )
        .then(([row]) => row.bytes)
    await log.notes(randomUUID(), { name: 'one' }, { name: 'another' })
    expect(await room()).toBeGreaterThan(0)
    const faults: string[] = []
    const sealer = startSealer({
      store: log.store,
      witnesses: [],
      fault: what => {
        faults.push(what)
      },
      every: 20,
      tidyAfter: 2,
    })
    await expect.poll(room, { timeout: 30_000 }).toBe(0)
    await sealer.stop()
    expect(faults).toEqual([])
  })
  it('leaves an entry that does not fit where it is, tells of it, and seals all others', async () => {
    const log = await aLog(4, { sealedByHand: true })
    await log.notes(randomUUID(), ...Array.from({ length: 9 }, (_, count) => ({ count })))
    await log.rows(
      'insert into obhut.audit_entry_arriving (id, at, activity, what, rows, actor) select id, at, activity, $1, rows, actor from obhut.audit_entry where seal is not null limit 1',
      ['twice'],
    )
    await log.rows(
      `insert into obhut.audit_entry_arriving (at, activity, what, rows, actor) values ($1, 'kernel.operation', 'by nobody', 1, 'a ghost')`,
      [log.clock.now()],
    )
    const refused: string[] = []
    await sealAudit(log.store, {
      refused: error => {
        refused.push((error as { code: string }).code)
      },
    })
    expect(refused.toSorted()).toEqual(['23505', '23514'])
    expect(await log.rows('select what from obhut.audit_entry where seal is null order by what')).toEqual([
      { what: 'by nobody' },
      { what: 'twice' },
    ])
    await log.turnBy(10_000)
    expect(await lagOf(log.store)).toBeInstanceOf(SealerLags)
  })
  it('is sealed once, however many sealers work, in whatever order transactions commit', async () => {
    const log = await aLog(0)
    await Promise.all([
      ...Array.from({ length: 30 }, (_, count) =>
        log.store.under(accountability, person(randomUUID()), async work => {
          work.note({ what: 'at once' })
          await new Promise(resolve => {
            setTimeout(resolve, 5 * (count % 4))
          })
        }),
      ),
      ...Array.from({ length: 8 }, async (_, count) => {
        await new Promise(resolve => {
          setTimeout(resolve, 3 * count)
        })
        await sealAudit(log.store)
      }),
    ])
    await log.seal()
    expect(await log.verify()).toMatchObject({ unsealed: 0, faults: [] })
    expect(await log.rows(`select from obhut.audit_entry where what = 'at once' and seal is not null`)).toHaveLength(30)
  })
})

describe('a witness', () => {
  it('hears of every seal once, also of those that it missed', async () => {
    const log = await aLog(8)
    const { seals } = await log.verify()
    const lines = (await readFile(log.witnessFile, 'utf8'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { seal: number })
    expect(lines.map(({ seal }) => seal)).toEqual(Array.from({ length: seals }, (_, index) => index + 1))
    expect(JSON.stringify(lines)).not.toContain('person')
  })
  it('says that lines of its own cannot be read', async () => {
    const log = await aLog(4)
    await appendFile(log.witnessFile, '{"seal":\n')
    expect((await log.verify()).faults).toEqual([expect.stringContaining('1 lines that cannot be read')])
  })
  it('that is gone, or came back with less than it was told, is a fault and not written to, while it runs and after; put back, it hears of what it missed', async () => {
    const witness = join(await mkdtemp(join(tmpdir(), 'witness-')), 'seals.jsonl')
    const world = await aWorld({ modules: [kernel], witnesses: [witness] })
    const acts = async (): Promise<number> => {
      await world.store.under(accountability, person(randomUUID()), async work => {
        work.note({ what: 'signed in', userName: 'somebody', facts: {} })
      })
      await sealAudit(world.store)
      return (await world.rows<{ n: number }>('select max(number)::int as n from obhut.audit_seal'))[0]?.n ?? 0
    }
    const verified = async (...files: string[]) =>
      verifyAudit(world.store, await world.periods(), { witnesses: await Promise.all(files.map(witnessIn)) })
    expect((await verified(witness)).faults).toEqual([])
    for (let count = 0; count < 4; count++) await acts()
    const told = await acts()
    await expect.poll(async () => (await verified(witness)).witnessed, { timeout: 10_000 }).toBe(told)
    expect((await verified(join(tmpdir(), 'no such witness'))).faults).toEqual([
      expect.stringContaining('no such witness is not there'),
    ])

    const whole = await readFile(witness, 'utf8')
    const copy = `${witness}.copy`
    await writeFile(copy, whole.split('\n').slice(2).join('\n'))
    expect((await verified(copy)).faults).toEqual([
      expect.stringMatching(/lacks 2 seals before those that it saw, from 1 to 2/),
    ])
    await rm(witness)
    await acts()
    await expect
      .poll(() => world.faults.map(({ error }) => (error as Error).message), { timeout: 15_000 })
      .toEqual([expect.stringContaining(`is gone or empty; it was told of ${told} seals`)])
    expect(existsSync(witness)).toBe(false)
    expect((await verified(witness)).faults).toEqual([
      expect.stringContaining(`is not there, and it was told of ${told} seals`),
    ])
    expect(world.faults.splice(0)[0]?.error).toMatchObject({ urgent: true })
    await world.stop()

    const again = (): Promise<World> => aWorld({ modules: [kernel], database: world.database, witnesses: [witness] })
    await writeFile(
      witness,
      whole
        .split('\n')
        .slice(0, 2)
        .map(line => `${line}\n`)
        .join(''),
    )
    const short = await again()
    await expect
      .poll(() => short.faults.map(({ error }) => (error as Error).message), { timeout: 15_000 })
      .toEqual([expect.stringContaining(`holds 2 of the ${told} seals that it was told of`)])
    short.faults.splice(0)
    await short.visitor().get('/api/openapi.json')
    expect(await short.rows(`select kind from obhut.alarm where ended_at is null`)).toEqual([
      { kind: `WitnessLacksSeals ${witness}` },
    ])
    await writeFile(witness, `${whole}{"seal": ${told + 1}, "at`) // and a line that a crash cut off
    const saw = async (): Promise<number> => (await witnessIn(witness)).heads.size
    await expect.poll(saw, { timeout: 20_000 }).toBeGreaterThan(told)
    await expect
      .poll(() => short.rows('select kind from obhut.alarm where ended_at is null'), { timeout: 10_000 })
      .toEqual([])
    expect(short.faults).toEqual([])
  })
  it('whose folder is not there is told of in words, keeps no other from being told, and hears of everything once it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'witness-'))
    const [away, here] = [join(folder, 'not mounted', 'seals.jsonl'), join(folder, 'seals.jsonl')]
    const world = await aWorld({ modules: [kernel], witnesses: [away, here] })
    await world.store.under(accountability, person(randomUUID()), async work => {
      work.note({ what: 'signed in', userName: 'somebody', facts: {} })
    })
    await expect
      .poll(() => world.faults.map(({ error }) => error), { timeout: 15_000 })
      .toMatchObject([
        {
          name: 'WitnessNotTold',
          urgent: true,
          says: { de: expect.stringContaining(away), en: expect.stringContaining('ENOENT') },
        },
      ])
    await expect.poll(async () => (await witnessIn(here)).last).toBeGreaterThan(0)
    world.faults.splice(0)
    await mkdir(join(folder, 'not mounted'))
    await expect.poll(async () => (await witnessIn(away)).last, { timeout: 20_000 }).toBe((await witnessIn(here)).last)
    expect(world.faults).toEqual([])
  })
  it('raises an alarm, once, when the log ends before what it saw', async () => {
    const log = await aLog(8)
    await log.stop()
    const again = await aWorld({ modules: [kernel], database: log.database, witnesses: [log.witnessFile] })
    await again.settle()
    expect(again.faults).toEqual([])
    await again.stop()
    await appendFile(
      log.witnessFile,
      `${JSON.stringify({ seal: 1000, at: log.clock.now(), entries: 1, head: 'ab'.repeat(32) })}\n`,
    )
    const cut = await aWorld({ modules: [kernel], database: log.database, witnesses: [log.witnessFile] })
    await expect.poll(() => cut.faults.length, { timeout: 5000 }).toBeGreaterThan(0)
    await cut.settle()
    expect(cut.faults.splice(0).map(({ error }) => (error as Error).name)).toEqual(['LogIsShort'])
  })
})

describe('reads by people of their own data', () => {
  it('wait for the log where it falls behind, and none is left out', async () => {
    const world = await aWorld({ modules: [kernel] })
    const people = Array.from({ length: 12 }, () => randomUUID())
    const known = (subject: string): Promise<void> =>
      world.store.under(accountability, person(subject), async work => {
        work.note({ what: 'signed in' })
      })
    await Promise.all(people.map(known))
    const faults: unknown[] = []
    const reads = ownReadsIn({
      desk: (task, work) => world.store.desk(task, work),
      write: (client, now, entries) => writeAudit(client, now, entries),
      fault: (...of) => {
        faults.push(of)
      },
      most: 5,
    })
    // Nobody writes into the log while this is held.
    await world.rows('begin')
    await world.rows('lock table obhut.audit_person in share mode')
    let through = 0
    const all = Promise.all(
      people.map(async (subject, place) => {
        await pause(place * 5)
        reads.note(
          { activity: accountability.name, what: 'read', about: 'obhut.consent', rows: 1, who: person(subject) },
          world.clock.now(),
          undefined,
        )
        await reads.room()
        through += 1
      }),
    )
    await pause(600)
    const beforeItWent = through
    await world.rows('commit')
    await all
    // Four are being written and four wait; the others are not through.
    expect(beforeItWent).toBe(8)
    await reads.stop()
    expect(
      (
        await world.rows<{ n: number }>(
          `select count(distinct p.subject)::int as n from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where e.what = 'read'`,
        )
      )[0]?.n,
    ).toBe(12)
    expect(faults).toEqual([])
  })
})
