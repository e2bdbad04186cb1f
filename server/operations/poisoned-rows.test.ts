import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, hours, later, minutes } from '../../kernel/clock/clock.ts'
import { moveClock } from '../../kernel/store/move-clock.ts'
import { SomeFailed } from '../../kernel/problems/batches.ts'
import { accountability } from '../../kernel/declare/activities.ts'
import type { AlarmKeeper } from '../../kernel/alarms/keeper.ts'
import { ReadsNotLogged } from '../../kernel/audit/own-reads.ts'
import { person, platform } from '../../kernel/store/work.ts'
import type { Proving, Reporter } from '../../platform/services.ts'
import { accounts } from '../../modules/identity/activities.ts'
import { account } from '../../modules/identity/tables.ts'
import { Mailer } from '../../modules/mail/contract.ts'
import { LettersWait } from '../../modules/mail/problems.ts'
import { desk } from '../../modules/rights/activities.ts'
import { StaffAccounts, type StaffRole } from '../../modules/identity/contract.ts'
import { aHomesWorld, type Customer, type HomesWorld } from '../../modules/homes/home-for-test.ts'
import type { VisitsNotLogged } from '../../modules/website/access-log.ts'
import { publish } from '../../modules/statements/statement-for-test.ts'
import { kernelJobs } from './kernel-jobs.ts'
import { everyModule } from '../modules.ts'
import { aManifest } from '../testing/manifest.ts'

// Each job of the platform with one row among good ones that the database will not take: the others are done, and the
// bad one is told.

let world: HomesWorld
let people: Customer[]
beforeAll(async () => {
  world = await aHomesWorld({ modules: everyModule, settings: { alarmsTo: { address: 'betrieb@example.org' } } })
  people = []
  for (const name of ['Ada', 'Bea', 'Cem']) people.push(await world.customer(name))
})

/** Somebody on the staff who can sign in. */
const colleague = (name: string, roles: readonly StaffRole[] = ['administration']): Promise<string> =>
  world
    .offered(StaffAccounts)
    .withPassword(
      { mail: `${name}@lindenhof.example`, firstName: name, lastName: 'Muster', roles },
      'a long enough phrase for tests',
    )
/** A letter to each of these people, that waits; its job does, too, for an hour: the queue would take it up at once. */
async function letters(): Promise<string[]> {
  await world.jobs.drain()
  await world.rows(`
    create or replace function public.wait() returns trigger language plpgsql as $$ begin new.due_at := new.due_at + interval '1 hour'; return new; end $$;
    create trigger wait before insert on obhut.job for each row when (new.name = 'mail.send') execute function public.wait()`)
  await world.store.under(desk, platform, async work => {
    for (const { id, mail } of people)
      await world
        .offered(Mailer)
        .post(work, { to: mail, subjectId: id, language: 'de', title: 'Guten Tag', says: ['Ein Brief.'] })
  })
  await world.rows('drop trigger wait on obhut.job')
  return ids(`select id from mail.letter where state = 'waiting'`)
}
// as: what jobs of the kernel ask for and never use here
const theOthers = {
  proving: {} as Proving,
  reporter: { fault: () => {} } as Reporter,
  alarms: {} as AlarmKeeper,
  purges: undefined,
}

/** Rows of a table for which this holds can no longer be changed so, until the function that comes back is called. */
async function poisoned(
  table: string,
  how: 'insert' | 'update' | 'delete',
  condition: string,
): Promise<() => Promise<void>> {
  await world.rows(
    `create or replace function public.poison() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$`,
  )
  await world.rows(
    `create trigger poison before ${how} on ${table} for each row when (${condition}) execute function public.poison()`,
  )
  return async () => {
    await world.rows(`drop trigger poison on ${table}`)
  }
}
/**
 * Faults since it was asked last, but for those of the proof, which notices a trigger that nobody declared, and that a
 * letter has waited.
 */
const told = () =>
  world.faults.splice(0).filter(({ what, error }) => what !== 'proof' && !(error instanceof LettersWait))
const onlyOne = (job: string) => [{ what: `job ${job}`, error: expect.any(SomeFailed) }]

/** Runs with the second of three rows poisoned, looks who was done, and then, when its time has come, at the second. */
async function holdsUpNobody(
  job: string,
  poison: readonly [table: string, how: 'insert' | 'update' | 'delete', condition: string],
  { soon = minutes(2), done }: { readonly soon?: number; readonly done: () => Promise<boolean[]> },
): Promise<void> {
  told()
  const cure = await poisoned(...poison)
  try {
    await moveClock(world.store, later(world.clock.now(), soon))
    await world.jobs.drain()
    expect(await done()).toEqual([true, false, true])
    expect(told()).toEqual(onlyOne(job))
    await world.jobs.drain()
    expect(told(), 'it is not tried again at once').toEqual([])
  } finally {
    await cure()
  }
  await world.turnBy(hours(1))
  expect(await done()).toEqual([true, true, true])
  expect(told()).toEqual([])
}
const ids = async (sql: string, values: unknown[] = []): Promise<string[]> =>
  (await world.rows<{ id: string }>(sql, values)).map(one => one.id)
const here = async (sql: string, of: readonly string[]): Promise<boolean[]> => {
  const found = await ids(sql, [of])
  return of.map(one => found.includes(one))
}
const one = (list: readonly string[]): string => list[1] ?? ''

describe('one bad row keeps no other', () => {
  it('from being shown as silent', async () => {
    for (const customer of people) await world.claimed({ by: customer })
    await world.rows(
      `insert into homes.status (claim_id, model, firmware, online, last_seen_at, subject, version) select id, 'Qbox', '1', true, $1, subject, 1 from homes.claim`,
      [later(world.clock.now(), -hours(1))],
    )
    const all = await ids('select id from homes.status order by last_seen_at, id')
    await holdsUpNobody('homes.silence', ['homes.status', 'update', `new.id = '${one(all)}'`], {
      done: () => here('select id from homes.status where not online and id = any($1)', all),
    })
  })
  it('from having its command expire', async () => {
    await world.rows(
      `insert into homes.switching (claim_id, device, at, "on", by, state, expires_at, subject, version)
      select id, gen_random_uuid(), $1, true, 'you', 'waiting', $1, subject, 1 from homes.claim`,
      [world.clock.now()],
    )
    const all = await ids('select id from homes.switching')
    await holdsUpNobody('homes.expire', ['homes.switching', 'update', `new.id = '${one(all)}'`], {
      done: () => here(`select id from homes.switching where state = 'expired' and id = any($1)`, all),
    })
  })
  it('from going with the channel that nobody holds', async () => {
    await world.rows(
      `insert into telemetry.channel (device, key, label, unit, kind, medium, standing, retired_at) select gen_random_uuid(), 'k', 'l', 'W', 'gauge', 'other', false, $1 from generate_series(1, 3)`,
      [later(world.clock.now(), -hours(1))],
    )
    const all = await ids('select id from telemetry.channel')
    await holdsUpNobody('telemetry.tidy', ['telemetry.channel', 'delete', `old.id = '${one(all)}'`], {
      done: async () => (await here('select id from telemetry.channel where id = any($1)', all)).map(is => !is),
    })
  })
  it('from having its consent end', async () => {
    await world.rows(
      `insert into obhut.consent (purpose, recipient, channel, state, statement, since, valid_until, subject, version) select 'homes.comparison', '', '', 'given', 1, $1, $1, id, 1 from identity.account`,
      [later(world.clock.now(), -hours(1))],
    )
    const all = await ids('select id from obhut.consent')
    await holdsUpNobody('kernel.consents', ['obhut.consent', 'update', `new.id = '${one(all)}'`], {
      done: () => here(`select id from obhut.consent where state = 'expired' and id = any($1)`, all),
    })
  })
  it('from finding out which recipients to tell', async () => {
    await world.rows(
      `insert into obhut.notice (what, kind, recipient, fields, marks, state, at, subject, version) select 'withdrawn', 'customer', 'x', '{}', '{}', 'open', $1, id, 1 from identity.account`,
      [world.clock.now()],
    )
    const all = await ids('select id from obhut.notice')
    await holdsUpNobody('kernel.notices', ['obhut.notice', 'delete', `old.id = '${one(all)}'`], {
      soon: minutes(16),
      done: async () => (await here('select id from obhut.notice where id = any($1)', all)).map(is => !is),
    })
  })
  it('from telling recipients, though it has waited longest', async () => {
    await world.rows(
      `insert into obhut.notice (what, kind, recipient, fields, marks, state, at, subject, version) select 'erased', 'customer', 'x', '{}', '{}', 'to tell', $1, id, 1 from identity.account`,
      [world.clock.now()],
    )
    const all = await ids('select id from obhut.notice')
    await world.rows('update obhut.notice set at = $2 where id = $1', [one(all), later(world.clock.now(), -hours(1))])
    await holdsUpNobody('rights.tell-recipients', ['obhut.notice', 'update', `new.id = '${one(all)}'`], {
      done: async () =>
        (await here(`select id from obhut.notice where state = 'to tell' and id = any($1)`, all)).map(is => !is),
    })
  })
  it('from having its restriction lifted', async () => {
    await world.rows(
      `insert into obhut.restriction (subject, since, ground, asked, told_at, lifts_at) select id, $1, 'accuracy', 'person', $1, $1 from identity.account`,
      [world.clock.now()],
    )
    const all = people.map(({ id }) => id)
    await holdsUpNobody('rights.lift', ['obhut.restriction', 'delete', `old.subject = '${one(all)}'`], {
      soon: hours(1) + 1,
      done: async () =>
        (await here('select subject as id from obhut.restriction where subject = any($1)', all)).map(is => !is),
    })
  })
  it('from having its deadline told', async () => {
    for (const customer of people)
      await world.rows(
        `insert into rights.request (reference, by, list, says, received_at, due_at, state, subject, version)
      values ('DS-' || gen_random_uuid(), 'account', 'desk', 'x', $1, $2, 'open', $3, 1)`,
        [world.clock.now(), later(world.clock.now(), days(6)), customer.id],
      )
    const all = await ids('select id from rights.request')
    await holdsUpNobody(
      'rights.remind',
      ['rights.request', 'update', `new.id = '${one(all)}' and new.reminded_at is not null`],
      {
        soon: hours(1) + 1,
        done: () => here('select id from rights.request where reminded_at is not null and id = any($1)', all),
      },
    )
  })
  it('from being swept', async () => {
    await world.rows('insert into homes.guess (at, subject, version) select $1, id, 1 from identity.account', [
      later(world.clock.now(), -hours(2)),
    ])
    const all = await ids('select id from homes.guess')
    await holdsUpNobody('kernel.sweep', ['homes.guess', 'delete', `old.id = '${one(all)}'`], {
      soon: minutes(6),
      done: async () => (await here('select id from homes.guess where id = any($1)', all)).map(is => !is),
    })
  })
  it('from being swept, where the table has no id', async () => {
    await world.rows(
      `insert into security.attempt (counter, empty_at, at) select sha256(n::text::bytea), $1, $1 from generate_series(1, 3) n`,
      [later(world.clock.now(), -days(1) - hours(1))],
    )
    const all = ['1', '2', '3']
    const left = async (): Promise<boolean[]> => {
      const found = (
        await world.rows<{ n: string }>(
          'select n from unnest($1::text[]) n join security.attempt on counter = sha256(n::bytea)',
          [all],
        )
      ).map(({ n }) => n)
      return all.map(n => !found.includes(n))
    }
    await holdsUpNobody('kernel.sweep', ['security.attempt', 'delete', `old.counter = sha256('2'::bytea)`], {
      soon: minutes(6),
      done: left,
    })
  })
  it('from getting the permissions that two administrators agreed on', async () => {
    const [asked, approved] = [await colleague('asks'), await colleague('approves')]
    const all: string[] = []
    for (const name of ['one', 'two', 'three']) all.push(await colleague(name, []))
    await world.rows(
      `insert into identity.role_request (subject, roles, state, asked_by, asked_at, approved_by, approved_at, waits_until, version)
      select id, '["privacy"]', 'approved', $2, $4, $3, $4, $4, 1 from unnest($1::uuid[]) id`,
      [all, asked, approved, world.clock.now()],
    )
    await holdsUpNobody(
      'identity.give-roles',
      ['identity.login', 'update', `new.id = '${one(all)}' and new.roles::text like '%privacy%'`],
      { done: () => here(`select id from identity.login where roles::text like '%privacy%' and id = any($1)`, all) },
    )
  })
  it('from going, once a clock that was ahead is right', async () => {
    const all = await ids(
      `insert into identity.reset (id, subject, version, mail, language, requested_at)
       select gen_random_uuid(), gen_random_uuid(), 1, 'ida@example.org', 'de', $1::timestamptz + interval '600 days' from generate_series(1, 3) returning id`,
      [world.clock.now()],
    )
    await holdsUpNobody('identity.yet-to-come', ['identity.reset', 'delete', `old.id = '${one(all)}'`], {
      soon: hours(1) + minutes(2),
      done: async () => (await here('select id from identity.reset where id = any($1)', all)).map(there => !there),
    })
  })
  it('from hearing, as an administrator, that somebody got permissions; nor those from holding', async () => {
    const administrators = await ids(
      `select id from identity.login where roles::text like '%administration%' order by id`,
    )
    const [asked, approved] = administrators
    const whom = await colleague('four', [])
    await moveClock(world.store, later(world.clock.now(), 1000))
    const since = world.clock.now()
    const written = async () =>
      (
        await ids(`select distinct subject as id from mail.letter where posted_at >= $1 and subject = any($2)`, [
          since,
          administrators,
        ])
      ).toSorted()
    await world.rows(
      `insert into identity.role_request (subject, roles, state, asked_by, asked_at, approved_by, approved_at, waits_until, version)
      values ($1, '["officer"]', 'approved', $2, $4, $3, $4, $4, 1)`,
      [whom, asked, approved, since],
    )
    told()
    const cure = await poisoned('mail.letter', 'insert', `new.subject = '${one(administrators)}'`)
    await world.turnBy(minutes(2))
    expect(
      (await world.rows<{ roles: string[] }>('select roles from identity.login where id = $1', [whom]))[0]?.roles,
    ).toContain('officer')
    expect(await written()).toEqual(administrators.filter(id => id !== one(administrators)).toSorted())
    expect(new Set(told().map(({ what }) => what))).toEqual(new Set(['job identity.tell-of-roles']))
    await cure()
    await world.turnBy(hours(1))
    expect(await written()).toEqual(administrators.toSorted())
    expect(told()).toEqual([])
  })
  it('from having its consumption compared', async () => {
    const all = people.map(({ id }) => id)
    // The month must not end while the test goes on.
    const today = Temporal.Instant.fromEpochMilliseconds(world.clock.now().getTime()).toZonedDateTimeISO('UTC')
    if (today.day > 25) await world.turnTo(new Date(today.add({ days: 10 }).epochMilliseconds))
    await world.rows(`update obhut.consent set state = 'given', since = $1, valid_until = null, ended_at = null`, [
      world.clock.now(),
    ])
    await world.rows(
      `insert into telemetry.holding (channel, since, subject, version) select 1000000, $2, id, 1 from unnest($1::uuid[]) id`,
      [all, later(world.clock.now(), -days(60))],
    )
    const month = Temporal.Instant.fromEpochMilliseconds(world.clock.now().getTime())
      .toZonedDateTimeISO(world.stating.manifest.timeZone)
      .toPlainDate()
      .with({ day: 1 })
      .subtract({ months: 1 })
    const compared = new Date(month.toZonedDateTime(world.stating.manifest.timeZone).epochMilliseconds)
    await world.rows(
      'insert into homes.compared (month, used, worked_out_at, subject, version) select $2, 300, $3, id, 1 from unnest($1::uuid[]) id',
      [all, compared, later(world.clock.now(), -days(3))],
    )
    // Nobody of them has a meter, so that no figure is left.
    await holdsUpNobody('homes.compare', ['homes.compared', 'delete', `old.subject = '${one(all)}'`], {
      soon: hours(1) + 1,
      done: async () =>
        (await here('select subject as id from homes.compared where used = 300 and subject = any($1)', all)).map(
          is => !is,
        ),
    })
  })
  it('from having it noted that a letter did not arrive', async () => {
    await world.rows(
      `insert into rights.request (reference, by, list, says, received_at, due_at, state, subject, version)
      select 'DS-' || gen_random_uuid(), 'letter', 'desk', 'not delivered', $1, $2, 'open', gen_random_uuid(), 1 from generate_series(1, 3)`,
      [world.clock.now(), later(world.clock.now(), days(30))],
    )
    const all = await ids(`select id from rights.request where says = 'not delivered'`)
    await world.rows(
      `insert into mail.letter ("to", language, named, activity, concerns, posted_at, worth_until, due_at, closed_at, state, answer, subject, version)
      select 'x@example.org', 'de', 'no', 'rights.desk', id, $2, $2, $2, $2, 'refused', '550', gen_random_uuid(), 1 from unnest($1::uuid[]) id`,
      [all, world.clock.now()],
    )
    await holdsUpNobody(
      'rights.note-undelivered',
      ['rights.event', 'insert', `new.what = 'mail not delivered' and new.request_id = '${one(all)}'`],
      {
        soon: minutes(15) + 1,
        done: () =>
          here(
            `select request_id as id from rights.event where what = 'mail not delivered' and request_id = any($1)`,
            all,
          ),
      },
    )
  })
  it('from having a request end that nobody confirmed', async () => {
    await world.rows(
      `insert into rights.request (reference, by, list, says, received_at, due_at, state, subject, version)
      select 'DS-' || gen_random_uuid(), 'form', 'desk', 'unconfirmed', $1, $2, 'open', gen_random_uuid(), 1 from generate_series(1, 3)`,
      [later(world.clock.now(), -days(20)), later(world.clock.now(), days(10))],
    )
    const all = await ids(`select id from rights.request where says = 'unconfirmed'`)
    await holdsUpNobody('rights.end-unconfirmed', ['rights.request', 'delete', `old.id = '${one(all)}'`], {
      soon: hours(1) + 1,
      done: async () => (await here('select id from rights.request where id = any($1)', all)).map(is => !is),
    })
  })
  it('from having its letter called again', async () => {
    const all = await letters()
    await world.rows('delete from obhut.job')
    await world.rows('update mail.letter set due_at = $2 where id = any($1)', [
      all,
      later(world.clock.now(), -hours(1)),
    ])
    await holdsUpNobody('mail.left-behind', ['obhut.job', 'insert', `new.payload ->> 'letter' = '${one(all)}'`], {
      soon: minutes(15) + 1,
      done: () => here(`select id from mail.letter where state = 'sent' and id = any($1)`, all),
    })
  })
  it('from being sent: each letter is a job of its own', async () => {
    const all = await letters()
    told()
    const cure = await poisoned('mail.letter', 'update', `new.id = '${one(all)}'`)
    await world.rows(`update obhut.job set due_at = $1 where name = 'mail.send'`, [world.clock.now()])
    await world.jobs.drain()
    const sent = () => here(`select id from mail.letter where state = 'sent' and id = any($1)`, all)
    expect(await sent()).toEqual([true, false, true])
    expect(new Set(told().map(({ what }) => what))).toEqual(new Set(['job mail.send']))
    await cure()
    await world.turnBy(hours(1))
    expect(await sent()).toEqual([true, true, true])
    expect(told()).toEqual([])
  })
  it('from being told to the operator as an alarm', async () => {
    await world.rows(`update obhut.alarm set ended_at = $1 where ended_at is null`, [world.clock.now()])
    await world.rows(
      `insert into obhut.alarm (kind, place, says, mend, urgent, since, last_at, times, mailed_times)
      select 'kind ' || n, 'a test', '{"de": "ja", "en": "yes"}', '{"de": "ja", "en": "yes"}', true, $1, $1, 1, 0 from generate_series(1, 3) n`,
      [world.clock.now()],
    )
    const all = await ids(`select id from obhut.alarm where place = 'a test'`)
    await holdsUpNobody(
      'mail.alarms',
      ['obhut.alarm', 'update', `new.id = '${one(all)}' and new.mailed_at is not null`],
      { soon: 5001, done: () => here('select id from obhut.alarm where mailed_at is not null and id = any($1)', all) },
    )
  })
  it('from being over as an alarm', async () => {
    await world.rows('update obhut.alarm set ended_at = $1 where ended_at is null', [world.clock.now()])
    await world.rows(
      `insert into obhut.alarm (kind, place, says, mend, urgent, since, last_at, times, mailed_times, acknowledged_at)
      select 'kind ' || n, 'quiet', '{"de": "ja", "en": "yes"}', '{"de": "ja", "en": "yes"}', false, $1, $1, 1, 1, $1 from generate_series(1, 3) n`,
      [later(world.clock.now(), -days(4))],
    )
    const all = await ids(`select id from obhut.alarm where place = 'quiet'`)
    await holdsUpNobody(
      'kernel.end-alarms',
      ['obhut.alarm', 'update', `new.id = '${one(all)}' and new.ended_at is not null`],
      {
        soon: hours(1) + 1,
        done: () => here('select id from obhut.alarm where ended_at is not null and id = any($1)', all),
      },
    )
  })
  it('from coming into the access log', async () => {
    told()
    const cure = await poisoned('website.request', 'insert', `new.path = '/datenschutz'`)
    const visitor = world.visitor()
    const before = Number((await world.rows('select count(*) as n from website.request'))[0].n)
    await Promise.all(['/', '/datenschutz', '/impressum'].map(path => visitor.get(path)))
    await world.jobs.drain()
    await world.turnBy(1000)
    const paths = (await world.rows<{ path: string }>('select path from website.request order by at'))
      .slice(before)
      .map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['/', '/impressum']))
    expect(paths).not.toContain('/datenschutz')
    const missing = told().filter(({ what }) => what === 'access log')
    expect(missing).toHaveLength(1)
    expect((missing[0]?.error as VisitsNotLogged | undefined)?.says.en).toContain('1 visit')
    await cure()
  })
  it('from coming into the audit log, and under its seal', async () => {
    told()
    const cure = await poisoned('obhut.audit_entry', 'insert', `new.about = 'poisoned'`)
    const about = ['fine', 'poisoned', 'fine-too']
    for (const what of about)
      await world.store.under(accountability, platform, async work => {
        work.note({ what: 'a test', about: what })
      })
    await world.turnBy(2000)
    const sealed = async () =>
      (
        await world.rows<{ about: string }>(
          `select about from only obhut.audit_entry where what = 'a test' and seal is not null`,
        )
      )
        .map(row => row.about)
        .toSorted()
    expect(await sealed()).toEqual(['fine', 'fine-too'])
    expect(told().map(({ what }) => what)).toEqual(
      expect.arrayContaining(['audit: an entry does not fit into the log and has no seal']),
    )
    await cure()
    await world.turnBy(2000)
    expect(await sealed()).toEqual(about.toSorted())
    told()
  })
  it('from being noted as read by the person', async () => {
    told()
    const bad = one(people.map(({ id }) => id))
    const cure = await poisoned('obhut.audit_person_arriving', 'insert', `new.subject = '${bad}'`)
    const readBy = async () =>
      new Set(
        (
          await world.rows<{ subject: string }>(
            `select p.subject from obhut.audit_person p join obhut.audit_entry e on e.id = p.entry_id where e.at >= $1 and e.what = 'select'`,
            [since],
          )
        ).map(({ subject }) => subject),
      )
    await moveClock(world.store, later(world.clock.now(), 1000))
    const since = world.clock.now()
    await Promise.all(
      people.map(({ id }) =>
        world.store.under(accounts, person(id), work => work.read(account, 'firstName').execute()),
      ),
    )
    await world.store.readsKept()
    expect(await readBy()).toEqual(new Set(people.map(({ id }) => id).filter(id => id !== bad)))
    expect(told().map(({ error }) => error)).toEqual([expect.any(ReadsNotLogged)])
    await cure()
  })
  it('from being told of a new statement; and as long as one was not told, it is not said that everybody was', async () => {
    const all = people.map(({ id }) => id)
    const isTold = async (): Promise<boolean> =>
      (
        await world.rows<{ told: boolean }>(
          'select bool_or(told_at is not null) as told from obhut.statement where version = 2',
        )
      )[0]?.told ?? false
    told()
    const cure = await poisoned('statements.notice', 'insert', `new.subject = '${one(all)}'`)
    await publish(
      world,
      aManifest(everyModule, { 'website.access-log': { keep: 'P6M' } }),
      later(world.clock.now(), days(40)).toISOString().slice(0, 10),
    )
    await world.turnBy(minutes(2))
    expect(await here('select subject as id from statements.notice where subject = any($1)', all)).toEqual([
      true,
      false,
      true,
    ])
    expect(told().every(({ error }) => error instanceof SomeFailed)).toBe(true)
    expect(await isTold()).toBe(false)
    await cure()
    await world.turnBy(hours(1))
    await world.turnBy(minutes(2))
    expect(await here('select subject as id from statements.notice where subject = any($1)', all)).toEqual([
      true,
      true,
      true,
    ])
    expect(await isTold()).toBe(true)
  })
})

/** Jobs that have tests of their own above. */
const onesOfTheirOwn = [
  'mail.send',
  'identity.tell-of-roles',
  'kernel.contracts',
  'kernel.seal',
  'website.write-access-log',
  'statement.tell',
  'statements.look-after',
]
/**
 * Jobs of which each row is a job of its own in the queue, as with letters: one that fails is tried again by itself.
 */
const aJobForEach = [
  'kernel.consent-ended',
  'telemetry.forget',
  'identity.answer-registration',
  'identity.answer-reset',
  'identity.answer-mail-change',
  'identity.tell-of-reset',
  'rights.ask-address',
]
/** Jobs whose poisoned rows are in a test elsewhere: the file, and the name of the test. */
const elsewhere: Readonly<Record<string, readonly [file: string, test: string]>> = {
  'telemetry.sums': ['modules/telemetry/poisoned.test.ts', 'a channel that cannot be summed up'],
  'kernel.legal-holds': ['kernel/rights/legal-holds.test.ts', 'that cannot be ended keeps no other from ending'],
  'kernel.keep-alarms': ['kernel/alarms/alarms.test.ts', 'keeps no other from being written down'],
  'kernel.prove': [
    'kernel/proof/prove.test.ts',
    'what could not be checked, while all other checks come to their verdict',
  ],
  'rights.yet-to-come': ['modules/rights/yet-to-come.test.ts', 'one that cannot be set right keeps no other'],
  'kernel.purge': ['kernel/backup/purge.test.ts', 'passes over a table that somebody is using'],
}
/** Jobs that go through no rows, each with a word why. */
const withoutRows: Readonly<Record<string, string>> = {
  'kernel.contracts': 'computes over the manifest in force, which was checked as a whole when it was read',
  'kernel.watch-seals': 'looks how long the oldest entry has waited',
  'kernel.take-effect': 'one version of the statement waits at most',
  'kernel.ledger': 'the ledger has no gaps: what is not written down yet waits for what came before it',
  'telemetry.leaves': 'makes the partitions of the days to come',
  'mail.try-relay': 'calls the relay',
  'mail.watch': 'counts',
}

it('each job of the platform is tried with a poisoned row, or has none', () => {
  const all = new Set([
    ...world.jobs.jobs.map(({ name }) => name),
    ...kernelJobs(world, { ...theOthers, purges: { administrator: undefined } }).map(({ name }) => name),
  ])
  const source = readFileSync(import.meta.filename, 'utf8')
  const here = [...source.matchAll(/holdsUpNobody\(\s*'([a-z.-]+)'/g)].flatMap(([, name]) => name ?? [])
  const known = [...here, ...onesOfTheirOwn, ...aJobForEach, ...Object.keys(elsewhere), ...Object.keys(withoutRows)]
  expect(
    [...all].filter(name => !known.includes(name)),
    'jobs without a test',
  ).toEqual([])
  expect(
    known.filter(name => !all.has(name)),
    'jobs that are no more',
  ).toEqual([])
  for (const [file, test] of Object.values(elsewhere))
    expect(existsSync(file) && readFileSync(file, 'utf8').includes(test), `${file}: ${test}`).toBe(true)
})

it('while the clock is in doubt, those wait that delete, end, sum up or let take effect by it, and no others', () => {
  expect(new Set(world.jobs.jobs.filter(({ whateverTheClock }) => !whateverTheClock).map(({ name }) => name))).toEqual(
    new Set([
      'kernel.sweep',
      'kernel.consents',
      'kernel.consent-ended',
      'kernel.contracts',
      'kernel.take-effect',
      'kernel.legal-holds',
      'kernel.prove',
      'kernel.end-alarms',
      'identity.give-roles',
      'identity.yet-to-come',
      'telemetry.sums',
      'telemetry.forget',
      'telemetry.tidy',
      'homes.silence',
      'homes.compare',
      'homes.expire',
      'rights.remind',
      'rights.lift',
      'rights.yet-to-come',
      'rights.end-unconfirmed',
    ]),
  )
})
