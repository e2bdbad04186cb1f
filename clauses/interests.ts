import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule } from '../platform/module.ts'
import { moment, text } from '../kernel/declare/columns.ts'
import { owner } from '../kernel/declare/subject.ts'
import { table, untilErasure } from '../kernel/declare/table.ts'
import { person, platform } from '../kernel/store/work.ts'
import { activity } from '../kernel/declare/activity.ts'
import {
  consent,
  contract,
  explicitConsent,
  legitimateInterest,
  PersonalData,
  Purpose,
} from '../kernel/declare/terms.ts'
import { customer } from '../modules/identity/contract.ts'
import { Mailer } from '../modules/mail/contract.ts'
import { everyModule } from '../server/modules.ts'
import type { World } from '../server/testing/world.ts'

const called = (de: string, en: string) => ({ title: { de, en }, words: { de: `${de}.`, en: `${en}.` } })
const interest = legitimateInterest({ de: 'Probe', en: 'a trial' })

/** What a customer reads about, kept for the contract; each of the others uses it on a basis of its own. */
export const topics = activity('interests.topics', {
  chapter: 'account',
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  ...called('Gelesene Themen', 'Topics read'),
})
const reads = { 'interests.topic': ['subject', 'label'] } as const
/** Advertising: an objection is the end of it. */
export const offers = activity('interests.offers', {
  chapter: 'account',
  purposes: [Purpose.DirectMarketing],
  basis: interest,
  reads,
  recipients: ['mail'],
  reach: { all: 'a mailing goes to all' },
  ...called('Angebote', 'Offers'),
})
/** No advertising: grounds are examined. */
export const figures = activity('interests.figures', {
  chapter: 'account',
  purposes: [Purpose.ImproveExistingProductsAndServices],
  basis: interest,
  reads,
  reach: { all: 'figures are made of all' },
  ...called('Auswertungen', 'Figures'),
})
export const looks = activity('interests.looks', {
  chapter: 'account',
  purposes: [Purpose.ServiceUsageAnalytics],
  basis: interest,
  reads,
  reach: { all: 'figures are made of all' },
  ...called('Nutzungszahlen', 'Usage figures'),
})
export const tips = activity('interests.tips', {
  chapter: 'account',
  purposes: [Purpose.ServiceUsageAnalytics],
  basis: consent,
  reads,
  reach: { all: 'tips go to all who agreed' },
  ...called('Tipps', 'Tips'),
  asks: { says: { de: 'Ich möchte Tipps zu dem, was ich lese.', en: 'I want tips on what I read.' } },
})
export const partners = activity('interests.partners', {
  chapter: 'account',
  purposes: [Purpose.DirectMarketing],
  basis: explicitConsent,
  reads,
  recipients: ['partner'],
  ...called('Weitergabe an Partner', 'Passing on to partners'),
  asks: {
    says: { de: '{recipient} darf erfahren, was ich lese.', en: '{recipient} may learn what I read.' },
    each: 'recipient',
  },
})
/** Says that something may go to a partner without anybody's consent. */
export const pushing = activity('interests.pushing', {
  chapter: 'account',
  purposes: [Purpose.CustomerRelationshipManagement],
  basis: interest,
  recipients: ['partner'],
  ...called('Weitergabe ohne Frage', 'Passing on unasked'),
})

export const topic = table('interests.topic', {
  title: { de: 'Gelesene Themen', en: 'Topics read' },
  about: owner(customer),
  under: topics,
  until: untilErasure,
  columns: {
    label: text({ is: PersonalData.Interest, from: 'the customer', label: { de: 'Thema', en: 'Topic' } }),
    readAt: moment(),
  },
})

const all = [topics, offers, figures, looks, tips]
export const states = all.map(({ name }) => name)
export const withPartners = [...states, partners.name, pushing.name]
const company = (name: string) => ({
  name,
  role: 'dpv:ThirdParty',
  serves: ['partner'],
  street: 'Weg 1',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
  link: 'https://partner.example/datenschutz',
  task: { de: 'schreibt Angebote', en: 'writes offers' },
  gets: ['pd:Interest', 'pd:EmailAddress'],
  notices: `datenschutz@${name.split(' ')[0]?.toLowerCase()}.example`,
})
export const twoPartners = { fuchs: company('Stromfuchs GmbH'), dachs: company('Dachs KG') }

export async function interests() {
  const migrations = await mkdtemp(join(tmpdir(), 'interests-'))
  await writeFile(
    join(migrations, '20261126_zz_interests.sql'),
    `
    create schema interests;
    create table interests.topic (id uuid primary key default gen_random_uuid(), label text not null, read_at timestamptz(3) not null,
      subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
    create index topic_subject on interests.topic (subject);`,
  )
  return [
    ...everyModule,
    defineModule('interests', { activities: [...all, partners, pushing], keeps: [topic], migrations }),
  ]
}

export const readsAbout = (world: World, id: string, label: string): Promise<unknown> =>
  world.store.under(topics, person(id), work =>
    work.over(topic).insertInto('interests.topic').values({ label, readAt: work.now }).execute(),
  )

type Using = typeof offers | typeof figures | typeof looks | typeof tips
/** Whom an activity finds. */
export const foundBy = async (world: World, using: Using): Promise<string[]> =>
  [
    ...new Set(
      (await world.store.under(using as typeof offers, platform, work => work.read(topic, 'subject').execute())).map(
        ({ subject }) => subject,
      ),
    ),
  ].toSorted()

/** An export that goes on in pages, each in a unit of its own: who objects meanwhile is on none of the later ones. */
export async function* exportOf(world: World, using: Using): AsyncGenerator<string> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const [next] = await world.store.under(using as typeof offers, platform, work =>
      work.read(topic, 'subject').where('subject', '>', after).orderBy('subject').limit(1).execute(),
    )
    if (!next) return
    yield next.subject
    after = next.subject
  }
}

/** A letter of the mailing, in the queue. */
export const writesOffer = (world: World, to: { readonly id: string; readonly mail: string }): Promise<void> =>
  world.store.under(offers, platform, work =>
    world.offered(Mailer).post(work, {
      to: to.mail,
      subjectId: to.id,
      language: 'de',
      title: 'Angebote der Woche',
      says: ['Mehr auf der Website.'],
    }),
  )
