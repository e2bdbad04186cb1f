import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule } from '../../platform/module.ts'
import { activity } from '../declare/activity.ts'
import { encrypted, moment, pseudonym, text } from '../declare/columns.ts'
import { duration } from '../declare/settings.ts'
import { owner, pseudonymous, subject } from '../declare/subject.ts'
import { since, table, untilErasure } from '../declare/table.ts'
import { contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'

/*
 * A library: readers, what was looked at day by day, what was lent out as long as the study of lending runs, and what was
 * asked for by mail.
 */

export const reader = subject('reader', { provenBy: ['mail'] })
const words = { de: 'Probe', en: 'Trial' }
const serving = { purposes: [Purpose.ImproveExistingProductsAndServices], title: words, words } as const
const keep = { keep: duration({ means: words, otherwise: 'P1Y' }) }

export const reading = activity('library.reading', {
  ...serving,
  purposes: [Purpose.AccountManagement],
  basis: contract,
})
export const counting = activity('library.counting', {
  ...serving,
  basis: legitimateInterest(words),
  reach: { all: 'it counts what all readers look at' },
  settings: keep,
})
export const studying = activity('library.studying', {
  ...serving,
  basis: legitimateInterest(words),
  reach: { all: 'it studies what all readers borrow' },
  settings: keep,
})

export const readers = table('library.reader', {
  about: owner(reader),
  under: reading,
  until: untilErasure,
  columns: { mail: encrypted(text({ is: PersonalData.EmailAddress, from: 'the reader' }), { findable: true }) },
})
export const view = table('library.view', {
  title: { de: 'Aufgerufene Seiten', en: 'Pages viewed' },
  about: pseudonymous('reader', reader),
  under: counting,
  until: since('at', counting.keep),
  columns: {
    reader: pseudonym({ rotates: 'P1D', afterwards: 'anonymous' }),
    page: text({ is: PersonalData.Interest, from: 'the reader' }),
    at: moment(),
  },
})
export const loan = table('library.loan', {
  title: { de: 'Ausleihen', en: 'Loans' },
  about: pseudonymous('borrower', reader),
  under: studying,
  until: since('at', studying.keep),
  columns: {
    borrower: pseudonym({ afterwards: 'deleted' }),
    book: text({ is: PersonalData.Interest, from: 'the reader' }),
    at: moment(),
  },
})
export const asked = table('library.asked', {
  title: { de: 'Anfragen', en: 'Questions' },
  about: pseudonymous('sender', reader),
  under: counting,
  until: since('at', counting.keep),
  columns: {
    sender: pseudonym({ rotates: 'P7D', afterwards: 'deleted', of: 'mail' }),
    about: text({ is: PersonalData.Interest, from: 'the reader' }),
    at: moment(),
  },
})

const row = (name: string, column: string, says: string): string =>
  `create table library.${name} (id uuid primary key default gen_random_uuid(), ${column} bytea not null check (length(${column}) = 16), ${column}_key uuid not null,
    ${says} text not null, at timestamptz(3) not null, version integer not null default obhut.version(), restricted text collate "C");
  create index on library.${name} (${column});
  create index on library.${name} (${column}_key);
  create index on library.${name} (at);`
const migrations = mkdtempSync(join(tmpdir(), 'obhut-library-'))
writeFileSync(
  join(migrations, '202611302359_library.sql'),
  `create schema library;
  create table library.reader (id uuid primary key default gen_random_uuid(), mail bytea not null, mail_mark bytea not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create index on library.reader (subject);
  create index on library.reader (mail_mark);
  ${row('view', 'reader', 'page')}
  ${row('loan', 'borrower', 'book')}
  ${row('asked', 'sender', 'about')}`,
)
export const library = defineModule('library', {
  subjects: [reader],
  activities: [reading, counting, studying],
  keeps: [readers, view, loan, asked],
  migrations,
})
