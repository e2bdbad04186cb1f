-- What modules announced, in the past tense and by ids alone. The order of announcing respects locks: whoever waited for a row of somebody else
-- announces after them. Positions are given to what has committed; what commits later comes later.
create function obhut.is_ids(ids jsonb) returns boolean language sql immutable parallel safe set search_path = pg_catalog as $$
  select jsonb_typeof(ids) = 'object' and not exists (
    select from jsonb_each(ids) field where field.key !~ '^[a-zA-Z]{1,40}$' or jsonb_typeof(field.value) <> 'string'
      or field.value #>> '{}' !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
$$;
create sequence obhut.event_order;
grant usage on sequence obhut.event_order to public;

create table obhut.event (
  id uuid primary key default gen_random_uuid(),
  name text collate "C" not null check (name ~ '^[a-z][a-z-]*\.[a-z][a-z-]*$'),
  ids jsonb not null check (obhut.is_ids(ids)),
  at timestamptz(3) not null,
  announced bigint default nextval('obhut.event_order'),
  position bigint,
  handled_at timestamptz(3)
);
alter sequence obhut.event_order owned by obhut.event.announced;
create index event_arrived on obhut.event (announced) where position is null;
create unique index event_position on obhut.event (position);
create index event_not_handled on obhut.event (position) where handled_at is null;
create index event_handled_at on obhut.event (handled_at);

create table obhut.person_event (
  id uuid primary key default gen_random_uuid(),
  name text collate "C" not null check (name ~ '^[a-z][a-z-]*\.[a-z][a-z-]*$'),
  ids jsonb not null check (obhut.is_ids(ids)),
  at timestamptz(3) not null,
  announced bigint default nextval('obhut.event_order'),
  position bigint,
  handled_at timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index person_event_subject on obhut.person_event (subject);
create index person_event_arrived on obhut.person_event (announced) where position is null;
create unique index person_event_position on obhut.person_event (position);
create index person_event_not_handled on obhut.person_event (position) where handled_at is null;
create index person_event_handled_at on obhut.person_event (handled_at);

-- How far each listener is, and, under 'end', the last position that was given.
create table obhut.event_cursor (
  listener text collate "C" primary key,
  position bigint not null default 0,
  failing bigint,
  tries integer not null default 0,
  due_at timestamptz(3)
);

-- Events that a listener could not handle and went past.
create table obhut.event_aside (
  id uuid primary key default gen_random_uuid(),
  listener text collate "C" not null,
  position bigint not null,
  since timestamptz(3) not null,
  due_at timestamptz(3)
);
create unique index event_aside_once on obhut.event_aside (listener, position);
create index event_aside_position on obhut.event_aside (position);
