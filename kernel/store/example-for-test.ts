import { defineModule } from '../../platform/module.ts'
import { activity } from '../declare/activity.ts'
import { duration } from '../declare/settings.ts'
import { contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import { moment, ref, text } from '../declare/columns.ts'
import { mentions } from '../declare/persons.ts'
import { nobody, owner, subject, unattributed } from '../declare/subject.ts'
import { asLongAs, since, table, untilErasure } from '../declare/table.ts'

/**
 * A small library: readers with a card, loans that end, a log of visits, and marketing that may know the name alone.
 */
export const reader = subject('reader', { provenBy: ['mail'] })
export const librarian = subject('librarian', { provenBy: ['mail'] })
const words = { de: 'Probe', en: 'Trial' }

export const cards = activity('library.cards', {
  purposes: [Purpose.AccountManagement],
  basis: contract,
  title: words,
  words,
})
export const lending = activity('library.lending', {
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  title: words,
  words,
  settings: { keep: duration({ means: words, otherwise: 'P6M' }) },
})
export const marketing = activity('library.marketing', {
  purposes: [Purpose.DirectMarketing],
  basis: legitimateInterest(words),
  title: words,
  words,
  reach: { all: 'a mailing goes to all readers' },
  reads: { 'library.card': ['name'] },
})
export const visits = activity('library.visits', {
  purposes: [Purpose.ServiceMonitoring],
  basis: legitimateInterest(words),
  title: words,
  words,
  reach: { all: 'nobody can be told apart' },
  settings: { keep: duration({ means: words, otherwise: 'P7D' }) },
})

export const card = table('library.card', {
  about: owner(reader),
  under: cards,
  until: untilErasure,
  columns: {
    name: text({ is: PersonalData.Name, from: 'the form' }),
    address: text({ is: PersonalData.PhysicalAddress, from: 'the form' }),
  },
})
export const loan = table('library.loan', {
  about: owner(reader),
  under: lending,
  until: since('returnedAt', lending.keep),
  persons: [mentions(librarian, 'handledBy')],
  columns: {
    cardId: ref(card),
    title: text({ is: PersonalData.Interest, from: 'the reader' }),
    returnedAt: moment({ from: 'the desk' }).orNot(),
    handledBy: ref(() => card, { checked: 'on input' }).orNot(),
  },
})
export const reminder = table('library.reminder', {
  about: owner(reader),
  under: lending,
  until: asLongAs('loanId'),
  columns: { loanId: ref(loan), wording: text({ is: PersonalData.Communication, from: 'the platform' }) },
})
export const visit = table('library.visit', {
  about: unattributed,
  under: visits,
  until: since('at', visits.keep),
  columns: { at: moment(), room: text({ from: 'the door' }) },
})
export const book = table('library.book', { about: nobody, under: lending, columns: { title: text() } })

export const librarySql = `
  create schema library;
  create table library.card (id uuid primary key default gen_random_uuid(), name text not null, address text not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create table library.loan (id uuid primary key default gen_random_uuid(), card_id uuid not null references library.card deferrable, title text not null,
    returned_at timestamptz(3), handled_by uuid, subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create table library.reminder (id uuid primary key default gen_random_uuid(), loan_id uuid not null references library.loan deferrable, wording text not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create table library.visit (id uuid primary key default gen_random_uuid(), at timestamptz(3) not null, room text not null);
  create table library.book (id uuid primary key default gen_random_uuid(), title text not null);`

export const library = (migrations: string) =>
  defineModule('library', {
    subjects: [reader, librarian],
    activities: [cards, lending, marketing, visits],
    keeps: [card, loan, reminder, visit, book],
    migrations,
  })
