import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule, type Module } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import type { World } from '../../server/testing/world.ts'
import { moment, text } from '../declare/columns.ts'
import { owner, subject } from '../declare/subject.ts'
import { table, untilErasure } from '../declare/table.ts'
import { person, platform } from '../store/work.ts'
import { activity, type AnyActivity } from '../declare/activity.ts'
import { questionsOf, type Question } from '../declare/questions.ts'
import { duration } from '../declare/settings.ts'
import { consent as onConsent, contract, explicitConsent, PersonalData, Purpose } from '../declare/terms.ts'
import { recordAnswer, withdrawConsent } from './change.ts'

/**
 * Readers of a small paper: what they like (kept on consent), a club that may be told by partner and way, and a list
 * for the editors.
 */
export const reader = subject('reader', { provenBy: ['mail'] })
const words = { de: 'Probe', en: 'Trial' }

export const readers = activity('paper.readers', {
  purposes: [Purpose.AccountManagement],
  basis: contract,
  title: words,
  words,
})
export const tastes = activity('paper.tastes', {
  purposes: [Purpose.ImproveExistingProductsAndServices],
  basis: onConsent,
  title: words,
  words,
  recipients: ['printer'],
  asks: {
    says: {
      de: 'Ich möchte, dass Sie sich merken, was ich gern lese.',
      en: 'I want you to remember what I like to read.',
    },
    lasts: 'lasts',
  },
  settings: { lasts: duration({ means: words, otherwise: 'P2Y' }), keep: duration({ means: words, otherwise: 'P1Y' }) },
})
export const editors = activity('paper.editors', {
  purposes: [Purpose.ResearchAndDevelopment],
  basis: onConsent,
  title: words,
  words,
  reach: { all: 'the editors look at all who agreed' },
  reads: { 'paper.taste': ['likes'] },
  asks: {
    says: { de: 'Die Redaktion darf sehen, was ich gern lese.', en: 'The editors may see what I like to read.' },
  },
})
export const offers = activity('paper.offers', {
  purposes: [Purpose.DirectMarketing],
  basis: explicitConsent,
  title: words,
  words,
  recipients: ['partner'],
  reads: { 'paper.reader': ['mail'] },
  asks: {
    says: { de: '{recipient} darf mir {channel} schreiben.', en: '{recipient} may write to me {channel}.' },
    each: 'recipient',
    channels: { mail: { de: 'per E-Mail', en: 'by e-mail' }, post: { de: 'mit der Post', en: 'by post' } },
  },
})

export const readerTable = table('paper.reader', {
  about: owner(reader),
  under: readers,
  until: untilErasure,
  columns: { mail: text({ is: PersonalData.EmailAddress, from: 'the form' }) },
})
export const taste = table('paper.taste', {
  about: owner(reader),
  under: tastes,
  until: untilErasure,
  columns: { likes: text({ is: PersonalData.Interest, from: 'the reader' }), at: moment() },
})

const sql = `
  create schema paper;
  create table paper.reader (id uuid primary key default gen_random_uuid(), mail text not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create table paper.taste (id uuid primary key default gen_random_uuid(), likes text not null, at timestamptz(3) not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create index on paper.taste (subject);`

export async function thePaper(): Promise<readonly Module[]> {
  const migrations = await mkdtemp(join(tmpdir(), 'paper-'))
  await writeFile(join(migrations, '20261122_paper.sql'), sql)
  return [
    kernel,
    defineModule('paper', {
      subjects: [reader],
      activities: [readers, tastes, editors, offers],
      keeps: [readerTable, taste],
      migrations,
    }),
  ]
}

const company = (name: string) => ({
  name,
  role: 'dpv:DataController',
  street: 'Weg 1',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
  link: 'https://partner.example',
  task: { de: 'schreibt Angebote', en: 'writes offers' },
})
export const manifestOf = (
  modules: readonly Module[],
  activities: Readonly<Record<string, object>> = {},
  more: object = {},
): string =>
  aManifest(modules, activities, {
    recipients: {
      fuchs: { ...company('Stromfuchs GmbH'), serves: ['partner'] },
      dachs: { ...company('Dachs KG'), serves: ['partner'] },
      druck: { ...company('Druckhaus AG'), serves: ['printer'] },
    },
    ...more,
  })

export function questionTo(world: World, of: AnyActivity, recipient?: string, channel?: string): Question {
  const found = questionsOf(of, world.stating.manifest).find(
    one => one.recipient?.id === recipient && one.channel?.name === channel,
  )
  if (!found) throw new Error('nobody is asked this')
  return found
}

/** A reader says yes. */
export const agrees = (
  world: World,
  subject: string,
  of: AnyActivity,
  recipient?: string,
  channel?: string,
): Promise<void> =>
  world.store.under(readers, person(subject), work =>
    recordAnswer(work, {
      kind: 'reader',
      subject,
      question: questionTo(world, of, recipient, channel),
      language: 'de',
      says: 'given',
      how: 'switch',
      place: '/app/consents',
    }),
  )

export const takesBack = (
  world: World,
  subject: string,
  { name }: AnyActivity,
  recipient?: string,
  channel?: string,
): Promise<number> =>
  world.store.under(readers, person(subject), work =>
    withdrawConsent(work, {
      kind: 'reader',
      subject,
      purpose: name,
      ...(recipient !== undefined && { recipient }),
      ...(channel !== undefined && { channel }),
      how: 'switch',
    }),
  )

export const likes = (world: World, subject: string, what: string): Promise<unknown> =>
  world.store.under(tastes, person(subject), work =>
    work.over(taste).insertInto('paper.taste').values({ likes: what, at: work.now }).execute(),
  )

export const whatEditorsSee = async (world: World): Promise<string[]> =>
  (await world.store.under(editors, platform, work => work.read(taste, 'likes').orderBy('likes').execute())).map(
    row => row.likes,
  )
