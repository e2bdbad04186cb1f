import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule, type Module } from '../../platform/module.ts'
import { TheStore } from '../../platform/services.ts'
import { activity } from '../declare/activity.ts'
import { int, text, uuid } from '../declare/columns.ts'
import { nobody, owner, subject } from '../declare/subject.ts'
import { table, untilErasure } from '../declare/table.ts'
import { consent, contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import type { Work } from '../store/work.ts'
import { event, type AnyEvent } from './events.ts'
import { listener, type EventListener, type Happened } from './listeners.ts'

const words = { de: 'Probe', en: 'Trial' }
const common = { title: words, words }
export const member = subject('member', { provenBy: ['name'] })
/** Lends things. */
export const lending = activity('lending', {
  ...common,
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
})
/** Listens to it. */
export const counting = activity('counting', {
  ...common,
  purposes: [Purpose.TechnicalServiceProvision],
  basis: legitimateInterest(words),
  reach: { all: 'a trial' },
})
/** Listens too, with consent. */
export const hinting = activity('hinting', {
  ...common,
  purposes: [Purpose.DirectMarketing],
  basis: consent,
  asks: { says: { de: 'Dürfen wir Ihnen Hinweise geben?', en: 'May we give you hints?' } },
})
export const account = table('trial.account', {
  about: owner(member),
  under: lending,
  until: untilErasure,
  columns: { name: text({ is: PersonalData.Name, from: 'the form' }) },
})
export const shelf = table('trial.shelf', {
  about: nobody,
  under: lending,
  columns: { lent: int({ from: 'a trial' }) },
})
/** What listeners heard of, in their order. */
export const heard = table('trial.heard', {
  about: nobody,
  under: counting,
  columns: { listener: text({ from: 'a trial' }), thing: uuid({ from: 'a trial' }), place: int({ from: 'a trial' }) },
})
export const thingLent = event('trial.thing-lent', { by: [lending], about: 'nobody', ids: ['thing'] })
export const accountOpened = event('trial.account-opened', { by: [lending], about: 'a person', ids: ['thing'] })

const migrations = mkdtempSync(join(tmpdir(), 'trial-'))
writeFileSync(
  join(migrations, '20261130_trial.sql'),
  `create schema trial;
   create table trial.account (id uuid primary key default gen_random_uuid(), name text not null,
     subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
   create index account_subject on trial.account (subject);
   create table trial.shelf (id uuid primary key default gen_random_uuid(), lent integer not null);
   create table trial.heard (id uuid primary key default gen_random_uuid(), listener text not null, thing uuid not null, place integer not null);`,
)
/** Notes what it hears of, after what this does. */
export const hears = (
  name: string,
  first: (work: Work<typeof counting>, happened: Happened) => Promise<unknown> = async () => {},
  events: readonly AnyEvent[] = [thingLent, accountOpened],
): EventListener =>
  listener({
    name,
    events,
    under: counting,
    does: async (work, happened) => {
      await first(work, happened)
      const { last } = await work
        .over(heard)
        .selectFrom('trial.heard')
        .select(eb => eb.fn.max('place').as('last'))
        .where('listener', '=', name)
        .executeTakeFirstOrThrow()
      await work
        .over(heard)
        .insertInto('trial.heard')
        .values({ listener: name, thing: happened.ids['thing'] ?? '', place: (last ?? 0) + 1 })
        .execute()
    },
  })

/** A module with these listeners. */
export const trial = (...listeners: EventListener[]): Module =>
  defineModule('trial', {
    subjects: [member],
    activities: [lending, counting, hinting],
    keeps: [account, shelf, heard],
    migrations,
    needs: { store: TheStore },
    starts: () => ({ listeners }),
  })
