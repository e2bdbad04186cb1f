import { defineModule } from '../../platform/module.ts'
import { activity } from '../declare/activity.ts'
import { duration } from '../declare/settings.ts'
import { contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import { json, moment, ref, encrypted, text } from '../declare/columns.ts'
import { owner, subject } from '../declare/subject.ts'
import { asLongAs, since, table, untilErasure } from '../declare/table.ts'

/**
 * A small correspondence: letters in threads under the key of the thread, cards found by a number, visits with an
 * address, and somebody who may read subjects only.
 */
export const writer = subject('writer', { provenBy: ['mail'] })
const words = { de: 'Probe', en: 'Trial' }

export const writing = activity('post.writing', {
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  title: words,
  words,
  settings: { keep: duration({ means: words, otherwise: 'P6M' }) },
})
export const sorting = activity('post.sorting', {
  purposes: [Purpose.RequestedServiceProvision],
  basis: legitimateInterest(words),
  title: words,
  words,
  reach: { all: 'one desk sorts everything' },
  reads: { 'post.letter': ['title'] },
})
export const watching = activity('post.watching', {
  purposes: [Purpose.EnforceSecurity],
  basis: legitimateInterest(words),
  title: words,
  words,
  reach: { all: 'whoever watches sees all visits' },
  settings: { keep: duration({ means: words, otherwise: 'P7D' }) },
})

export const thread = table('post.thread', {
  about: owner(writer),
  under: writing,
  until: since('closedAt', writing.keep),
  columns: { closedAt: moment().orNot() },
})
export const letter = table('post.letter', {
  about: owner(writer),
  under: writing,
  until: asLongAs('threadId'),
  columns: {
    threadId: ref(thread),
    title: encrypted(text({ is: PersonalData.Communication, from: 'the person' }), { key: () => thread }),
    body: encrypted(json({ is: PersonalData.Communication, from: 'the person' }), { key: thread }).orNot(),
  },
})
export const card = table('post.card', {
  about: owner(writer),
  under: writing,
  until: untilErasure,
  columns: {
    name: text({ is: PersonalData.Name, from: 'the person' }),
    phone: encrypted(text({ is: PersonalData.TelephoneNumber, from: 'the person' }), { findable: true }).orNot(),
    pin: encrypted(text({ is: PersonalData.Password, from: 'the platform' }), { secret: true }).orNot(),
  },
})
export const visit = table('post.visit', {
  about: owner(writer),
  under: watching,
  until: since('at', watching.keep),
  columns: { at: moment(), host: encrypted(text({ is: PersonalData.IPAddress, from: 'the connection' })) },
})

const kept = `subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"`
export const postSql = `
  create schema post;
  create table post.thread (id uuid primary key default gen_random_uuid(), closed_at timestamptz(3), ${kept});
  create table post.letter (id uuid primary key default gen_random_uuid(), thread_id uuid not null references post.thread deferrable, title bytea not null check (obhut.is_sealed(title)), body bytea check (obhut.is_sealed(body)), ${kept});
  create table post.card (id uuid primary key default gen_random_uuid(), name text not null, phone bytea check (obhut.is_sealed(phone)), phone_mark bytea, pin bytea check (obhut.is_sealed(pin)), ${kept});
  create index card_phone on post.card (phone_mark);
  create table post.visit (id uuid primary key default gen_random_uuid(), at timestamptz(3) not null, host bytea not null check (obhut.is_sealed(host)), ${kept});`

export const post = (migrations: string) =>
  defineModule('post', {
    subjects: [writer],
    activities: [writing, sorting, watching],
    keeps: [thread, letter, card, visit],
    migrations,
  })
