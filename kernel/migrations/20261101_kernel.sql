-- The kernel's own tables. Roles, grants and policies are not made here: they follow from the declarations.
create schema obhut;

create table obhut.store (
  id text primary key check (id ~ '^[0-9a-f]{8}$'),
  kind text not null check (kind in ('demo', 'test', 'live')),
  created_at timestamptz(3) not null,
  clock_offset bigint not null default 0,
  applied text
);
create unique index store_is_one on obhut.store ((true));

create table obhut.migration (
  name text primary key,
  hash text not null,
  at timestamptz(3) not null
);

create table obhut.statement (
  version integer primary key,
  hash text not null unique,
  effective date not null,
  published_at timestamptz(3) not null,
  manifest text not null
);
create table obhut.in_force (
  version integer not null references obhut.statement deferrable,
  since timestamptz(3) not null
);
create unique index in_force_is_one on obhut.in_force ((true));
create table obhut.stated (
  version integer not null references obhut.statement deferrable,
  activity text collate "C" not null,
  primary key (activity, version)
);

-- What a unit of work has bound. After a transaction a setting is empty, not null; null shows nothing.
create function obhut.subject() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('obhut.subject', true), '')::uuid $$;
create function obhut.tenant() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('obhut.tenant', true), '')::uuid $$;
create function obhut.version() returns integer language sql stable parallel safe
  as $$ select version from obhut.in_force $$;
create function obhut.now() returns timestamptz language plpgsql stable parallel safe as $$
begin
  if coalesce(current_setting('obhut.now', true), '') = '' then
    raise exception 'this connection has no time: open a unit of work, or pass the time as a parameter';
  end if;
  return current_setting('obhut.now')::timestamptz(3);
end $$;

-- An entry has no place in the log until it is sealed; what is personal in it lies beside it, salted.
create table obhut.audit_seal (
  id uuid primary key,
  number bigint not null unique,
  at timestamptz(3) not null,
  entries integer not null check (entries > 0),
  root bytea not null,
  before bytea not null
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
  seal uuid references obhut.audit_seal deferrable,
  place integer
);
-- Each write of the house adds an entry, so its indexes are few and small.
create index audit_entry_unsealed on obhut.audit_entry (id) where seal is null;
create index audit_entry_sealed on obhut.audit_entry (seal, place) where seal is not null;
create index audit_entry_at on obhut.audit_entry using brin (at);
create table obhut.audit_person (
  entry_id uuid not null,
  salt bytea not null,
  facts jsonb not null,
  at timestamptz(3) not null,
  subject uuid not null,
  version integer not null default obhut.version(),
  restricted text collate "C",
  primary key (subject, entry_id)
);
create index audit_person_entry on obhut.audit_person (entry_id);
create index audit_person_at on obhut.audit_person using brin (at);

-- What left the house: to whom, which fields, on what ground.
create table obhut.disclosure (
  id uuid primary key default gen_random_uuid(),
  at timestamptz(3) not null,
  recipient text not null,
  activity text not null,
  fields text[] not null,
  ground text not null,
  subject uuid not null,
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index disclosure_subject on obhut.disclosure (subject, at);
create index disclosure_at on obhut.disclosure (at);

-- Work to do later; a payload holds ids only.
create table obhut.job (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  payload jsonb not null,
  due_at timestamptz(3) not null,
  attempts integer not null default 0,
  leased_until timestamptz(3),
  failed_at timestamptz(3),
  failure text
);
create index job_due on obhut.job (due_at) where failed_at is null;
