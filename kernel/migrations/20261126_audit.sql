-- The log begins anew: entries are sealed in another form from here on (fields as PostgreSQL's binary format has them, a head for each seal, each
-- person's facts with a digest of their own), and what was sealed in the old one could not be verified against the new.
drop table obhut.audit_person, obhut.audit_entry, obhut.audit_seal;

create table obhut.audit_seal (
  number bigint primary key,
  at timestamptz(3) not null,
  entries integer not null check (entries > 0),
  root bytea not null,
  before bytea not null,
  head bytea not null
);
create table obhut.audit_entry (
  id uuid primary key default gen_random_uuid(),
  at timestamptz(3) not null,
  activity text not null,
  what text not null,
  about text,
  rows integer not null default 0,
  actor text not null check (actor in ('person', 'staff', 'visitor', 'platform')),
  personal bytea,
  covers bytea,
  up_to timestamptz(3),
  seal bigint,
  place integer,
  sealed_at timestamptz(3)
);
-- Each write of the house adds an entry, so its indexes are few and small.
create index audit_entry_unsealed on obhut.audit_entry (at, id) where seal is null;
create index audit_entry_sealed on obhut.audit_entry (seal, place) where seal is not null;
create index audit_entry_at on obhut.audit_entry using brin (at);
create index audit_entry_sealed_at on obhut.audit_entry using brin (sealed_at);
create index audit_entry_marks on obhut.audit_entry (seal) where covers is not null or up_to is not null;
create table obhut.audit_person (
  entry_id uuid not null,
  place integer not null,
  part text not null check (part in ('acted', 'concerned')),
  salt bytea not null,
  facts jsonb not null,
  at timestamptz(3) not null,
  user_name text,
  address text,
  browser text,
  browser_version text,
  os text,
  subject uuid not null,
  version integer not null default obhut.version(),
  restricted text collate "C",
  primary key (subject, entry_id)
);
create index audit_person_entry on obhut.audit_person (entry_id);
create index audit_person_at on obhut.audit_person using brin (at);
create table obhut.audit_gone (
  entry_id uuid not null,
  place integer not null,
  erasure uuid not null,
  at timestamptz(3) not null,
  primary key (entry_id, place)
);
create index audit_gone_at on obhut.audit_gone using brin (at);
create index audit_gone_erasure on obhut.audit_gone (erasure, entry_id, place);
