import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { activity } from '../declare/activity.ts'
import { encrypted, moment, ref, text, uuid } from '../declare/columns.ts'
import { alsoAbout, blanks, deletesRow, keepsByLaw } from '../declare/persons.ts'
import { duration } from '../declare/settings.ts'
import { owner, subject } from '../declare/subject.ts'
import { asLongAs, since, table, untilErasure } from '../declare/table.ts'
import { consent, contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import { keptBy, law } from '../statement/keeping-laws.ts'

/*
 * A messenger: consumers ask, agents of a company answer in the same conversation, and a contact may be named whom a law
 * has kept. A parcel is its sender's and its recipient's.
 */
export const consumer = subject('consumer', { provenBy: ['mail'], called: { de: 'Verbraucher', en: 'consumers' } })
export const agent = subject('agent', { provenBy: ['mail'], called: { de: 'Beratende', en: 'agents' } })
export const contact = subject('contact', {
  provenBy: ['contactMail'],
  called: { de: 'Ansprechpartner', en: 'contacts' },
})
const words = { de: 'Probe', en: 'Trial' }
const common = { title: words, words }
const reads = {
  'talks.message': ['question', 'answer', 'sentAt', 'agentId'],
  'talks.parcel': ['content'],
} as const

export const people = activity('talks.people', {
  ...common,
  purposes: [Purpose.AccountManagement],
  basis: contract,
})
export const conversations = activity('talks.conversations', {
  ...common,
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  reach: { own: ['consumer', 'agent'] },
  settings: { keep: duration({ means: words, otherwise: 'P6M' }) },
})
export const reviews = activity('talks.reviews', {
  ...common,
  purposes: [Purpose.ImproveExistingProductsAndServices],
  basis: legitimateInterest(words),
  reach: { all: 'a supervisor reads what was answered' },
  reads,
})
export const counts = activity('talks.counts', {
  ...common,
  purposes: [Purpose.ImproveExistingProductsAndServices],
  basis: legitimateInterest(words),
  reach: { all: 'questions are counted' },
  reads: { 'talks.message': ['question'] },
})
export const training = activity('talks.training', {
  ...common,
  purposes: [Purpose.ResearchAndDevelopment],
  basis: consent,
  reach: { all: 'works with all who agreed' },
  asks: { says: { de: 'Ja.', en: 'Yes.' } },
  reads,
})
export const archive = activity('talks.archive', {
  ...common,
  purposes: [Purpose.RequestedServiceProvision],
  basis: legitimateInterest(words),
  reach: { all: 'kept for all' },
  settings: { keep: duration({ means: words, otherwise: 'P6M' }) },
})

export const person = table('talks.person', {
  about: owner(consumer, agent),
  under: people,
  until: untilErasure,
  columns: { mail: text({ is: PersonalData.EmailAddress, from: 'the form' }) },
})
export const conversation = table('talks.conversation', {
  about: owner(consumer),
  under: conversations,
  until: since('closedAt', conversations.keep),
  persons: [
    alsoAbout(agent, 'agentId', {
      title: { de: 'Ihre Gespräche', en: 'Your conversations' },
      sees: ['closedAt'],
      erasure: blanks(),
    }),
  ],
  columns: {
    agentId: uuid({ is: 'pd:UID', from: 'the platform' }).orNot(),
    topic: text({ is: PersonalData.Communication, from: 'the consumer' }),
    closedAt: moment().orNot(),
  },
})
export const message = table('talks.message', {
  about: owner(consumer),
  under: conversations,
  until: asLongAs('conversationId'),
  persons: [
    alsoAbout(agent, 'agentId', {
      title: { de: 'Ihre Antworten', en: 'Your answers' },
      sees: ['answer', 'notes', 'sentAt'],
      erasure: blanks('answer', 'notes'),
    }),
    alsoAbout(contact, 'contactId', {
      title: { de: 'Wo Sie genannt sind', en: 'Where you are named' },
      sees: ['contactMail', 'sentAt'],
      erasure: keepsByLaw(keptBy(law.letters, 'sentAt'), 'contactMail'),
    }),
  ],
  columns: {
    conversationId: ref(conversation),
    agentId: uuid({ is: 'pd:UID', from: 'the platform' }).orNot(),
    contactId: uuid({ is: 'pd:UID', from: 'the platform' }).orNot(),
    contactMail: text({ is: PersonalData.EmailAddress, from: 'the consumer' }).orNot(),
    question: text({ is: PersonalData.Communication, from: 'the consumer' }).orNot(),
    answer: text({ is: PersonalData.Communication, from: 'the agent' }).orNot(),
    notes: encrypted(text({ is: PersonalData.Communication, from: 'the agent' })).orNot(),
    sentAt: moment(),
  },
})
/** Of an agent, about a conversation of somebody else in which the agent takes part. */
export const reminder = table('talks.reminder', {
  about: owner(agent),
  under: conversations,
  until: asLongAs('conversationId'),
  columns: { conversationId: ref(conversation), says: text({ is: PersonalData.Communication, from: 'the agent' }) },
})
export const parcel = table('talks.parcel', {
  about: owner(consumer),
  under: archive,
  until: since('sentAt', archive.keep),
  persons: [
    alsoAbout(consumer, 'recipientId', {
      title: { de: 'Pakete an Sie', en: 'Parcels to you' },
      sees: ['content'],
      erasure: deletesRow,
    }),
    alsoAbout(agent, 'agentId', { sees: ['stamp', 'sentAt', 'sign'], erasure: blanks('stamp', 'sign') }),
  ],
  columns: {
    recipientId: uuid({ is: 'pd:UID', from: 'the platform' }).orNot(),
    agentId: uuid({ is: 'pd:UID', from: 'the platform' }).orNot(),
    content: text({ is: PersonalData.Communication, from: 'the consumer' }),
    stamp: text({ is: PersonalData.Name, from: 'the agent' }).orNot(),
    sign: encrypted(text({ is: PersonalData.Name, from: 'the agent' }), { findable: true }).orNot(),
    sentAt: moment().orNot(),
  },
})

const kept =
  'id uuid primary key default gen_random_uuid(), subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"'
const sql = `
  create schema talks;
  create table talks.person (${kept}, mail text collate "C" not null);
  create table talks.conversation (${kept}, agent_id uuid, topic text not null, closed_at timestamptz(3));
  create table talks.message (${kept}, conversation_id uuid not null references talks.conversation deferrable, agent_id uuid, contact_id uuid, contact_mail text,
    question text, answer text, notes bytea, sent_at timestamptz(3) not null);
  create table talks.reminder (${kept}, conversation_id uuid not null references talks.conversation deferrable, says text not null);
  create table talks.parcel (${kept}, recipient_id uuid, agent_id uuid, content text not null, stamp text, sign bytea, sign_mark bytea, sent_at timestamptz(3));
  ${['person', 'conversation', 'message', 'reminder', 'parcel'].map(name => `create index on talks.${name} (subject);`).join('\n')}
  create index on talks.conversation (agent_id);
  create index on talks.message (conversation_id);
  create index on talks.message (agent_id);
  create index on talks.message (contact_id);
  create index on talks.reminder (conversation_id);
  create index on talks.parcel (recipient_id);
  create index on talks.parcel (agent_id);`

export async function talks() {
  const directory = await mkdtemp(join(tmpdir(), 'talks-'))
  await writeFile(join(directory, '20261130_talks.sql'), sql)
  return [
    kernel,
    defineModule('talks', {
      subjects: [consumer, agent, contact],
      activities: [people, conversations, reviews, counts, training, archive],
      keeps: [person, conversation, message, reminder, parcel],
      migrations: directory,
    }),
  ]
}
