-- What people asked for that holds for every activity, and what a law keeps for longer.
create table obhut.restriction (
  id uuid primary key default gen_random_uuid(),
  since timestamptz(3) not null,
  ground text not null check (ground in ('accuracy', 'unlawful', 'claims', 'objection')),
  asked text not null check (asked in ('person', 'staff')),
  says text,
  told_at timestamptz(3),
  lifts_at timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index restriction_subject on obhut.restriction (subject);

create table obhut.objection (
  id uuid primary key default gen_random_uuid(),
  activity text collate "C" not null,
  at timestamptz(3) not null,
  grounds text,
  state text not null check (state in ('examined', 'stopped', 'adapted', 'overruled')),
  stops boolean not null check (stops = (state in ('examined', 'stopped'))),
  settled_at timestamptz(3),
  answer text,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index objection_subject on obhut.objection (subject, activity);
create index objection_stops on obhut.objection (activity, subject) where stops;

create table obhut.assessment (
  id uuid primary key default gen_random_uuid(),
  year integer not null check (year between 1900 and 9999),
  opened_at timestamptz(3) not null,
  closed_at timestamptz(3),
  reason text not null
);
create unique index assessment_year on obhut.assessment (year) where closed_at is null;

create table obhut.erased (
  mark bytea primary key,
  at timestamptz(3) not null
);
create index erased_at on obhut.erased (at);

-- Few enough that one transaction may hold them all; two people who share one wait for each other for a moment.
create function obhut.stripe(of uuid) returns integer language sql immutable parallel safe
  as $$ select pg_catalog.hashtext(of::text) & 1023 $$;

-- Looks at every row about a person as it comes in. An erasure or restriction of the person that is under way is waited for; who
-- was erased gets no more rows, and what comes in about somebody whose data is restricted is restricted as well.
create function obhut.received() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(20261126, obhut.stripe(new.subject));
  if exists (select from obhut.erased e where e.mark = sha256(uuid_send(new.subject))) then
    raise exception 'this person was erased' using errcode = 'OB410';
  end if;
  if new.restricted is null and exists (select from obhut.restriction r where r.subject = new.subject) then
    new.restricted := 'on request';
  end if;
  return new;
end $$;
