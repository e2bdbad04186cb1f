-- Consent: the texts once each, the present state of each consent, what led to it, and what outlives it.
create table obhut.consent_text (
  id uuid primary key default gen_random_uuid(),
  hash text collate "C" not null,
  language text not null check (language in ('de', 'en')),
  wording text not null,
  shown_since timestamptz(3) not null
);
create unique index consent_text_hash on obhut.consent_text (hash, language);

create table obhut.consent (
  id uuid primary key default gen_random_uuid(),
  purpose text collate "C" not null,
  recipient text collate "C" not null,
  channel text collate "C" not null,
  state text collate "C" not null check (state in ('given', 'refused', 'withdrawn', 'expired', 'invalidated')),
  statement integer not null,
  since timestamptz(3) not null,
  valid_until timestamptz(3),
  ended_at timestamptz(3) check ((state = 'given') = (ended_at is null)),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index consent_is_one on obhut.consent (subject, purpose, recipient, channel) where restricted is null;
create index consent_given on obhut.consent (purpose, subject) where state = 'given';
create index consent_valid_until on obhut.consent (valid_until) where state = 'given';
create index consent_ended on obhut.consent (ended_at) where ended_at is not null;

create table obhut.consent_event (
  id uuid primary key default gen_random_uuid(),
  consent_id uuid not null references obhut.consent deferrable,
  what text not null check (what in ('given', 'refused', 'withdrawn', 'expired', 'invalidated')),
  text_id uuid references obhut.consent_text deferrable,
  statement integer not null,
  how text not null,
  place text,
  signal text,
  at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index consent_event_consent on obhut.consent_event (consent_id);
create index consent_event_subject on obhut.consent_event (subject);
create index consent_event_text on obhut.consent_event (text_id);

-- Consents given under this version of the statement hold under the one in force.
create table obhut.consent_standing (
  activity text collate "C" not null,
  version integer not null,
  primary key (activity, version)
);

create table obhut.consent_proof (
  id uuid primary key default gen_random_uuid(),
  mark bytea not null,
  purpose text not null,
  recipient text not null,
  channel text not null,
  text_hash text,
  statement integer not null,
  given_at timestamptz(3) not null,
  ended_at timestamptz(3) not null,
  goes_at timestamptz(3) not null
);
create unique index consent_proof_is_one on obhut.consent_proof (mark, purpose, recipient, channel, given_at);
create index consent_proof_goes_at on obhut.consent_proof (goes_at);
