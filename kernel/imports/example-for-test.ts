import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineModule } from '../../platform/module.ts'
import { activity } from '../declare/activity.ts'
import { encrypted, text, uuid } from '../declare/columns.ts'
import { alsoAbout, deletesRow } from '../declare/persons.ts'
import { duration } from '../declare/settings.ts'
import { owner, subject } from '../declare/subject.ts'
import { offered, table, untilErasure } from '../declare/table.ts'
import { consent, contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'

/* A club that takes over another one's members and guests: their accounts, its newsletter, letters of its partners, and a study of towns. */

export const member = subject('member', { provenBy: [] })
const words = { de: 'Probe', en: 'Trial' }
const common = { title: words, words } as const

export const joining = activity('club.joining', {
  ...common,
  purposes: [Purpose.AccountManagement],
  basis: legitimateInterest(words),
  reach: { all: 'one office keeps all members' },
})
export const newsletter = activity('club.newsletter', {
  ...common,
  purposes: [Purpose.DirectMarketing],
  basis: consent,
  asks: { says: { de: 'Ja, schreiben Sie mir.', en: 'Yes, write to me.' } },
  reads: { 'club.member': ['town'] },
})
export const surveys = activity('club.surveys', {
  ...common,
  purposes: [Purpose.ResearchAndDevelopment],
  basis: consent,
  asks: { says: { de: 'Ja, fragen Sie mich.', en: 'Yes, ask me.' }, lasts: 'lasts' },
  settings: { lasts: duration({ means: words, otherwise: 'P1Y' }) },
  reads: { 'club.member': ['town'] },
})
export const letters = activity('club.letters', {
  ...common,
  purposes: [Purpose.DirectMarketing],
  basis: consent,
  recipients: ['partner'],
  asks: {
    says: { de: '{recipient} darf mir {channel} schreiben.', en: '{recipient} may write to me {channel}.' },
    each: 'recipient',
    channels: { mail: { de: 'per E-Mail', en: 'by e-mail' }, post: { de: 'mit der Post', en: 'by post' } },
  },
  reads: { 'club.member': ['town'] },
})
export const study = activity('club.study', {
  ...common,
  purposes: [Purpose.ImproveExistingProductsAndServices],
  basis: legitimateInterest(words),
  reach: { all: 'it looks at all towns' },
  reads: { 'club.member': ['town'] },
})
export const parties = activity('club.parties', {
  ...common,
  purposes: [Purpose.ResearchAndDevelopment],
  basis: consent,
  reach: { all: 'one office knows who celebrates with whom' },
  asks: { says: { de: 'Ja, ich komme.', en: 'Yes, I will come.' } },
})
export const own = activity('club.own', { ...common, purposes: [Purpose.RequestedServiceProvision], basis: contract })

export const members = table('club.member', {
  about: owner(member),
  under: joining,
  until: untilErasure,
  columns: {
    name: encrypted(text({ is: PersonalData.Name, from: 'the person' })),
    town: text({ is: PersonalData.PhysicalAddress, from: 'the person' }),
  },
})

export const guests = table('club.guest', {
  about: owner(member),
  under: joining,
  until: untilErasure,
  columns: { town: text({ is: PersonalData.PhysicalAddress, from: 'the person' }) },
})
/** Of whoever gives it, and of a guest of honour as well. */
export const party = table('club.party', {
  about: owner(member),
  under: parties,
  until: untilErasure,
  persons: [
    alsoAbout(member, 'honoursId', {
      title: { de: 'Feiern für Sie', en: 'Parties for you' },
      sees: ['town'],
      erasure: deletesRow,
    }),
  ],
  columns: {
    honoursId: uuid({ is: PersonalData.UID, from: 'the person' }).orNot(),
    town: text({ is: PersonalData.PhysicalAddress, from: 'the person' }),
  },
})
const migrations = mkdtempSync(join(tmpdir(), 'obhut-club-'))
writeFileSync(
  join(migrations, '202611302359_club.sql'),
  `create schema club;
  create table club.member (id uuid primary key default gen_random_uuid(), name bytea not null check (obhut.is_sealed(name)), town text not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create index on club.member (subject);
  create table club.guest (id uuid primary key default gen_random_uuid(), town text not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create index on club.guest (subject);
  create table club.party (id uuid primary key default gen_random_uuid(), honours_id uuid, town text not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");
  create index on club.party (subject);
  create index on club.party (honours_id);`,
)
export const club = defineModule('club', {
  subjects: [member],
  activities: [joining, newsletter, surveys, letters, study, parties, own],
  keeps: [members, guests, party],
  reveals: [offered(members, ['town'])],
  migrations,
})

const partner = {
  role: 'dpv:DataController',
  street: 'Weg 1',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
  link: 'https://partner.example',
  task: { de: 'schreibt Angebote', en: 'writes offers' },
  serves: ['partner'],
}
/** What it takes besides: two partners, who may write to those that agreed. */
export const partners = {
  recipients: { fuchs: { ...partner, name: 'Fuchs GmbH' }, dachs: { ...partner, name: 'Dachs KG' } },
}
